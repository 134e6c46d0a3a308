import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { AppStats } from '@appbase-pfe/types';
import { newSecret } from '../../common/ids.js';
import { ControlPlaneConfig } from '../../config/control-plane-config.js';
import { AppFolders } from '../../tenancy/app-folders.js';
import type { App } from '../../tenancy/app-row.js';
import { InstanceProgram } from './instance-program.js';
import {
  InstanceRuntime,
  type Observed,
  RuntimeProblem,
  type RuntimeNews,
  type Started,
} from '../instance-runtime.js';
import { ManagedFile } from '../managed-file.js';
import { openLog, readLog, rotateLog } from './process-log.js';
import { ProcessOwners } from './process-owner.js';
import { livingPid, type ProcessRecord, ProcessRecords } from './process-record.js';
import { listeningAddress, spawnInstance } from './process-spawn.js';
import { processStats } from './process-stats.js';

/** How long an instance may take to end by itself. */
const STOP_GRACE_MS = 10_000;
/** Processes that are not our children (adopted ones) are looked at this often. */
const LOOK_EVERY_MS = 500;
const ROTATE_EVERY_MS = 30_000;

/** Runs instances as detached child processes of this program, on loopback only. */
@Injectable()
export class ProcessRuntime extends InstanceRuntime {
  override readonly kind = 'process';
  override readonly outlivesMaster = false;

  private readonly records: ProcessRecords;
  private readonly owners: ProcessOwners;
  /** Living processes by app. */
  private readonly living = new Map<string, ProcessRecord & { pid: number }>();
  private readonly exits = new Map<string, Observed['exit']>();
  private readonly timers: NodeJS.Timeout[] = [];
  private closing = false;
  private tell: (news: RuntimeNews) => void = () => {};

  constructor(
    private readonly config: ControlPlaneConfig,
    private readonly folders: AppFolders,
    private readonly managed: ManagedFile,
    private readonly program: InstanceProgram,
  ) {
    super();
    this.records = new ProcessRecords(config.dataDir);
    this.owners = new ProcessOwners(folders, program);
  }

  override async open(tell: (news: RuntimeNews) => void): Promise<void> {
    this.tell = tell;
    this.owners.look();
    this.timers.push(
      setInterval(() => this.lookAtAdopted(), LOOK_EVERY_MS).unref(),
      setInterval(() => {
        for (const appId of this.living.keys()) rotateLog(this.folders.log(appId));
      }, ROTATE_EVERY_MS).unref(),
    );
  }

  override specHash(app: App): string {
    const parts = [this.program.version, app.limits.memoryMb, app.limits.storageMb];
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
  }

  override async observe(app: App): Promise<Observed> {
    const record = this.living.get(app.id) ?? this.records.read(app.id);
    const exit = this.exits.get(app.id);
    const gone: Observed = { status: 'absent', exit };
    if (record === undefined) return gone;
    const pid = livingPid(record);
    if (pid === undefined) {
      this.living.delete(app.id);
      return gone;
    }
    if (record.address === undefined) {
      // Started by a control plane that died before it heard where: nobody can reach it.
      await endProcess(pid, record, 0);
      return gone;
    }
    this.living.set(app.id, { ...record, pid });
    const { address, startedAt, generation, specHash } = record;
    return { status: 'running', id: String(pid), address, startedAt, generation, specHash };
  }

  override async start(app: App): Promise<Started> {
    await this.stop(app);
    this.refuseWhileClosing();
    const { owner, verdict } = await this.owners.of(app);
    this.folders.prepareData(app.id, owner);
    const record: ProcessRecord = {
      token: `appbase-${app.slug}-${newSecret().slice(0, 16)}`,
      generation: app.generation,
      specHash: this.specHash(app),
      startedAt: Date.now(),
    };
    this.refuseWhileClosing();
    this.records.write(app.id, record);
    const log = openLog(this.folders.log(app.id));
    const child = spawnInstance({
      program: this.program,
      token: record.token,
      env: this.environment(app, this.managed.write(app, owner)),
      cwd: this.folders.data(app.id),
      log,
      owner,
      memoryMb: app.limits.memoryMb,
    });
    closeSync(log);
    const { address, pid } = await this.becomeReachable(app, record, child);
    return {
      id: String(pid),
      address,
      startedAt: record.startedAt,
      conditions: [
        { type: 'NetworkReady', status: true, reason: 'Loopback', message: 'On loopback only' },
        verdict,
      ],
    };
  }

