import { messageOf } from '@kit/api/api-error';
import { queryClient } from '@kit/api/query-client';
import { useEffect, useRef, useState } from 'react';
import { filesPath } from '../api/files';
import { upload } from './upload';

export interface Upload {
  id: number;
  name: string;
  size: number;
  share: number;
  state: 'waiting' | 'sending' | 'done' | 'failed';
  reason?: string;
}

let lastId = 0;
const AT_ONCE = 2;

/** Uploads into a bucket: a few at a time, each with its progress. */
export function useUploads(bucket: string) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const waiting = useRef<{ id: number; file: File }[]>([]);
  const working = useRef(0);
  const stop = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    stop.current = controller;
    return () => controller.abort();
  }, [bucket]);

  const change = (id: number, part: Partial<Upload>) =>
    setUploads((now) => now.map((one) => (one.id === id ? { ...one, ...part } : one)));

  const work = async () => {
    if (working.current >= AT_ONCE) return;
    const next = waiting.current.shift();
    if (!next) return;
    working.current++;
    change(next.id, { state: 'sending' });
    try {
      await upload({
        method: 'POST',
        path: filesPath(bucket),
        file: next.file,
        onProgress: (share) => change(next.id, { share }),
        signal: stop.current.signal,
      });
      change(next.id, { state: 'done', share: 1 });
    } catch (error) {
      change(next.id, { state: 'failed', reason: messageOf(error) });
    }
    working.current--;
    if (waiting.current.length === 0 && working.current === 0)
      await Promise.all(
        [['files', bucket], ['usage'], ['buckets']].map((queryKey) =>
          queryClient.invalidateQueries({ queryKey }),
        ),
      );
    void work();
  };

  const add = (files: Iterable<File>) => {
    const added = [...files].map((file) => ({ id: ++lastId, file }));
    waiting.current.push(...added);
    setUploads((now) => [
      ...now,
      ...added.map(({ id, file: { name, size } }) => ({
        id,
        name,
        size,
        share: 0,
        state: 'waiting' as const,
      })),
    ]);
    for (let n = 0; n < AT_ONCE; n++) void work();
  };

  return {
    uploads,
    add,
    clear: () =>
      setUploads((now) => now.filter(({ state }) => state === 'sending' || state === 'waiting')),
  };
}
