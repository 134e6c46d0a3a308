export type Role = 'instance' | 'control-plane';

/** Each store of free memory keeps what it has: a few are enough for a few threads. */
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' } as const;

/**
 * What glibc's allocator is told, by role. A password hash takes 19 MiB for a moment. An instance
 * keeps them for the next login, however it was started: to get them anew each time takes a third of
 * the hashes that a core does. A control plane rarely hashes and gives everything back.
 */
export const ALLOCATOR: Readonly<Record<Role, Readonly<Record<string, string>>>> = {
  instance: FEW_ARENAS,
  'control-plane': {
    ...FEW_ARENAS,
    MALLOC_MMAP_THRESHOLD_: '131072',
    MALLOC_TRIM_THRESHOLD_: '131072',
  },
};

/**
 * The allocator reads its settings before any of our code runs. So a program that was started
 * without them becomes itself once more with them: the same process, 30 ms later.
 */
export function applyAllocator(role: Role): void {
  if (process.platform !== 'linux' || process.execve === undefined) return;
  // A parent that listens would lose its channel: it sets them itself.
  if (process.send !== undefined || process.env['MALLOC_ARENA_MAX'] !== undefined) return;
  const [, ...args] = process.argv;
  process.execve(process.execPath, [process.execPath, ...process.execArgv, ...args], {
    ...process.env,
    ...ALLOCATOR[role],
  });
}
