import type { ServerResponse } from 'node:http';
import { HEARTBEAT } from './event-frame.js';

/** What waits for a slow reader at the most, before its stream is closed. */
const MAX_WAITING = 256;
const MAX_WAITING_BYTES = 1024 * 1024;

/** One open connection to which events are written, with a bounded buffer. */
export class EventStream {
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private blocked = false;
  private ended = false;
  private readonly endings: (() => void)[] = [];
  private readonly drains: (() => void)[] = [];

  constructor(private readonly response: ServerResponse) {
    response.on('drain', () => this.drain());
    response.on('close', () => this.finish());
    response.on('error', () => this.finish());
  }

  get closed(): boolean {
    return this.ended;
  }

  /** Whether the reader has yet to take what was sent. */
  get behind(): boolean {
    return this.blocked;
  }

  onClose(listener: () => void): void {
    this.endings.push(listener);
  }

  /** Writes a frame, or keeps it for a reader that is behind. One that falls too far is closed. */
  send(frame: Buffer): void {
    if (this.ended) return;
    if (!this.blocked) {
      this.blocked = !this.response.write(frame);
      return;
    }
    if (this.waiting.length >= MAX_WAITING || this.waitingBytes > MAX_WAITING_BYTES) {
      this.cut();
      return;
    }
    this.waiting.push(frame);
    this.waitingBytes += frame.length;
  }

  /** A sign of life, not worth keeping for a reader that is behind. */
  beat(): void {
    if (!this.ended && !this.blocked) this.blocked = !this.response.write(HEARTBEAT);
  }

  /** Resolves when the reader has taken what was sent, or is gone. */
  async ready(): Promise<void> {
    if (!this.blocked || this.ended) return;
    await new Promise<void>((resolve) => this.drains.push(resolve));
  }

  /** Ends the stream at once, whatever still waits: nothing is sent after this. */
  cut(): void {
    this.response.destroy();
    this.finish();
  }

  /** Says a last word and ends the stream in good order. */
  end(last?: Buffer): void {
    if (this.ended) return;
    this.response.end(last);
    this.finish();
  }

  private drain(): void {
    this.blocked = false;
    while (this.waiting.length > 0 && !this.blocked && !this.ended) {
      const frame = this.waiting.shift()!;
      this.waitingBytes -= frame.length;
      this.blocked = !this.response.write(frame);
    }
    if (!this.blocked) this.wake();
  }

  private finish(): void {
    if (this.ended) return;
    this.ended = true;
    this.waiting = [];
    this.wake();
    for (const listener of this.endings) listener();
  }

  private wake(): void {
    for (const resolve of this.drains.splice(0)) resolve();
  }
}
