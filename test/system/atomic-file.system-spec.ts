import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../src/common/atomic-file.js';
import { describeAsRoot, SmallDisk } from '../support/disks.js';

describeAsRoot('a small file on a full disk', () => {
  let disk: SmallDisk;

  beforeEach(() => {
    disk = new SmallDisk(1024);
  });
  afterEach(() => disk.remove());

  it('stays what it was when there is no room for all of the new one, and nothing is left', () => {
    const path = join(disk.path, 'managed.json');
    writeFileAtomically(path, 'old');
    disk.fill(16 * 1024);
    const before = readdirSync(disk.path);
    expect(() => writeFileAtomically(path, 'n'.repeat(64 * 1024))).toThrow('ENOSPC');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(disk.path)).toEqual(before);
  });
});
