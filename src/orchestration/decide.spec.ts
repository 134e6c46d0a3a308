import { describe, expect, it } from '@jest/globals';
import type { App, KnownInstance } from '../tenancy/app-row.js';
import { afterDeath, decide, type Health, type Situation, type Step } from './decide.js';
import type { Observed } from './instance-runtime.js';

const NOW = 1_000_000_000;
const instance: KnownInstance = {
  runtime: 'process',
  id: '42',
  address: '127.0.0.1:5000',
  startedAt: new Date(NOW - 20_000).toISOString(),
  generation: 1,
  specHash: 's',
  wasReady: true,
};
const fresh = { ...instance, wasReady: false };
const LONG_AGO = NOW - 61_000;
const old = { ...fresh, startedAt: new Date(LONG_AGO).toISOString() };
const app = (change: Partial<App> = {}): App => ({
  number: 1,
  id: 'app_1',
  name: 'Clinic',
  slug: 'clinic',
  port: 3100,
  subnet: undefined,
  limits: { memoryMb: 512, cpus: 1, pids: 128, storageMb: 1024 },
  egress: 'none',
  desired: 'running',
  generation: 1,
  state: 'running',
  stateSince: NOW,
  conditions: [],
  instance,
  readyGeneration: 1,
  restarts: 0,
  failures: 0,
  retryAt: undefined,
  image: undefined,
  badImage: undefined,
  createdAt: NOW,
  updatedAt: NOW,
  deletedAt: undefined,
  purgeAt: undefined,
  ...change,
});
const up: Observed = {
  status: 'running',
  id: '42',
  address: '127.0.0.1:5000',
  startedAt: NOW - 20_000,
  generation: 1,
  specHash: 's',
};
const absent: Observed = { status: 'absent' };
const dead: Observed = { status: 'stopped', exit: { reason: 'OutOfMemory', message: 'oom' } };
const ok: Health = { misses: 0, live: true, ready: true };
const unseen: Health = { misses: 0, live: false, ready: false };

