import { execFile, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { MasterProgram } from './master-program.js';

const run = promisify(execFile);

/**
 * A moment in the work of a control plane, as it is seen from outside. It is watched for from
 * before the work is asked for; `seen` settles as soon as it has come.
 */
export type Moment = (master: MasterProgram) => Promise<{ seen: Promise<void> }>;

/** The control plane tells an event of its own. */
export const told =
  (type: string): Moment =>
  async (master) => {
    const { opened, seen } = master.event(type);
    await opened;
    return { seen };
  };

/** Something whose name ends so was put into a folder of the data folder for the n-th time. */
export const file =
  (folder: string, ending: string, times = 1): Moment =>
  async ({ dataDir }) => {
    const path = join(dataDir, folder);
    await mkdir(path, { recursive: true });
    let count = 0;
    return {
      seen: new Promise((resolve) => {
        const watcher = watch(path, (kind, name) => {
          if (kind !== 'rename' || !name?.endsWith(ending) || ++count < times) return;
          watcher.close();
          resolve();
        });
      }),
    };
  };

/** A file of this name has come into a folder that was made meanwhile, in one of the data folder. */
export const fileWithin =
  (folder: string, name: string): Moment =>
  async ({ dataDir }) => {
    const path = join(dataDir, folder);
    await mkdir(path, { recursive: true });
    return {
      seen: new Promise((resolve) => {
        const watcher = watch(path, { recursive: true }, (_kind, changed) => {
          if (!changed?.endsWith(name)) return;
          watcher.close();
          resolve();
        });
      }),
    };
  };

/** A folder of the data folder has lost all that was in it. */
export const emptied =
  (folder: string): Moment =>
  async ({ dataDir }) => ({
    seen: new Promise((resolve) => {
      const watcher = watch(join(dataDir, folder), () => {
        const left = readdir(join(dataDir, folder)).catch(() => []);
        void left.then((names) => {
          if (names.length > 0) return;
          watcher.close();
          resolve();
        });
      });
    }),
  });

/** The engine tells that something happened to what bears the name of an app. */
export const engine =
  (type: 'container' | 'network', action: string, slug: string): Moment =>
  async () => {
    const since = String(Date.now() / 1000);
    const args = ['events', '--since', since, '--filter', `type=${type}`, '--format', '{{json .}}'];
    const child = spawn('docker', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    return {
      seen: new Promise((resolve) => {
        let text = '';
        child.stdout.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          const lines = text.split('\n');
          text = lines.pop()!;
          for (const line of lines) {
            const { Action, Actor } = JSON.parse(line) as {
              Action: string;
              Actor: { Attributes: { name?: string } };
            };
            if (Action !== action || !Actor.Attributes.name?.startsWith(`appbase-${slug}-`)) {
              continue;
            }
            child.kill();
            resolve();
          }
        });
      }),
    };
  };

/** The firewall has (or has no more) a rule for a bridge of ours that it had not before. */
export const rules =
  (change: 'come' | 'gone'): Moment =>
  async () => {
    const count = async () =>
      (await run('iptables', ['-S'])).stdout.split('\n').filter((line) => / ab-/.test(line)).length;
    const before = await count();
    const has = (now: number) => (change === 'come' ? now > before : now < before);
    const look = async (): Promise<void> => {
      while (!has(await count())) await new Promise((resolve) => setImmediate(resolve));
    };
    return { seen: look() };
  };
