/**
 * Makes glibc give memory back. A password hash takes 19 MiB for a moment; as it comes, the
 * allocator would keep such pieces for ever, a quarter of an idle process. Getting them anew each
 * time takes a third of the hashes that a core does, so it is for what rarely hashes: a control
 * plane, and the many instances that one runs.
 */
export const GIVE_BACK: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** For an instance alone: fewer stores of free memory, but what a hash takes may be kept. */
const FEW_ARENAS: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '2' };

/**
 * The allocator reads its settings before any of our code runs. So a program that was started
 * without them becomes itself once more with them: the same process, 30 ms later.
 */
export function startAgainFrugally(role: string): void {
  if (process.platform !== 'linux' || process.execve === undefined) return;
  // A parent that listens would lose its channel.
  if (process.send !== undefined || process.env['MALLOC_ARENA_MAX'] !== undefined) return;
  const [, ...args] = process.argv;
  process.execve(process.execPath, [process.execPath, ...process.execArgv, ...args], {
    ...process.env,
    ...(role === 'instance' ? FEW_ARENAS : GIVE_BACK),
  });
}
