import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process as the system tells of it. */
export interface ProcessFacts {
  /** When it started, in the system's own words: two processes of one id differ in it. */
  startTime: string;
  /** Its command line. */
  command: string;
}

/**
 * Looks up a process; `undefined` when there is none, or only the remains of one. A process id
 * alone says little: ids are used again.
 */
export function processFacts(pid: number): ProcessFacts | undefined {
  if (process.platform === 'linux') return fromProc(pid);
  if (process.platform === 'win32') return fromSignal(pid);
  try {
    const line = execFileSync('ps', ['-o', 'lstart=,args=', '-p', String(pid)], {
      encoding: 'utf8',
    });
    return { startTime: line.slice(0, 24), command: line.slice(24) };
  } catch {
    return undefined;
  }
}

/** Finds the process whose command line holds a token, after a crash lost its id (Linux). */
export function findProcess(token: string): number | undefined {
  if (process.platform !== 'linux') return undefined;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => pid !== process.pid && processFacts(pid)?.command.includes(token));
}

function fromProc(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; the fields after it count from the third.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { startTime: fields[19]!, command };
  } catch {
    return undefined;
  }
}

/** Windows tells neither cheaply: that the id lives must do. */
function fromSignal(pid: number): ProcessFacts | undefined {
  try {
    process.kill(pid, 0);
    return { startTime: '', command: '' };
  } catch {
    return undefined;
  }
}
