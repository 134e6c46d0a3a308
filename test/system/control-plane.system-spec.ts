import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppView, CreatedApp } from '@appbase-pfe/types';
import { processFacts } from '../../src/orchestration/process/process-table.js';
import { type Note, storeNote } from '../support/app-client.js';
import { type MasterProgram, startMasterProgram } from '../support/master-program.js';
import { emptied, file, fileWithin, type Moment, told } from '../support/moments.js';

describe('a control plane as a process of its own', () => {
  let dataDir: string;
  let master: MasterProgram;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'appbase-master-'));
  });
  afterEach(async () => {
    await master.end('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  });

  const until = (id: string, isReached: (now: AppView) => boolean) => master.until(id, isReached);
  const create = async (name: string): Promise<[CreatedApp, Note]> => {
    const created = await master.call<CreatedApp>('POST', '/apps?wait=healthy', { name });
    expect(created.status).toBe(201);
    const { app: view, apiKey } = created.data;
    return [created.data, await storeNote(view.urls!.api, apiKey.value)];
  };

  it('leaves the apps running when it dies, and adopts them afterwards', async () => {
    master = await startMasterProgram(dataDir);
    const [{ app: before }, note] = await create('Clinic');
    await master.end('SIGKILL');
    const direct = await fetch(`http://${before.instance!.address}/health/live`);
    expect(direct.status).toBe(200);

    master = await startMasterProgram(dataDir);
    const after = await until(before.id, (now) => now.state === 'running');
    expect(after.instance).toEqual(before.instance);
    expect(after.restarts).toBe(0);
    expect(await note.read()).toEqual({ text: 'kept' });

    // An adopted one is no child: its death is seen all the same.
    process.kill(Number(after.instance!.id), 'SIGKILL');
    const again = await until(
      before.id,
      (now) => now.state === 'running' && now.instance!.id !== before.instance!.id,
    );
    expect(again.restarts).toBe(1);
    expect(await note.read()).toEqual({ text: 'kept' });
  });

  it('gives back what a password hash takes; an instance keeps it, as one that runs alone', async () => {
    master = await startMasterProgram(dataDir);
    const [{ app }] = await create('Clinic');
    const allocatorOf = (pid: number | string) =>
      readFileSync(`/proc/${pid}/environ`, 'utf8')
        .split('\0')
        .filter((one) => one.startsWith('MALLOC_'));
    expect(allocatorOf(app.instance!.id)).toEqual(['MALLOC_ARENA_MAX=2']);
    expect(allocatorOf(master.process.pid!)).toHaveLength(3);
  }, 60_000);

  it('stops the apps when it is asked to stop, and starts them again', async () => {
    master = await startMasterProgram(dataDir);
    const [{ app: before }, note] = await create('Clinic');
    await master.end('SIGTERM');
    expect(processFacts(Number(before.instance!.id))).toBeUndefined();
    master = await startMasterProgram(dataDir);
    const after = await until(before.id, (now) => now.state === 'running');
    expect(after.restarts).toBe(0);
    expect(await note.read()).toEqual({ text: 'kept' });
  });

  it('replaces an instance that hangs', async () => {
    master = await startMasterProgram(dataDir);
    const [{ app: before }, note] = await create('Clinic');
    process.kill(Number(before.instance!.id), 'SIGSTOP');
    const after = await until(
      before.id,
      (now) => now.state === 'running' && now.instance!.id !== before.instance!.id,
    );
    expect(after.restarts).toBe(1);
    expect(await note.read()).toEqual({ text: 'kept' });
  });

  const purge = (id: string) => master.call('DELETE', `/apps/${id}?purge=true&confirm=clinic`);
  /** Kills the control plane at a moment of the work that `ask` asks for, and starts it again. */
  const killAt = async (moment: Moment, ask: () => Promise<unknown>) => {
    const { seen } = await moment(master);
    const asked = ask().catch(() => undefined);
    await seen;
    await master.end('SIGKILL');
    await asked;
    master = await startMasterProgram(dataDir);
  };
  /** Processes of the app that live: by their command lines. */
  const processes = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => processFacts(Number(pid))?.command.includes('instance appbase-clinic-'))
      .filter((pid) => ownFolder(pid) === dataDir);
  const nothingIsLeft = () => {
    expect(processes()).toEqual([]);
    for (const folder of ['apps', 'managed', 'logs', 'processes']) {
      const names = readdirSync(dataDir).includes(folder) ? readdirSync(join(dataDir, folder)) : [];
      expect(names).toEqual([]);
    }
  };

  it.each<[string, Moment]>([
    ['the app is in the books', told('app.created')],
    ['its data folder is made', file('apps', '')],
    ['its process is announced', file('processes', '.json', 1)],
    ['it is told who it is', fileWithin('managed', 'managed.json')],
    ['its process is there', file('processes', '.json', 2)],
    ['its address is known', file('processes', '.json', 3)],
    ['the start is in the books', told('instance.started')],
    ['it is ready', told('app.running')],
  ])('creates the app all the same when it is killed: %s', async (_step, moment) => {
    master = await startMasterProgram(dataDir);
    let created: CreatedApp | undefined;
    await killAt(moment, async () => {
      created = (await master.call<CreatedApp>('POST', '/apps', { name: 'Clinic' })).data;
    });
    const { id } = created!.app;
    const after = await master.until(id, (now) => now.state === 'running');
    const note = await storeNote(after.urls!.api, created!.apiKey.value);
    expect(await note.read()).toEqual({ text: 'kept' });
    // One process, whichever it is.
    expect(processes()).toEqual([after.instance!.id]);
    await purge(id);
    nothingIsLeft();
  });

  it.each<[string, Moment]>([
    ['a restart, when the old one has ended', told('instance.stopped')],
    ['a restart, when the new one is announced', file('processes', '.json', 1)],
    ['a restart, when the new one has an address', file('processes', '.json', 3)],
  ])('keeps the data when it is killed in %s', async (_step, moment) => {
    master = await startMasterProgram(dataDir);
    const [{ app: before }, note] = await create('Clinic');
    await killAt(moment, () => master.call('POST', `/apps/${before.id}/restart`));
    const after = await master.until(
      before.id,
      (now) => now.state === 'running' && now.instance!.id !== before.instance!.id,
    );
    expect(await note.read()).toEqual({ text: 'kept' });
    expect(processes()).toEqual([after.instance!.id]);
  });

  it.each<[string, Moment]>([
    ['its data are wiped', emptied('apps')],
    ['what it was told is wiped', emptied('managed')],
  ])('wipes the app all the same when it is killed: %s', async (_step, moment) => {
    master = await startMasterProgram(dataDir);
    const [{ app: before }] = await create('Clinic');
    await killAt(moment, () => purge(before.id));
    const isThere = async () => (await master.call('GET', '/apps/clinic')).status !== 404;
    const folders = () => readdirSync(join(dataDir, 'managed')).length > 0;
    while ((await isThere()) || folders()) await pause(50);
    nothingIsLeft();
  });

  it('shows a crash loop as such, and recovers when its cause is gone', async () => {
    master = await startMasterProgram(dataDir);
    const [{ app: before }] = await create('Clinic');
    const folder = join(dataDir, 'apps', before.id);
    await master.call('POST', `/apps/${before.id}/stop?wait=healthy`);
    // A database that nothing can open.
    const file = join(folder, 'app.sqlite');
    rmSync(`${file}-wal`, { force: true });
    const kept = join(folder, 'kept.sqlite');
    renameSync(file, kept);
    writeFileSync(
      file,
      'this is no database, and long enough to be told from an empty one '.repeat(99),
    );
    chmodSync(file, 0o666);
    await master.call('POST', `/apps/${before.id}/start`);
    const looping = await until(before.id, (now) => now.state === 'crash-looping');
    expect(looping.restarts).toBeGreaterThanOrEqual(5);
    renameSync(kept, file);
    const retried = await master.call<AppView>('POST', `/apps/${before.id}/retry?wait=healthy`);
    expect([retried.status, retried.data.state]).toEqual([201, 'running']);
  });
});

/** The control plane's data folder, as a process of one of its apps was told. */
function ownFolder(pid: string): string | undefined {
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  const told = environment.find((entry) => entry.startsWith('APPBASE_DATA_DIR='));
  return told?.slice('APPBASE_DATA_DIR='.length).replace(/\/apps\/[^/]+$/, '');
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
