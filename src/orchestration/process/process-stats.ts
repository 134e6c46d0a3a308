import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppStats } from '@appbase-pfe/types';

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const MEASURE_MS = 200;

/** What a process uses, as the system says; nothing where the system does not tell. */
export async function processStats(pid: number): Promise<Partial<AppStats>> {
  if (process.platform !== 'linux') return {};
  try {
    const before = processorTicks(pid);
    const from = performance.now();
    await sleep(MEASURE_MS);
    const ticks = processorTicks(pid) - before;
    const seconds = (performance.now() - from) / 1000;
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return {
      cpuPercent: Math.round((ticks / TICKS_PER_SECOND / seconds) * 1000) / 10,
      memoryBytes: numberIn(status, /^VmRSS:\s+(\d+) kB/m) * 1024,
      pids: numberIn(status, /^Threads:\s+(\d+)/m),
    };
  } catch {
    return {};
  }
}

function processorTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function numberIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0);
}