  override async stop(app: App): Promise<void> {
    await this.end(app, STOP_GRACE_MS);
  }

  override async kill(app: App): Promise<void> {
    await this.end(app, 0);
    this.exits.set(app.id, { reason: 'Killed', message: 'It hung and was killed' });
  }

  override async remove(app: App): Promise<void> {
    await this.stop(app);
    this.records.remove(app.id);
    this.exits.delete(app.id);
  }

  /** Memory and storage are part of the spec; the rest has no meaning for a plain process. */
  override async applyLimits(): Promise<void> {}

  override async prove(): Promise<undefined> {}

  override logs(app: App, options: { tail: number; follow: boolean; signal: AbortSignal }) {
    return readLog(this.folders.log(app.id), options);
  }

  override async stats(app: App): Promise<Partial<AppStats>> {
    const record = this.living.get(app.id);
    return record === undefined ? {} : processStats(record.pid);
  }

  /** A record is written before its process, so every process is found by its app. */
  override async sweep(): Promise<string[]> {
    return [];
  }

  override problem(): undefined {
    return undefined;
  }

  override async close(): Promise<void> {
    this.closing = true;
    for (const timer of this.timers) clearInterval(timer);
    const all = [...this.living.values()];
    await Promise.all(all.map((record) => endProcess(record.pid, record, STOP_GRACE_MS)));
  }

  private refuseWhileClosing(): void {
    if (!this.closing) return;
    const message = 'The control plane is being stopped';
    throw new RuntimeProblem(
      { type: 'Provisioned', status: false, reason: 'MasterStopping', message },
      'wait',
    );
  }

  private async becomeReachable(
    app: App,
    record: ProcessRecord,
    child: ChildProcess,
  ): Promise<{ address: string; pid: number }> {
    child.on('exit', (code, signal) => this.noteExit(app.id, record.token, code, signal));
    child.on('error', () => {});
    try {
      if (child.pid !== undefined) this.remember(app.id, record, child.pid);
      const address = await listeningAddress(child);
      const pid = child.pid!;
      this.remember(app.id, { ...record, address }, pid);
      if (child.connected) child.disconnect();
      child.unref();
      return { address, pid };
    } catch (error) {
      child.kill('SIGKILL');
      const message = `${(error as Error).message}. Its log says why`;
      throw new RuntimeProblem(
        { type: 'InstanceReady', status: false, reason: 'StartFailed', message },
        'crash',
        { cause: error },
      );
    }
  }

  private remember(appId: string, record: ProcessRecord, pid: number): void {
    const known = { ...record, pid };
    this.records.write(appId, known);
    this.living.set(appId, known);
  }

  private noteExit(appId: string, token: string, code: number | null, signal: string | null): void {
    if (this.living.get(appId)?.token !== token) return;
    this.living.delete(appId);
    const message =
      signal === null ? `It ended with exit code ${code}` : `It was ended by ${signal}`;
    this.exits.set(appId, { reason: 'Exited', message });
    this.tell({ appId });
  }

  private lookAtAdopted(): void {
    for (const [appId, record] of this.living) {
      if (livingPid(record) !== undefined) continue;
      this.living.delete(appId);
      this.exits.set(appId, { reason: 'Exited', message: 'It has ended' });
      this.tell({ appId });
    }
  }

  private async end(app: App, grace: number): Promise<void> {
    const record = this.living.get(app.id) ?? this.records.read(app.id);
    this.living.delete(app.id);
    this.exits.delete(app.id);
    const pid = record && livingPid(record);
    if (pid !== undefined) await endProcess(pid, record!, grace);
  }

  private environment(app: App, managedFile: string): Record<string, string> {
    return {
      APPBASE_DATA_DIR: this.folders.data(app.id),
      APPBASE_HOST: '127.0.0.1',
      APPBASE_PORT: '0',
      APPBASE_DASHBOARD_PORT: '0',
      APPBASE_LOG_LEVEL: this.config.logLevel,
      APPBASE_MANAGED_FILE: managedFile,
    };
  }
}

/** Ends a process: asks first where there is a grace, and waits until it is gone. */
async function endProcess(pid: number, record: ProcessRecord, grace: number): Promise<void> {
  const deadline = Date.now() + grace;
  const isAlive = () => livingPid({ ...record, pid }) !== undefined;
  if (grace > 0) signal(pid, 'SIGTERM');
  while (isAlive()) {
    if (Date.now() >= deadline) signal(pid, 'SIGKILL');
    await sleep(20);
  }
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself meanwhile.
  }
}
