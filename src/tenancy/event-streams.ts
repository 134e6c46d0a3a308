import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppEvent } from '@appbase-pfe/types';
import { errors } from '../common/errors.js';
import { ServerEvents } from '../http/server-events.js';
import { AppEvents } from './app-events.js';
import { AppsNews } from './apps-news.js';

const REPLAY_PAGE = 500;

/** Streams of what happens to the apps: from the table first, then live, none lost or doubled. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly open = new Set<ServerEvents>();

  constructor(
    private readonly events: AppEvents,
    private readonly news: AppsNews,
  ) {}

  onModuleDestroy(): void {
    for (const stream of this.open) stream.end();
  }

  /** Starts a stream, after `Last-Event-ID` where the reader names one. */
  start(request: FastifyRequest, reply: FastifyReply): void {
    const from = this.position(request.headers['last-event-id']);
    const stream = new ServerEvents(reply);
    this.open.add(stream);
    const { first, last } = this.events.range();
    let sent = from ?? last;
    if (sent > last || sent < first - 1) {
      stream.send({ event: 'reset', data: '{}', id: last });
      sent = last;
    }
    const send = (event: AppEvent) => {
      if (event.id <= sent) return;
      sent = event.id;
      stream.send({ event: event.type, id: event.id, data: JSON.stringify(event) });
    };
    // All in one turn: nothing can happen between the last page and the first live event.
    for (;;) {
      const page = this.events.after(sent, REPLAY_PAGE);
      page.forEach(send);
      if (page.length < REPLAY_PAGE || stream.signal.aborted) break;
    }
    const stop = this.news.listen((news) => {
      if (news.kind === 'event') send(news.event);
    });
    stream.signal.addEventListener('abort', () => {
      stop();
      this.open.delete(stream);
    });
    if (stream.signal.aborted) stop();
  }

  private position(header: string | string[] | undefined): number | undefined {
    if (header === undefined) return undefined;
    if (typeof header !== 'string' || !/^\d{1,15}$/.test(header)) {
      throw errors.invalid('Last-Event-ID', 'is no position of this stream');
    }
    return Number(header);
  }
}
