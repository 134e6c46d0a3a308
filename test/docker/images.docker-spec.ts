import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppEvent, CreatedApp } from '@appbase-pfe/types';
import { Reconciler } from '../../src/orchestration/reconciler.js';
import { type Note, storeNote } from '../support/app-client.js';
import { startTestControlPlane, type TestControlPlane } from '../support/control-plane.js';
import { docker } from '../support/docker.js';

const IMAGE = `appbase-test:${process.pid}`;
const SETTINGS = {
  APPBASE_RUNTIME: 'docker',
  APPBASE_IMAGE: IMAGE,
  APPBASE_NETWORK_POOL: '10.216.0.0/16',
};

/** Takes all memory there is, outside the heap. */
const GREEDY = 'const all = []; setInterval(() => all.push(Buffer.alloc(64e6, 1)), 10)';
/** Answers as one that lives and waits for something that never comes. */
const NEVER_READY = `require('node:http').createServer(({ url }, answer) => {
  answer.statusCode = url === '/health/live' ? 200 : 503; answer.end('{}'); }).listen(3000)`;
const program = (script: string) => `ENTRYPOINT ${JSON.stringify(['node', '-e', script])}`;

describe('images', () => {
  let master: TestControlPlane;
  let created: CreatedApp;
  let note: Note;
  const folder = mkdtempSync(join(tmpdir(), 'appbase-image-'));

  /** Gives the name to an image made from the product's by these lines. */
  const build = async (...lines: string[]): Promise<string> => {
    writeFileSync(join(folder, 'Dockerfile'), ['FROM appbase:latest', ...lines].join('\n'));
    return docker('build', '-q', '--network', 'none', '-t', IMAGE, folder);
  };
  /** Does at once what is done every half minute. */
  const look = () => master.server.app.get(Reconciler, { strict: false }).resync();

  beforeAll(async () => {
    master = await startTestControlPlane(SETTINGS);
  }, 60_000);
  afterAll(async () => {
    await master.call('DELETE', '/apps/clinic?purge=true&confirm=clinic');
    await master.destroy();
    await docker('rmi', '-f', IMAGE).catch(() => '');
    rmSync(folder, { recursive: true });
  }, 60_000);

  it('waits for an image that is missing, and says what to do', async () => {
    const asked = await master.call<CreatedApp>('POST', '/apps', { name: 'Clinic' });
    expect(asked.status).toBe(202);
    created = asked.body.data;
    const { id } = created.app;
    const failed = await master.until(id, ({ state }) => state === 'failed');
    expect(failed.conditions).toContainEqual(
      expect.objectContaining({
        type: 'Provisioned',
        status: false,
        reason: 'ImageMissing',
        message: expect.stringContaining(`docker build -t ${IMAGE}`),
      }),
    );
    await build('LABEL version=1');
    // By itself, within half a minute.
    const app = await master.until(id, ({ state }) => state === 'running');
    note = await storeNote(app.urls!.api, created.apiKey.value);
  }, 120_000);

  it('rolls to a newer image, with the data', async () => {
    const before = await master.app('clinic');
    const image = await build('LABEL version=2');
    look();
    const after = await master.until(
      'clinic',
      (app) => app.state === 'running' && app.instance!.image === image,
      120_000,
    );
    expect(after.instance!.id).not.toBe(before.instance!.id);
    expect(after.restarts).toBe(before.restarts);
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 150_000);

  const events = async () =>
    (await master.call<{ items: AppEvent[] }>('GET', '/apps/clinic/events')).body.data.items;
  const untilTold = async (isIt: (event: AppEvent) => boolean) => {
    for (let wait = 0; wait < 600 && !(await events()).some(isIt); wait++) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };

  it.each([
    ['does not run', 'process.exit(3)', 'Exited', 'exit code 3'],
    ['lives and is never ready', NEVER_READY, 'NeverReady', 'did not become ready'],
  ])(
    'goes back when the newer image %s',
    async (_what, script, reason, message) => {
      const before = await master.app('clinic');
      const broken = await build(`LABEL version=${reason}`, program(script));
      look();
      await untilTold((event) => event.reason === reason && event.message.includes(message));
      const after = await master.until('clinic', ({ state }) => state === 'running', 120_000);
      expect(after.instance!.image).toBe(before.instance!.image);
      expect(after.instance!.image).not.toBe(broken);
      expect((await events()).map((event) => event.message)).toContainEqual(
        expect.stringContaining('It goes back to the image before'),
      );
      expect(await note.read()).toEqual({ text: 'kept' });
      // The newer one is still the newest of its name, and is not tried again by itself.
      look();
      await new Promise((resolve) => setTimeout(resolve, 2000));
      expect((await master.app('clinic')).instance).toEqual(after.instance);
    },
    240_000,
  );

  it('goes on with its image when somebody takes the name of it away', async () => {
    const before = await master.app('clinic');
    await docker('rmi', '-f', IMAGE);
    look();
    await docker('kill', before.instance!.id);
    const after = await master.until(
      'clinic',
      (app) => app.state === 'running' && app.instance!.startedAt !== before.instance!.startedAt,
    );
    expect(after.instance!.image).toBe(before.instance!.image);
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 90_000);

  it('says so when the image to go back to was removed, and takes the next', async () => {
    const before = await master.app('clinic');
    const broken = await build('LABEL version=5', program('setTimeout(process.exit, 9000, 4)'));
    look();
    await master.until('clinic', ({ instance }) => instance?.image === broken);
    await docker('rmi', '-f', before.instance!.image!);
    const failed = await master.until('clinic', ({ state }) => state === 'failed');
    expect(failed.conditions).toContainEqual(
      expect.objectContaining({
        type: 'Provisioned',
        reason: 'ImageMissing',
        message: expect.stringContaining(`${before.instance!.image} on which`),
      }),
    );
    const good = await build('LABEL version=6');
    look();
    const after = await master.until('clinic', ({ state }) => state === 'running');
    expect(after.instance!.image).toBe(good);
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 120_000);

  it('names a lack of memory as the reason', async () => {
    const { id } = await master.app('clinic');
    await build('LABEL version=4', program(GREEDY));
    look();
    const app = await master.until(
      id,
      ({ conditions }) => conditions.some(({ reason }) => reason === 'OutOfMemory'),
      120_000,
    );
    expect(app.conditions.find(({ type }) => type === 'InstanceReady')?.message).toContain('MiB');
  }, 150_000);
});
