import { Backoff } from './backoff.js';
import { AppBaseError, DbError } from './errors.js';
import { EventStreamParser } from './event-stream.js';
import { pause } from './platform.js';
import type { Transport } from './transport.js';
import type { Change } from './types.js';

/** The server sends a comment every 15 s; after three of them missing the line is dead. */
const SILENCE_MS = 45_000;

/** `waiting`: not connected, a new attempt is due. `closed`: for good. */
export type StreamState = 'connecting' | 'open' | 'waiting' | 'closed';

/** Who wants to hear of one stream. */
export interface StreamListener {
  onChange(change: Change<unknown>): void;
  /** Changes were missed and cannot be replayed: read again. */
  onGap(): void;
  onState(state: StreamState, error?: AppBaseError): void;
}

/** One connection to an event stream that comes back by itself until it is closed. */
export class ChangeStream {
  state: StreamState = 'connecting';
  readonly listeners = new Set<StreamListener>();
  private readonly closing = new AbortController();
  private readonly backoff: Backoff;
  private attempt: AbortController | undefined;
  private wasOpen = false;
  private wakeUp: (() => void) | undefined;

  constructor(
    private readonly transport: Transport,
    private readonly path: string,
    public lastEventId: string | undefined,
  ) {
    const { now, random } = transport.platform;
    this.backoff = new Backoff(now, random);
    void this.run();
  }

  close(error?: AppBaseError): void {
    if (this.state === 'closed') return;
    this.closing.abort();
    this.enter('closed', error);
    this.listeners.clear();
  }

  /** Connects again at once: the network is back, or another user is signed in. */
  reconnect(): void {
    if (this.state === 'waiting') this.wakeUp?.();
    else this.attempt?.abort();
  }

  private async run(): Promise<void> {
    // The caller is done with its own line before it hears anything.
    await Promise.resolve();
    while (!this.closing.signal.aborted) {
      const error = await this.connect().catch((cause: unknown) => cause);
      if (this.closing.signal.aborted) return;
      if (isFinal(error)) return this.close(error);
      this.enter('waiting', error instanceof AppBaseError ? error : undefined);
      await this.rest(error);
    }
  }

  private async rest(error: unknown): Promise<void> {
    const asked = error instanceof AppBaseError ? (error.retryAfter ?? 0) * 1000 : 0;
    const waking = new AbortController();
    const wake = () => waking.abort();
    this.wakeUp = wake;
    this.closing.signal.addEventListener('abort', wake);
    const { platform } = this.transport;
    await pause(platform, Math.max(this.backoff.next(), asked), waking.signal).catch(
      () => undefined,
    );
    this.closing.signal.removeEventListener('abort', wake);
    this.wakeUp = undefined;
  }

  /** One connection, until it ends. */
  private async connect(): Promise<void> {
    this.enter('connecting');
    const attempt = new AbortController();
    this.attempt = attempt;
    const stop = () => attempt.abort();
    this.closing.signal.addEventListener('abort', stop);
    try {
      const response = await this.transport.open({
        method: 'GET',
        path: this.path,
        withToken: true,
        signal: attempt.signal,
        attempts: 1,
        headers: {
          accept: 'text/event-stream',
          ...(this.lastEventId === undefined ? {} : { 'last-event-id': this.lastEventId }),
        },
        errors: DbError,
      });
      if (response.body === null || response.body === undefined) {
        throw new DbError('This environment cannot read streams', 'METHOD_NOT_ALLOWED', 400);
      }
      this.backoff.opened();
      this.enter('open');
      // Without a place in the log nothing can be replayed of what happened meanwhile.
      if (this.wasOpen && this.lastEventId === undefined) this.each((one) => one.onGap());
      this.wasOpen = true;
      await this.read(response.body, attempt);
    } finally {
      this.closing.signal.removeEventListener('abort', stop);
      stop();
    }
  }

  private async read(body: ReadableStream<Uint8Array>, attempt: AbortController): Promise<void> {
    const { platform } = this.transport;
    const parser = new EventStreamParser((ms) => this.backoff.suggest(ms));
    const decoder = new TextDecoder();
    const reader = body.getReader();
    let silence: unknown;
    try {
      for (;;) {
        silence = platform.setTimer(() => attempt.abort(), SILENCE_MS);
        const { done, value } = await reader.read();
        platform.clearTimer(silence);
        if (done) return;
        for (const event of parser.push(decoder.decode(value, { stream: true }))) {
          this.deliver(event.type, event.data, event.id);
          if (attempt.signal.aborted) return;
        }
      }
    } finally {
      platform.clearTimer(silence);
      reader.cancel().catch(() => undefined);
    }
  }

  private deliver(type: string, data = '', id: string | undefined): void {
    if (id !== undefined) this.lastEventId = id === '' ? undefined : id;
    if (type === 'reset') {
      this.each((listener) => listener.onGap());
    } else if (type === 'created' || type === 'updated' || type === 'deleted') {
      const change = JSON.parse(data) as Change<unknown>;
      this.each((listener) => listener.onChange(change));
    }
  }

  private enter(state: StreamState, error?: AppBaseError): void {
    if (this.state === 'closed' || (this.state === state && error === undefined)) return;
    this.state = state;
    this.each((listener) => listener.onState(state, error));
  }

  /** A listener that throws must not cost the others their change, nor the stream its life. */
  private each(tell: (listener: StreamListener) => void): void {
    for (const listener of Array.from(this.listeners)) {
      try {
        tell(listener);
      } catch (error) {
        reportLater(error);
      }
    }
  }
}

/** An answer that will not change by asking again. */
function isFinal(error: unknown): error is AppBaseError {
  if (!(error instanceof AppBaseError)) return false;
  return error.status >= 400 && error.status < 500 && error.status !== 429 && error.status !== 408;
}

/** Throws where nobody catches, as an error in any other event listener would. */
function reportLater(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}
