import { ChangeStream, type StreamListener } from './change-stream.js';
import { DbError } from './errors.js';
import type { Session } from './session.js';
import type { Transport } from './transport.js';

/**
 * All streams of a client. Subscribers of the same collection share one connection: browsers allow
 * about six to a server, and a page with ten lists would stand still.
 */
export class ChangeHub {
  private readonly streams = new Map<string, ChangeStream>();
  private userId: string | undefined;

  constructor(
    private readonly transport: Transport,
    session: Session,
  ) {
    this.userId = session.current?.user.id;
    session.onChange((current) => this.follow(current?.user.id));
    if (typeof addEventListener === 'function') addEventListener('online', this.wake);
  }

  /** Joins the stream at `path`; a known `lastEventId` needs a connection of its own. */
  join(path: string, listener: StreamListener, lastEventId?: string): ChangeStream {
    const shared = lastEventId === undefined;
    let stream = shared ? this.streams.get(path) : undefined;
    if (stream === undefined || stream.state === 'closed') {
      stream = new ChangeStream(this.transport, path, lastEventId);
      this.streams.set(shared ? path : `${path} ${lastEventId} ${this.streams.size}`, stream);
    }
    stream.listeners.add(listener);
    return stream;
  }

  leave(stream: ChangeStream, listener: StreamListener): void {
    stream.listeners.delete(listener);
    if (stream.listeners.size > 0 && stream.state !== 'closed') return;
    stream.close();
    for (const [key, one] of this.streams) if (one === stream) this.streams.delete(key);
  }

  /** How many connections there are. */
  get size(): number {
    return this.streams.size;
  }

  close(): void {
    for (const stream of this.streams.values()) stream.close();
    this.streams.clear();
    if (typeof removeEventListener === 'function') removeEventListener('online', this.wake);
  }

  private readonly wake = () => {
    for (const stream of this.streams.values()) if (stream.state === 'waiting') stream.reconnect();
  };

  /** What one user may see is not for the next one; a guest who signs in sees more. */
  private follow(userId: string | undefined): void {
    if (userId === this.userId) return;
    const wasGuest = this.userId === undefined;
    this.userId = userId;
    for (const stream of this.streams.values()) {
      if (wasGuest) stream.reconnect();
      else stream.close(new DbError('The user has signed out', 'INVALID_TOKEN', 401));
    }
    if (!wasGuest) this.streams.clear();
  }
}
