import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DiskBlobStore } from './disk-blob-store.js';

describe('DiskBlobStore', () => {
  let root: string;
  let store: DiskBlobStore;

  beforeEach(async () => {
    root = join(mkdtempSync(join(tmpdir(), 'appbase-')), 'storage');
    store = await DiskBlobStore.at(root);
  });
  afterEach(() => rmSync(join(root, '..'), { recursive: true }));

  const files = () =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  const stored = async (text: string) => {
    const blob = await store.create();
    await blob.write(Buffer.from(text));
    await blob.finish();
    return blob;
  };
  const sweepAll = async (inUse: string[]) => {
    const total = { orphans: 0, unfinished: 0 };
    for (let slice = 0; slice < store.slices; slice++) {
      const swept = await store.sweep(slice, () => new Set(inUse));
      total.orphans += swept.orphans;
      total.unfinished += swept.unfinished;
    }
    return total;
  };

  it('gives back what was written, from any position', async () => {
    const { key } = await stored('hello world');
    const blob = await store.open(key);
    const buffer = Buffer.alloc(5);
    expect(blob.size).toBe(11);
    expect(await blob.read(buffer, 6)).toBe(5);
    expect(buffer.toString()).toBe('world');
    expect(await blob.read(buffer, 11)).toBe(0);
    await blob.close();
  });

  it('chooses the names and keeps them to itself', async () => {
    const { key } = await stored('x');
    const path = join(root, key.slice(0, 2), key.slice(2, 4), key);
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(root, key.slice(0, 2))).mode & 0o777).toBe(0o700);
  });

  it('keeps nothing of what is discarded, before or after it is finished', async () => {
    const early = await store.create();
    await early.write(Buffer.from('x'));
    await early.discard();
    await (await stored('x')).discard();
    expect(files()).toEqual([]);
  });

  it('removes once and for all', async () => {
    const { key } = await stored('x');
    await store.remove(key);
    await store.remove(key);
    expect(files()).toEqual([]);
  });

  it('sweeps what no row names, and never what is on its way', async () => {
    const used = await stored('used');
    used.release();
    const orphan = await stored('orphan');
    orphan.release();
    const finished = await stored('finished, row not written yet');
    const writing = await store.create();
    writeFileSync(join(root, 'tmp', 'f'.repeat(32)), 'left by a crash');
    expect(await sweepAll([used.key])).toEqual({ orphans: 1, unfinished: 1 });
    expect(files().sort()).toEqual([used.key, finished.key, writing.key].sort());
    await writing.discard();
  });

  it('leaves alone what it did not make', async () => {
    mkdirSync(join(root, '00', '00'), { recursive: true });
    writeFileSync(join(root, '00', '00', 'README'), 'mine');
    await sweepAll([]);
    expect(files()).toEqual(['README']);
  });
});
