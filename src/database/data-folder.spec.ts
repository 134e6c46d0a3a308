import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolder } from './data-folder.js';

describe('DataFolder', () => {
  let path: string;

  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'appbase-folder-'));
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));

  it('is held by one process at a time', () => {
    const first = DataFolder.open(path, 'instance');
    expect(() => DataFolder.open(path, 'instance')).toThrow('in use by another AppBase process');
    first.release();
    DataFolder.open(path, 'instance').release();
  });

  it.each([
    ['instance', 'master.sqlite', 'control-plane'],
    ['control-plane', 'app.sqlite', 'instance'],
  ] as const)('refuses for the role %s a folder with %s', (kind, file, other) => {
    writeFileSync(join(path, file), '');
    expect(() => DataFolder.open(path, kind)).toThrow(`holds the data of the role "${other}"`);
  });
});
