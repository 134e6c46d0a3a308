import type { Platform } from '../src/platform.js';

/** One connection that a client has opened, from the server's side. */
export interface Connection {
  lastEventId: string | null;
  url: string;
  send(text: string): void;
  end(): void;
  break(): void;
  closed: boolean;
}

/** A server of event streams without a network: what it does happens at once. */
export class FakeEvents {
  readonly connections: Connection[] = [];
  attempts = 0;
  /** `undefined` accepts a connection. */
  answer: (() => Response | Error) | undefined;

  readonly fetch: Platform['fetch'] = async (input, init) => {
    this.attempts++;
    const refusal = this.answer?.();
    if (refusal instanceof Error) throw refusal;
    if (refusal !== undefined) return refusal;
    return this.accept(input as string, init);
  };

  get last(): Connection {
    const connection = this.connections.at(-1);
    if (connection === undefined) throw new Error('nobody has connected');
    return connection;
  }

  get open(): number {
    return this.connections.filter(({ closed }) => !closed).length;
  }

  private accept(url: string, init: RequestInit | undefined): Response {
    const encoder = new TextEncoder();
    let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => void (stream = controller),
    });
    const finish = (work: () => void) => {
      if (connection.closed) return;
      connection.closed = true;
      work();
    };
    const connection: Connection = {
      url,
      lastEventId: new Headers(init?.headers).get('last-event-id'),
      closed: false,
      send: (text) => stream?.enqueue(encoder.encode(text)),
      end: () => finish(() => stream?.close()),
      break: () => finish(() => stream?.error(new Error('reset'))),
    };
    init?.signal?.addEventListener('abort', () =>
      finish(() => stream?.error(new Error('aborted'))),
    );
    this.connections.push(connection);
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }
}
