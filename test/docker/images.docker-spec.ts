import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreatedApp } from '@appbase-pfe/types';
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

  it('goes back when the newer image does not run', async () => {
    const before = await master.app('clinic');
    const broken = await build('LABEL version=3', 'ENTRYPOINT ["node", "-e", "process.exit(3)"]');
    look();
    const events = async () =>
      (
        await master.call<{ items: { type: string; message: string }[] }>(
          'GET',
          '/apps/clinic/events',
        )
      ).body.data.items;
    for (let wait = 0; wait < 600; wait++) {
      if ((await events()).some(({ message }) => message.includes('exit code 3'))) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const after = await master.until('clinic', ({ state }) => state === 'running', 120_000);
    expect(after.instance!.image).toBe(before.instance!.image);
    expect(after.instance!.image).not.toBe(broken);
    expect((await events()).map(({ message }) => message)).toContainEqual(
      expect.stringContaining('It goes back to the image before'),
    );
    expect(await note.read()).toEqual({ text: 'kept' });
  }, 180_000);

  it('names a lack of memory as the reason', async () => {
    const { id } = await master.app('clinic');
    await build('LABEL version=4', `RUN ["node", "-e", "1"]`, greedy());
    look();
    const app = await master.until(
      id,
      ({ conditions }) => conditions.some(({ reason }) => reason === 'OutOfMemory'),
      120_000,
    );
    expect(app.conditions.find(({ type }) => type === 'InstanceReady')?.message).toContain('MiB');
  }, 150_000);
});

/** A program that takes all memory there is, outside the heap. */
function greedy(): string {
  const script = 'const all = []; setInterval(() => all.push(Buffer.alloc(64e6, 1)), 10)';
  return `ENTRYPOINT ["node", "-e", "${script}"]`;
}
