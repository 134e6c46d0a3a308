export interface Progress {
  done: number;
  failed: { what: string; reason: string }[];
}

const AT_ONCE = 4;

/**
 * Does something to each item, a few at a time. What fails is kept and told; the rest goes on.
 * Reading ahead stops at the slowest, so any number of items needs little memory.
 */
export async function bulkRun<T>(
  source: AsyncIterable<readonly T[]> | Iterable<readonly T[]>,
  act: (item: T) => Promise<unknown>,
  nameOf: (item: T) => string,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Progress> {
  const progress: Progress = { done: 0, failed: [] };
  for await (const items of source) {
    const waiting = [...items];
    const work = async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
        if (signal.aborted) return;
        try {
          await act(item);
          progress.done++;
        } catch (error) {
          const reason = error instanceof Error ? error.message : 'failed';
          progress.failed.push({ what: nameOf(item), reason });
        }
        onProgress({ ...progress });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (signal.aborted) break;
  }
  return progress;
}
