import type { FastifyReply } from 'fastify';

/** What may wait for a slow reader before its stream is ended; it comes back and resumes. */
const MAX_WAITING_BYTES = 1024 * 1024;
const BEAT_MS = 15_000;
const RETRY_MS = 2000;
/** A reader whose rights have ended hears nothing more after this long. */
const CHECK_MS = 4000;

/** An answer that goes on: server-sent events on a connection of their own. */
export class ServerEvents {
  /** Ends when the reader has gone or the stream was ended. */
  readonly signal: AbortSignal;
  private readonly ending = new AbortController();
  private readonly beat: NodeJS.Timeout;
  private readonly check: NodeJS.Timeout;

  constructor(private readonly reply: FastifyReply) {
    this.signal = this.ending.signal;
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.write(`retry: ${RETRY_MS}\n\n`);
    raw.on('close', () => this.end());
    raw.on('error', () => this.end());
    this.beat = setInterval(() => this.write(':\n\n'), BEAT_MS).unref();
    this.check = setInterval(() => {
      if (!reply.request.isStillAdmitted()) this.end();
    }, CHECK_MS).unref();
  }

  send(event: { event?: string; id?: number; data: string }): void {
    const id = event.id === undefined ? '' : `id: ${event.id}\n`;
    const name = event.event === undefined ? '' : `event: ${event.event}\n`;
    const lines = event.data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
    this.write(`${id}${name}${lines.join('')}\n`);
  }

  end(): void {
    if (this.signal.aborted) return;
    clearInterval(this.beat);
    clearInterval(this.check);
    this.ending.abort();
    this.reply.raw.end();
  }

  private write(text: string): void {
    if (this.signal.aborted) return;
    this.reply.raw.write(text);
    if (this.reply.raw.writableLength > MAX_WAITING_BYTES) this.end();
  }
}
