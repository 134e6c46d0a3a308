import type { ContainerStats } from 'dockerode';
import type { AppStats } from '@appbase-pfe/types';

/** What the engine measured, in our words. */
export function toAppStats(stats: ContainerStats): Partial<AppStats> {
  const { cpu_stats: now, precpu_stats: before, memory_stats: memory, pids_stats: pids } = stats;
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  const system = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
  // What is only cached counts for the kernel, not for the app.
  const cached = memory.stats?.inactive_file ?? memory.stats?.total_inactive_file ?? 0;
  return {
    ...(memory.usage === undefined ? {} : { memoryBytes: memory.usage - cached }),
    ...(memory.limit === undefined ? {} : { memoryLimitBytes: memory.limit }),
    ...(system > 0
      ? { cpuPercent: Math.round((used / system) * (now.online_cpus ?? 1) * 1000) / 10 }
      : {}),
    ...(pids?.current === undefined ? {} : { pids: pids.current }),
  };
}
