import { describe, expect, it } from '@jest/globals';
import { bulkRun } from './bulk-run';

describe('bulkRun', () => {
  it('does all, keeps what failed, and goes on', async () => {
    const done: number[] = [];
    const act = async (n: number) => {
      if (n % 4 === 0) throw new Error(`no ${n}`);
      done.push(n);
    };
    const signal = new AbortController().signal;
    const result = await bulkRun(
      [
        [1, 2, 3, 4],
        [5, 8],
      ],
      act,
      String,
      () => undefined,
      signal,
    );
    expect(new Set(done)).toEqual(new Set([1, 2, 3, 5]));
    expect(result).toEqual({
      done: 4,
      failed: [
        { what: '4', reason: 'no 4' },
        { what: '8', reason: 'no 8' },
      ],
    });
  });

  it('stops when told to', async () => {
    const stop = new AbortController();
    const act = async () => stop.abort();
    const result = await bulkRun([[1], [2]], act, String, () => undefined, stop.signal);
    expect(result.done).toBe(1);
  });
});
