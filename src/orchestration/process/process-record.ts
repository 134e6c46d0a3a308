import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../common/atomic-file.js';
import { findProcess, processFacts } from './process-table.js';

/** A child process as it is found again after a restart of the control plane. */
export interface ProcessRecord {
  /** Stands in its command line. Written before the process exists. */
  token: string;
  generation: number;
  specHash: string;
  startedAt: number;
  pid?: number;
  startTime?: string;
  address?: string;
}

/** The records of the child processes, one file an app, in a folder that apps cannot reach. */
export class ProcessRecords {
  private readonly folder: string;

  constructor(dataDir: string) {
    this.folder = join(dataDir, 'processes');
  }

  write(appId: string, record: ProcessRecord): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    writeFileAtomically(this.path(appId), JSON.stringify(record));
  }

  read(appId: string): ProcessRecord | undefined {
    const path = this.path(appId);
    if (!existsSync(path)) return undefined;
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessRecord;
  }

  /** Also what a crash left of an unfinished one. */
  remove(appId: string): void {
    if (!existsSync(this.folder)) return;
    for (const name of readdirSync(this.folder).filter((one) => one.startsWith(`${appId}.json`))) {
      rmSync(join(this.folder, name), { force: true });
    }
  }

  private path(appId: string): string {
    return join(this.folder, `${appId}.json`);
  }
}

/** The process id of a record's process while that process lives. */
export function livingPid(record: ProcessRecord): number | undefined {
  const pid = record.pid ?? findProcess(record.token);
  if (pid === undefined) return undefined;
  const facts = processFacts(pid);
  if (facts === undefined) return undefined;
  if (record.startTime !== undefined && record.startTime !== facts.startTime) return undefined;
  const tokenIsShown = process.platform !== 'win32';
  return tokenIsShown && !facts.command.includes(record.token) ? undefined : pid;
}
