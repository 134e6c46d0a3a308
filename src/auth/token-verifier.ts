import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { UserCaller } from '../access/caller.js';
import { UserTokens } from '../access/credentials.js';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { JwtStrategy } from './jwt.strategy.js';
import { Revocations } from './revocations.js';
import { findForToken } from './sessions.sql.js';

/** Most verified tokens that are remembered. The least used ones are verified again. */
const MAX_CACHED = 20_000;
/** No token of ours is longer; longer ones are not even looked at. */
const MAX_LENGTH = 2048;

/**
 * Tells whose access token it is. A token is verified once and asks for its session once; from
 * then on it is a look into a map, until it expires or its session ends.
 */
@Injectable()
export class TokenVerifier extends UserTokens {
  private readonly verified = new LRUCache<string, UserCaller>({
    max: MAX_CACHED,
    dispose: (caller, token) => this.unlink(caller.sessionId, token),
  });
  private readonly tokensOf = new Map<string, Set<string>>();

  constructor(
    private readonly strategy: JwtStrategy,
    private readonly database: Database,
    private readonly clock: Clock,
    revocations: Revocations,
  ) {
    super();
    revocations.onAny(({ sessionId }) => this.forget(sessionId));
  }

  override verify(token: string): UserCaller | undefined | Promise<UserCaller | undefined> {
    const known = this.verified.get(token);
    if (known !== undefined && known.until > this.clock.now()) return known;
    this.verified.delete(token);
    return this.verifyNew(token);
  }

  /** Drops what is remembered of a session, so that the next request reads it anew. */
  forget(sessionId: string): void {
    for (const token of this.tokensOf.get(sessionId) ?? []) this.verified.delete(token);
  }

  /** The same for all sessions of a user. */
  forgetUser(userId: string): void {
    for (const [token, caller] of this.verified.entries()) {
      if (caller.id === userId) this.verified.delete(token);
    }
  }

  private async verifyNew(token: string): Promise<UserCaller | undefined> {
    if (token.length > MAX_LENGTH) return undefined;
    const claims = await this.strategy.claimsOf(token);
    if (claims === undefined) return undefined;
    // Nothing is awaited from here on: a session that ends after this read drops the entry again.
    const session = this.database.read((db) => findForToken(db, claims.sid));
    const now = this.clock.now();
    if (session === undefined || session.user_id !== claims.sub) return undefined;
    if (session.expires_at <= now) return undefined;
    const caller: UserCaller = Object.freeze({
      kind: 'user',
      id: session.user_id,
      email: session.email,
      sessionId: claims.sid,
      until: Math.min(claims.exp * 1000, session.expires_at),
      mustChangePassword: session.must_change_password === 1,
    });
    this.verified.set(token, caller);
    this.link(caller.sessionId, token);
    return caller;
  }

  private link(sessionId: string, token: string): void {
    const tokens = this.tokensOf.get(sessionId) ?? new Set();
    this.tokensOf.set(sessionId, tokens.add(token));
  }

  private unlink(sessionId: string, token: string): void {
    const tokens = this.tokensOf.get(sessionId);
    tokens?.delete(token);
    if (tokens?.size === 0) this.tokensOf.delete(sessionId);
  }
}
