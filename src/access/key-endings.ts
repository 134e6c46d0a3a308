import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';

type Listener = () => void;

/** A timer holds no longer time than this. */
const LONGEST_MS = 2 ** 31 - 1;

/** Tells whatever goes on for a request (an event stream, a long transfer) that its API key has ended. */
@Injectable()
export class KeyEndings {
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor(private readonly clock: Clock) {}

  /** Calls `listener` when this key is revoked, or runs out at `expiresAt`. The answer takes it back. */
  onEnd(keyId: string, expiresAt: number | null, listener: Listener): () => void {
    const listeners = this.listeners.get(keyId) ?? new Set();
    this.listeners.set(keyId, listeners.add(listener));
    const stopWaiting = expiresAt === null ? undefined : this.at(expiresAt, listener);
    return () => {
      stopWaiting?.();
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(keyId) === listeners) {
        this.listeners.delete(keyId);
      }
    };
  }

  /** Called after the commit that ended the key. */
  tell(keyId: string): void {
    const listeners = this.listeners.get(keyId) ?? [];
    this.listeners.delete(keyId);
    for (const listener of listeners) listener();
  }

  private at(time: number, listener: Listener): () => void {
    let timer: NodeJS.Timeout;
    const wait = () => {
      const left = time - this.clock.now();
      if (left <= 0) listener();
      else timer = setTimeout(wait, Math.min(left, LONGEST_MS)).unref();
    };
    timer = setTimeout(wait, 0).unref();
    return () => clearTimeout(timer);
  }
}