const gone = { deletedAt: NOW, purgeAt: NOW + 1000 };
const cases: [string, Partial<App>, Observed, Health, Partial<Step>][] = [
  [
    'a new app',
    { instance: undefined, readyGeneration: 0, state: 'provisioning' },
    absent,
    unseen,
    { do: 'start' },
  ],
  ['one that runs', {}, up, ok, { do: 'rest', state: 'running' }],
  ['one that starts', { instance: fresh }, up, unseen, { do: 'rest', state: 'starting' }],
  [
    'one that starts again and again',
    { instance: fresh, failures: 5 },
    up,
    unseen,
    { do: 'rest', state: 'crash-looping' },
  ],
  [
    'one that lives on a new image and is never ready',
    { instance: { ...old, image: 'sha256:new' }, image: 'sha256:old' },
    { ...up, startedAt: LONG_AGO },
    { ...ok, ready: false },
    { do: 'kill', reason: 'NeverReady' },
  ],
  [
    'one that lives on its only image and is not ready for long (a full disk)',
    { instance: { ...old, image: 'sha256:old' }, image: 'sha256:old' },
    { ...up, startedAt: LONG_AGO },
    { ...ok, ready: false },
    { do: 'rest', state: 'starting' },
  ],
  [
    'one that lives and is not ready yet',
    { instance: fresh },
    up,
    { ...ok, ready: false },
    { do: 'rest', state: 'starting' },
  ],
  [
    'a full disk',
    {},
    up,
    { ...ok, ready: false, why: 'disk' },
    { do: 'rest', state: 'unhealthy', message: 'disk' },
  ],
  [
    'two misses',
    {},
    up,
    { misses: 2, live: true, ready: false },
    { do: 'rest', state: 'unhealthy' },
  ],
  ['three misses', {}, up, { misses: 3, live: true, ready: false }, { do: 'kill', reason: 'Hung' }],
  [
    'hung before the master came back',
    {},
    up,
    { misses: 3, live: false, ready: false },
    { do: 'kill', reason: 'Hung' },
  ],
  [
    'many misses while it starts',
    { instance: fresh },
    up,
    { misses: 30, live: false, ready: false },
    { do: 'rest', state: 'starting' },
  ],
  [
    'no answer for a minute',
    { instance: old },
    { ...up, startedAt: LONG_AGO },
    { misses: 30, live: false, ready: false },
    { do: 'kill', reason: 'StartTimeout' },
  ],
  ['adopted and not checked yet', {}, up, unseen, { do: 'rest', state: 'running' }],
  ['running and not in the books', { instance: undefined }, up, unseen, { do: 'adopt' }],
  ['another one than in the books', {}, { ...up, id: '43' }, unseen, { do: 'adopt' }],
  ['started again by somebody else', {}, { ...up, startedAt: NOW - 1 }, ok, { do: 'adopt' }],
  ['a wish to restart', { generation: 2 }, up, ok, { do: 'stop', reason: 'Restart' }],
  ['other limits', {}, { ...up, specHash: 'old' }, ok, { do: 'stop', reason: 'Changed' }],
  ['a death', {}, dead, ok, { do: 'note-death' }],
  ['removed by hand', {}, absent, ok, { do: 'note-death' }],
  ['the end that a restart asked for', { generation: 2 }, absent, ok, { do: 'forget' }],
  [
    'waiting after a death',
    { instance: undefined, failures: 1, retryAt: NOW + 500 },
    dead,
    unseen,
    { do: 'rest', state: 'restarting', reason: 'OutOfMemory', lookAt: NOW + 500 },
  ],
  [
    'waiting in a loop',
    { instance: undefined, failures: 5, retryAt: NOW + 500 },
    dead,
    unseen,
    { do: 'rest', state: 'crash-looping' },
  ],
  [
    'its time has come',
    { instance: undefined, failures: 5, retryAt: NOW },
    dead,
    unseen,
    { do: 'start' },
  ],
  [
    'failed',
    { instance: undefined, state: 'failed', retryAt: NOW + 9 },
    absent,
    unseen,
    { do: 'rest', state: 'failed' },
  ],
  ['a wish to stop', { desired: 'stopped' }, up, ok, { do: 'stop', reason: 'Asked' }],
  ['stopped, in the books still', { desired: 'stopped' }, dead, ok, { do: 'forget' }],
  [
    'stopped',
    { desired: 'stopped', instance: undefined },
    dead,
    unseen,
    { do: 'rest', state: 'stopped' },
  ],
  ['deleted while it runs', gone, up, ok, { do: 'stop', reason: 'Deleted' }],
  [
    'deleted and ended',
    { ...gone, instance: undefined, state: 'deleting' },
    dead,
    unseen,
    { do: 'remove' },
  ],
  [
    'deleted and removed',
    { ...gone, instance: undefined, state: 'deleted' },
    absent,
    unseen,
    { do: 'rest', state: 'deleted', lookAt: NOW + 1000 },
  ],
  [
    'its week is over',
    { ...gone, purgeAt: NOW, instance: undefined, state: 'deleted' },
    absent,
    unseen,
    { do: 'wipe' },
  ],
];

describe('decide', () => {
  it.each(cases)('%s', (_name, change, observed, health, step) => {
    const situation: Situation = { app: app(change), specHash: 's', observed, health, now: NOW };
    expect(decide(situation)).toMatchObject(step);
  });
});

describe('afterDeath', () => {
  it('starts again at once after ten healthy seconds', () => {
    expect(afterDeath(4, 10_000, NOW, 0.5)).toEqual({ failures: 0, retryAt: undefined });
  });

  it.each([
    [0, 1000],
    [1, 2000],
    [4, 16_000],
    [8, 256_000],
    [9, 300_000],
    [500, 300_000],
  ])('waits longer each time: after %d failures %d ms', (failures, wait) => {
    expect(afterDeath(failures, 0, NOW, 0.5)).toEqual({
      failures: failures + 1,
      retryAt: NOW + wait,
    });
    expect(afterDeath(failures, 0, NOW, 0).retryAt).toBe(NOW + wait * 0.8);
    expect(afterDeath(failures, 0, NOW, 1).retryAt).toBe(NOW + wait * 1.2);
  });
});
