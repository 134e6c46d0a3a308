import { AppBaseError, type ErrorClass, errorOf } from './errors.js';
import { pause, type Platform } from './platform.js';
import type { CallOptions } from './types.js';

const MAX_ATTEMPTS = 4;
const FIRST_DELAY_MS = 300;
/** A server that wants us to wait longer than this is told to the app instead. */
const LONGEST_WAIT_MS = 10_000;
const RETRIED_STATUS = new Set([429, 502, 503, 504]);

/** Where tokens come from; the session is one. */
export interface TokenSource {
  /** A token that is good for a while, or `null` when nobody is signed in. */
  token(): Promise<string | null>;
  /** The server refused this token: get another one, or `null`. */
  replace(refused: string): Promise<string | null>;
}

/** One call of the API, before it is sent. */
export interface Call extends CallOptions {
  method: string;
  /** Begins with `/`; its parts are checked or encoded. */
  path: string;
  json?: unknown;
  body?: BodyInit | undefined;
  headers?: Record<string, string> | undefined;
  /** Sends the user's token where there is one. */
  withToken?: boolean;
  credentials?: RequestCredentials | undefined;
  /** May be sent twice without doing anything twice. GET and HEAD always may. */
  repeatable?: boolean;
  /** The body can be read once only (a stream). */
  oneShot?: boolean;
  /** How often to try at most. */
  attempts?: number;
  /** The body is read later: the answer goes on listening to the caller's signal. */
  stays?: boolean;
  errors: ErrorClass;
}

/** Sends calls: token, time limit, abort, and the retries that are safe. */
export class Transport {
  tokens: TokenSource | undefined;

  constructor(
    readonly endpoint: string,
    private readonly apiKey: string,
    private readonly timeoutMs: number,
    readonly platform: Platform,
  ) {}

  /** The `data` of the envelope, and the answer's headers. */
  json<T>(call: Call): Promise<{ data: T; headers: Headers }> {
    return this.send(call, async (response) => {
      const text = await response.text();
      return { data: dataOf<T>(text, response, call), headers: response.headers };
    });
  }

  /** The answer itself, for bytes and streams. The time limit ends when its headers are there. */
  open(call: Call): Promise<Response> {
    return this.send({ ...call, stays: true }, (response) => Promise.resolve(response));
  }

  /** The headers that every call carries; an upload by XMLHttpRequest needs them by name. */
  headersOf(call: Call, token: string | null): Record<string, string> {
    return {
      'x-api-key': this.apiKey,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
      ...call.headers,
    };
  }

  private async send<R>(call: Call, read: (response: Response) => Promise<R>): Promise<R> {
    const repeatable = call.repeatable ?? (call.method === 'GET' || call.method === 'HEAD');
    for (let attempt = 1, renewed = false; ; attempt++) {
      let sent = false;
      try {
        const token = await this.tokenFor(call);
        sent = true;
        try {
          return await this.attempt(call, token, read);
        } catch (error) {
          if (!isRefused(error) || token === null || renewed || call.oneShot) throw error;
          renewed = true;
          if ((await this.tokens?.replace(token)) === null) throw error;
        }
      } catch (error) {
        if (!(error instanceof AppBaseError) || (sent && call.oneShot)) throw error;
        const wait = this.waitBefore(attempt, error, repeatable || !sent, call);
        if (wait === undefined) throw error;
        await pause(this.platform, wait, call.signal).catch(() => {
          throw aborted(call);
        });
      }
    }
  }

  private async tokenFor(call: Call): Promise<string | null> {
    if (!call.withToken) return null;
    try {
      return (await this.tokens?.token()) ?? null;
    } catch (error) {
      if (!(error instanceof AppBaseError)) throw error;
      throw new call.errors(error.reason, error.code, error.status, error);
    }
  }

  /** How long to wait before the next attempt; `undefined`: there must be none. */
  private waitBefore(attempt: number, error: AppBaseError, repeatable: boolean, call: Call) {
    const most = call.attempts ?? MAX_ATTEMPTS;
    const passing = error.code === 'NETWORK_ERROR' || RETRIED_STATUS.has(error.status);
    // A 429 was turned away before anything was done, so it may be repeated whatever it was.
    if (!passing || attempt >= most || !(repeatable || error.status === 429)) return;
    const backoff = FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.5 + this.platform.random() / 2);
    const wait = Math.max(backoff, (error.retryAfter ?? 0) * 1000);
    return wait > LONGEST_WAIT_MS ? undefined : wait;
  }

  private async attempt<R>(
    call: Call,
    token: string | null,
    read: (response: Response) => Promise<R>,
  ): Promise<R> {
    if (call.signal?.aborted) throw aborted(call);
    const { platform } = this;
    const limit = new AbortController();
    const stop = () => limit.abort();
    const timeoutMs = call.timeoutMs ?? this.timeoutMs;
    let late = false;
    const timer =
      timeoutMs > 0 &&
      platform.setTimer(() => {
        late = true;
        stop();
      }, timeoutMs);
    call.signal?.addEventListener('abort', stop);
    try {
      const response = await platform.fetch(`${this.endpoint}${call.path}`, {
        method: call.method,
        headers: this.headersOf(call, token),
        signal: limit.signal,
        ...(call.json === undefined ? {} : { body: JSON.stringify(call.json) }),
        ...(call.body === undefined ? {} : { body: call.body }),
        ...(call.oneShot ? { duplex: 'half' } : {}),
        ...(call.credentials === undefined ? {} : { credentials: call.credentials }),
      });
      if (!response.ok) throw await errorOf(response, call.errors);
      return await read(response);
    } catch (cause) {
      call.signal?.removeEventListener('abort', stop);
      if (cause instanceof AppBaseError) throw cause;
      if (call.signal?.aborted) throw aborted(call);
      throw late
        ? new call.errors(`No answer within ${timeoutMs} ms`, 'TIMEOUT', 0, { cause })
        : new call.errors('The server cannot be reached', 'NETWORK_ERROR', 0, { cause });
    } finally {
      if (timer !== false) platform.clearTimer(timer);
      if (!call.stays) call.signal?.removeEventListener('abort', stop);
    }
  }
}

export const aborted = (call: { signal?: AbortSignal | undefined; errors: ErrorClass }) =>
  new call.errors('The call was aborted', 'ABORTED', 0, { cause: call.signal?.reason as unknown });

const isRefused = (error: unknown) =>
  error instanceof AppBaseError && error.code === 'INVALID_TOKEN';

function dataOf<T>(text: string, response: Response, call: Call): T {
  try {
    return (JSON.parse(text) as { data: T }).data;
  } catch (cause) {
    const message = `The answer to ${call.method} ${call.path} is not from AppBase`;
    throw new call.errors(message, 'INTERNAL_ERROR', response.status, { cause });
  }
}
