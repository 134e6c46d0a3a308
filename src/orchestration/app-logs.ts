import { Readable } from 'node:stream';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { LogsQuery } from '@appbase-pfe/types';
import { errors } from '../common/errors.js';
import { ServerEvents } from '../http/server-events.js';
import type { App } from '../tenancy/app-row.js';
import { AppsService } from '../tenancy/apps.service.js';
import { InstanceRuntime, RuntimeProblem } from './instance-runtime.js';

const DEFAULT_TAIL = 100;

/** The log of an app: its last lines as text, or as a stream that goes on. */
@Injectable()
export class AppLogs implements OnModuleDestroy {
  private readonly open = new Set<ServerEvents>();

  constructor(
    private readonly apps: AppsService,
    private readonly runtime: InstanceRuntime,
  ) {}

  onModuleDestroy(): void {
    for (const stream of this.open) stream.end();
  }

  async send(reply: FastifyReply, id: string, query: LogsQuery): Promise<void> {
    const app = this.apps.find(id);
    const tail = query.tail ?? DEFAULT_TAIL;
    if (query.follow === 'true') return this.follow(reply, app, tail);
    const signal = new AbortController().signal;
    const lines = this.runtime.logs(app, { tail, follow: false, signal });
    const text = Readable.from(withBreaks(await begun(lines)), { objectMode: false });
    await reply.type('text/plain; charset=utf-8').send(text);
  }

  private async follow(reply: FastifyReply, app: App, tail: number): Promise<void> {
    const stream = new ServerEvents(reply);
    this.open.add(stream);
    try {
      const { signal } = stream;
      for await (const line of this.runtime.logs(app, { tail, follow: true, signal })) {
        stream.send({ data: line });
      }
    } catch (error) {
      // The reader comes again by itself, and the app's conditions say what is wrong.
      if (!(error instanceof RuntimeProblem)) throw error;
    } finally {
      this.open.delete(stream);
      stream.end();
    }
  }
}

/**
 * The same lines, once there is a first one or an end: what cannot be read at all is said so.
 *
 * @throws AppError `UNAVAILABLE` when the runtime does not answer
 */
async function begun(lines: AsyncIterable<string>): Promise<AsyncIterable<string>> {
  const rest = lines[Symbol.asyncIterator]();
  const first = await rest.next().catch((error: unknown) => {
    throw error instanceof RuntimeProblem ? errors.unavailable(error.message) : error;
  });
  return (async function* () {
    if (first.done === true) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => rest };
  })();
}

async function* withBreaks(lines: AsyncIterable<string>): AsyncIterable<string> {
  for await (const line of lines) yield `${line}\n`;
}
