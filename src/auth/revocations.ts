import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

/** Why access ended. */
export type RevocationReason =
  | 'logout'
  | 'session-ended'
  | 'session-reused'
  | 'session-expired'
  | 'password-changed'
  | 'banned'
  | 'deleted';

export interface Revocation {
  userId: string;
  sessionId: string;
  reason: RevocationReason;
}

type Listener = (revocation: Revocation) => void;

/**
 * Tells at once, after the commit, that a session has ended. Whatever goes on for a user (an event
 * stream, a long download) subscribes to the session it began with and stops.
 */
@Injectable()
export class Revocations {
  private readonly bySession = new Map<string, Set<Listener>>();
  /** Sessions that ended lately: who subscribes a moment too late is told all the same. */
  private readonly ended = new LRUCache<string, Revocation>({ max: 10_000 });
  private readonly everywhere = new Set<Listener>();

  /** Calls `listener` when this session ends. The answer takes the subscription back. */
  onSessionEnd(sessionId: string, listener: Listener): () => void {
    const ended = this.ended.get(sessionId);
    if (ended !== undefined) queueMicrotask(() => listener(ended));
    const listeners = this.bySession.get(sessionId) ?? new Set();
    this.bySession.set(sessionId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.bySession.get(sessionId) === listeners) {
        this.bySession.delete(sessionId);
      }
    };
  }

  /** Calls `listener` whenever any session ends. */
  onAny(listener: Listener): () => void {
    this.everywhere.add(listener);
    return () => this.everywhere.delete(listener);
  }

  /** Called after the commit that ended the session. */
  tell(revocation: Revocation): void {
    const listeners = this.bySession.get(revocation.sessionId) ?? [];
    this.bySession.delete(revocation.sessionId);
    this.ended.set(revocation.sessionId, revocation);
    for (const listener of [...this.everywhere, ...listeners]) listener(revocation);
  }
}
