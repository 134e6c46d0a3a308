import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestClock } from '../support/clock.js';
import { SecretFiles } from '../../src/common/secret-files.js';
import { SessionValues } from '../../src/auth/session-values.js';
import { SigningKeys } from '../../src/auth/signing-keys.js';

const HOUR = 60 * 60 * 1000;

describe('the secrets of an instance', () => {
  let folder: string;
  let files: SecretFiles;
  let clock: TestClock;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'appbase-'));
    files = new SecretFiles(folder);
    clock = new TestClock();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes a key at first start and keeps it', async () => {
    const first = await SigningKeys.open(files, clock);
    const again = await SigningKeys.open(files, clock);
    expect(again.current.kid).toBe(first.current.kid);
    expect(again.publicSet()).toEqual(first.publicSet());
  });

  it('keeps a retired key for as long as a token may live, and no longer', async () => {
    const keys = await SigningKeys.open(files, clock);
    const old = keys.current.kid;
    const next = await keys.rotate();
    clock.pass(24 * HOUR);
    expect(keys.find(old)).toBeDefined();
    expect(keys.publicSet().keys.map((key) => key.kid)).toEqual([next, old]);
    clock.pass(HOUR);
    expect(keys.find(old)).toBeUndefined();
    expect(keys.publicSet().keys.map((key) => key.kid)).toEqual([next]);
    await keys.rotate();
    const stored = JSON.parse((await files.read('signing-keys.json'))!) as { keys: unknown[] };
    expect(stored.keys).toHaveLength(2);
  });

  it('repairs the mode of a secret that others could read', async () => {
    await SigningKeys.open(files, clock);
    const path = join(folder, 'secrets', 'signing-keys.json');
    chmodSync(path, 0o644);
    await SigningKeys.open(files, clock);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('derives the same successor again, also after a restart; another instance does not', async () => {
    const values = await SessionValues.open(files);
    const value = values.first();
    expect(value).toMatch(/^[\w-]{43}$/);
    expect(values.successor(value)).toMatch(/^[\w-]{43}$/);
    expect((await SessionValues.open(files)).successor(value)).toBe(values.successor(value));
    rmSync(join(folder, 'secrets', 'session-secret'));
    expect((await SessionValues.open(files)).successor(value)).not.toBe(values.successor(value));
  });
});
