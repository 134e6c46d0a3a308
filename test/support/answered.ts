import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestInstance } from './instance.js';

interface Counts {
  all: number;
  refused: number;
  failed: number;
}

/** What a server has answered, counted at its socket: apart from what it counts itself. */
export interface Answered {
  counts(): Counts;
  /** Waits until each of these paths has been answered, and nothing is being answered. */
  settled(paths: readonly string[]): Promise<void>;
}

/** Counts the answers of an instance from now on, on top of what was counted before. */
export function countAnswers(
  { server }: Pick<TestInstance, 'server'>,
  before: Counts = { all: 0, refused: 0, failed: 0 },
): Answered {
  const counts = { ...before };
  const paths = new Set<string>();
  let open = 0;
  let told = () => {};
  server.fastify.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    open++;
    response.on('finish', () => {
      open--;
      counts.all++;
      if (response.statusCode >= 500) counts.failed++;
      else if (response.statusCode >= 400) counts.refused++;
      paths.add(request.url!.split('?', 1)[0]!);
      told();
    });
  });
  return {
    counts: () => ({ ...counts }),
    settled: async (wanted) => {
      while (open > 0 || !wanted.every((path) => paths.has(path)))
        await new Promise<void>((resolve) => (told = resolve));
    },
  };
}
