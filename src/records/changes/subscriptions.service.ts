import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Caller, RequestContext, UserCaller } from '../../access/caller.js';
import type { SightScope } from '../../access/sight.js';
import { AccessEnd } from '../../auth/access-end.js';
import { UserStanding } from '../../auth/user-standing.js';
import { errors } from '../../common/errors.js';
import type { Filter } from '../../filter/ast.js';
import { parseFilter } from '../../filter/parse-filter.js';
import { Memberships } from '../../groups/memberships.js';
import { RulesService } from '../../rules/rules.service.js';
import { RecordGate } from '../record-gate.js';
import type { Audience } from './audience.js';
import type { Change } from './change-log.js';
import { ChangeReader } from './change-reader.js';
import { goneFrame, opening, reset, SHUTDOWN, wholeFrame } from './event-frame.js';
import { EventHub } from './event-hub.js';
import { EventStream } from './event-stream.js';

const HEARTBEAT_MS = 15_000;
/** Operators and servers come again this often and prove themselves anew; they miss nothing. */
const ADMIN_STREAM_MS = 5_000;
/** How many streams may be open at once. */
const MAX_STREAMS = 10_000;
const POSITION = /^\d{1,15}$/;

/** A reader with what it follows. */
interface Subscription {
  /** As rules know the reader: the e-mail address of a user may change. */
  caller: Caller;
  readonly collection: string;
  readonly filter: Filter | undefined;
  readonly stream: EventStream;
  /** Changes when the rules, the reader's groups or the e-mail address do. */
  audience: Audience;
  /** Set once the stream has caught up and hears what happens. */
  leave?: () => void;
}

/** Opens event streams: replay from the log first, then what happens, with nothing between lost. */
@Injectable()
export class SubscriptionsService implements BeforeApplicationShutdown {
  private readonly streams = new Set<EventStream>();
  private readonly subscriptions = new Set<Subscription>();
  private heartbeat: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(
    private readonly gate: RecordGate,
    private readonly reader: ChangeReader,
    private readonly hub: EventHub,
    private readonly ends: AccessEnd,
    private readonly users: UserStanding,
    rules: RulesService,
    memberships: Memberships,
  ) {
    rules.onChange((kind, name) => {
      if (kind === 'collection') this.judgeAnew((one) => one.collection === name, true);
    });
    memberships.onChange((userIds) => {
      const concerned = new Set(userIds);
      this.judgeAnew(({ caller }) => caller.kind === 'user' && concerned.has(caller.id), false);
    });
  }

  /**
   * @param filter text of the query parameter: which records to hear of
   * @param lastEventId value of the header `Last-Event-ID`
   */
  async subscribe(
    context: RequestContext,
    reply: FastifyReply,
    collection: string,
    filter: string | undefined,
    lastEventId: string | undefined,
  ): Promise<void> {
    if (this.closing) throw errors.unavailable('The server is stopping');
    if (this.streams.size >= MAX_STREAMS) throw errors.unavailable('Too many streams are open', 5);
    const { caller } = context;
    const wanted = filter === undefined ? undefined : parseFilter(filter);
    const audience = this.audienceOf(caller, collection, wanted);
    const stream = this.open(reply);
    const subscription: Subscription = { caller, collection, filter: wanted, stream, audience };
    this.subscriptions.add(subscription);
    stream.onClose(() => {
      this.subscriptions.delete(subscription);
      subscription.leave?.();
    });
    this.endWithAccess(context, stream);
    const from = this.greet(subscription, lastEventId);
    await this.catchUp(subscription, from);
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

  /** Nothing is sent after the session or the key has ended. */
  private endWithAccess(context: RequestContext, stream: EventStream): void {
    const { caller } = context;
    if (caller.kind === 'operator' || caller.kind === 'key') {
      const end = setTimeout(() => stream.cut(), ADMIN_STREAM_MS).unref();
      stream.onClose(() => clearTimeout(end));
    }
    stream.onClose(this.ends.on(context, () => stream.cut()));
  }

  /** Sends the first bytes and tells from which position on the reader is to be served. */
  private greet(
    { stream, caller, collection }: Subscription,
    lastEventId: string | undefined,
  ): number {
    const scopes: SightScope[] = [`collection:${collection}`];
    if (caller.kind === 'user') scopes.push(`user:${caller.id}`);
    const head = this.reader.head();
    const seen = lastEventId === undefined ? head : positionOf(lastEventId);
    if (seen !== undefined && this.reader.covers(seen, scopes)) {
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
  private async catchUp(subscription: Subscription, from: number): Promise<void> {
    const { stream, collection } = subscription;
    let after = from;
    while (!stream.closed) {
      const { audience } = subscription;
      const page = this.reader.page({ after, collection, ownerId: audience.ownerId });
      for (const change of page.changes) replay(stream, audience, change);
      if (page.last && !stream.behind) {
        subscription.leave = this.hub.join(collection, audience, stream);
        return;
      }
      after = page.upTo;
      await stream.ready();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private audienceOf(caller: Caller, collection: string, filter: Filter | undefined): Audience {
    return this.gate.audience(this.gate.rule(caller, collection, 'read'), filter);
  }

  /**
   * After the commit of what changes who sees what: from now on the readers concerned get what
   * they may see now, and are told to read again. One who is behind still has older events
   * waiting, so it is cut off and comes back.
   *
   * @param rules whether the rules changed, and not only the readers
   */
  private judgeAnew(concerns: (one: Subscription) => boolean, rules: boolean): void {
    const moved: Subscription[] = [];
    for (const subscription of [...this.subscriptions].filter(concerns)) {
      const { collection, filter, stream } = subscription;
      try {
        const caller = rules ? subscription.caller : this.asNow(subscription.caller);
        subscription.caller = caller;
        const audience = this.audienceOf(caller, collection, filter);
        if (!rules && audience.key === subscription.audience.key) continue;
        subscription.audience = audience;
        if (stream.behind) stream.cut();
        else moved.push(subscription);
      } catch {
        // A guest where nothing is public any more.
        stream.cut();
      }
    }
    const caughtUp = moved.filter(({ leave }) => leave !== undefined);
    for (const { leave } of caughtUp) leave?.();
    for (const one of caughtUp) one.leave = this.hub.join(one.collection, one.audience, one.stream);
    if (moved.length === 0) return;
    const notice = reset(this.reader.head());
    for (const { stream } of moved) stream.send(notice);
  }

  private asNow(caller: Caller): Caller {
    const user = caller.kind === 'user' ? this.users.find(caller.id) : undefined;
    return user === undefined ? caller : { ...(caller as UserCaller), email: user.email };
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
