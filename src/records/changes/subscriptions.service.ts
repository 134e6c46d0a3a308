import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Caller, RequestContext } from '../../access/caller.js';
import { Revocations } from '../../auth/revocations.js';
import { errors } from '../../common/errors.js';
import { RecordGate } from '../record-gate.js';
import { type Audience, audienceOf } from './audience.js';
import type { Change } from './change-log.js';
import { ChangeReader } from './change-reader.js';
import { goneFrame, opening, reset, SHUTDOWN, wholeFrame } from './event-frame.js';
import { EventHub } from './event-hub.js';
import { EventStream } from './event-stream.js';

const HEARTBEAT_MS = 15_000;
/** How many streams may be open at once. */
const MAX_STREAMS = 10_000;
const POSITION = /^\d{1,15}$/;

/** Opens event streams: replay from the log first, then what happens, with nothing between lost. */
@Injectable()
export class SubscriptionsService implements BeforeApplicationShutdown {
  private readonly streams = new Set<EventStream>();
  private heartbeat: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(
    private readonly gate: RecordGate,
    private readonly reader: ChangeReader,
    private readonly hub: EventHub,
    private readonly revocations: Revocations,
  ) {}

  /** @param lastEventId value of the header `Last-Event-ID` */
  async subscribe(
    context: RequestContext,
    reply: FastifyReply,
    collection: string,
    lastEventId: string | undefined,
  ): Promise<void> {
    if (this.closing) throw errors.unavailable('The server is stopping');
    if (this.streams.size >= MAX_STREAMS) throw errors.unavailable('Too many streams are open', 5);
    const audience = audienceOf(this.gate.rule(context.caller, collection, 'read'));
    const stream = this.open(reply);
    this.endWithSession(context.caller, stream);
    const from = this.greet(stream, lastEventId);
    await this.catchUp(stream, collection, audience, from);
  }

  /** Tells every reader that the server goes, and ends all streams, so that it can stop. */
  beforeApplicationShutdown(): void {
    this.closing = true;
    clearInterval(this.heartbeat);
    for (const stream of this.streams) stream.end(SHUTDOWN);
  }

  private open(reply: FastifyReply): EventStream {
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    const stream = new EventStream(reply.raw);
    this.streams.add(stream);
    stream.onClose(() => this.streams.delete(stream));
    if (reply.request.method === 'HEAD') stream.end();
    this.heartbeat ??= setInterval(() => {
      for (const open of this.streams) open.beat();
    }, HEARTBEAT_MS).unref();
    return stream;
  }

  /** Nothing is sent after the session has ended. */
  private endWithSession(caller: Caller, stream: EventStream): void {
    if (caller.kind !== 'user') return;
    stream.onClose(this.revocations.onSessionEnd(caller.sessionId, () => stream.cut()));
  }

  /** Sends the first bytes and tells from which position on the reader is to be served. */
  private greet(stream: EventStream, lastEventId: string | undefined): number {
    const head = this.reader.head();
    const seen = lastEventId === undefined ? head : positionOf(lastEventId);
    if (seen !== undefined && this.reader.covers(seen)) {
      stream.send(opening(seen));
      return seen;
    }
    stream.send(opening(head));
    stream.send(reset(head));
    return head;
  }

  /**
   * Replays page by page, as fast as the reader takes it. The last page is sent and the stream
   * joined in one turn of the event loop, in which no commit can happen: so every change comes
   * exactly once.
   */
  private async catchUp(
    stream: EventStream,
    collection: string,
    audience: Audience,
    from: number,
  ): Promise<void> {
    let after = from;
    while (!stream.closed) {
      const page = this.reader.page({ after, collection, ownerId: audience.ownerId });
      for (const change of page.changes) replay(stream, audience, change);
      if (page.last && !stream.behind) {
        this.hub.join(collection, audience, stream);
        return;
      }
      after = page.upTo;
      await stream.ready();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function replay(stream: EventStream, audience: Audience, change: Change): void {
  const sight = audience.sees(change);
  if (sight === 'whole') stream.send(wholeFrame(change));
  if (sight === 'gone') stream.send(goneFrame(change));
}

function positionOf(lastEventId: string): number | undefined {
  return POSITION.test(lastEventId) ? Number(lastEventId) : undefined;
}
