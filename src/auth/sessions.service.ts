import { Injectable } from '@nestjs/common';
import type { SessionList } from '@appbase-pfe/types';
import { AuditService } from '../audit/audit.service.js';
import type { RequestContext } from '../access/caller.js';
import { auditedBy } from '../access/actor.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { newId } from '../common/ids.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { SettingsService } from '../settings/settings.service.js';
import type { Client } from './client.js';
import { type RevocationReason, Revocations } from './revocations.js';
import { SessionValues } from './session-values.js';
import * as sql from './sessions.sql.js';
import { findUser, type UserRow } from './users.sql.js';

/** How long a spent value still answers, with the same successor: two tabs refresh at once. */
const GRACE_MS = 10_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Most sessions of one user. The oldest ends when another begins. */
const MAX_SESSIONS = 200;
/** No value of ours is longer. */
const VALUE_LENGTH = 43;

export interface Rotation {
  sessionId: string;
  value: string;
  user: UserRow;
  /** How long the session lives from now on, when nobody comes back. */
  seconds: number;
}

/** Sessions of end users: one row each, and the chain of values that one after another opened it. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly values: SessionValues,
    private readonly audit: AuditService,
    private readonly revocations: Revocations,
  ) {}

  /** Life of a session without use, in milliseconds. */
  get lifeMs(): number {
    return this.settings.current.sessions.userDays * DAY_MS;
  }

  /** Life of a session that begins now, in seconds. */
  get firstSeconds(): number {
    return this.endOf(0, 0) / 1000;
  }

  /** When a session ends that is used now: it slides, but not for ever (ASVS 10.4.8). */
  private endOf(createdAt: number, now: number): number {
    const longest = this.settings.current.sessions.userMaxDays * DAY_MS;
    return Math.min(now + this.lifeMs, createdAt + longest);
  }

  /** Begins a session, inside the write of the sign-in. */
  begin(db: Connection, userId: string, client: Client, value: string): string {
    const id = newId();
    const now = this.clock.now();
    sql.insertSession(db, {
      id,
      user_id: userId,
      created_at: now,
      last_used_at: now,
      expires_at: this.endOf(now, now),
      ip: client.context.ip,
      user_agent: client.userAgent ?? null,
    });
    sql.insertValue(db, this.values.hash(value), id);
    const surplus = sql.sessionsOf(db, userId).slice(0, -MAX_SESSIONS);
    for (const session of surplus) this.endRow(db, session, 'session-ended');
    return id;
  }

  /**
   * Spends a value and answers its successor. A value that was spent longer ago than the grace is
   * one that two parties hold: the whole session ends, for both.
   *
   * @throws AppError `INVALID_TOKEN`
   */
  async rotate(context: RequestContext, presented: string | undefined): Promise<Rotation> {
    const hash = this.hashOf(presented);
    const successor = this.values.successor(presented!);
    const successorHash = this.values.hash(successor);
    const outcome = await this.database.write((db) => {
      const now = this.clock.now();
      const session = sql.findByValue(db, hash);
      if (session === undefined || session.expires_at <= now) return undefined;
      const end = this.endOf(session.created_at, now);
      // The longest life may have been made shorter since.
      if (end <= now) return undefined;
      if (session.spent_at === null) {
        sql.spendValue(db, hash, now);
        sql.insertValue(db, successorHash, session.id);
      } else if (now - session.spent_at > GRACE_MS) {
        this.endReused(db, context, session);
        return undefined;
      }
      sql.touchSession(db, session.id, now, end);
      const seconds = Math.ceil((end - now) / 1000);
      return { sessionId: session.id, user: findUser(db, session.user_id)!, seconds };
    });
    if (outcome === undefined) throw errors.invalidToken('The session has ended: sign in again');
    return { ...outcome, value: successor };
  }

  /** Ends the session of a value, spent or not. Nothing happens when there is none. */
  async endByValue(context: RequestContext, presented: string | undefined): Promise<void> {
    if (presented?.length !== VALUE_LENGTH) return;
    const hash = this.values.hash(presented);
    if (this.database.read((db) => sql.findByValue(db, hash)) === undefined) return;
    await this.database.write((db) => {
      const session = sql.findByValue(db, hash);
      if (session === undefined) return;
      this.endRow(db, session, 'logout');
      this.audit.append(db, {
        action: 'user.logout',
        ...auditedBy(context),
        actor: `user:${session.user_id}`,
        userId: session.user_id,
        resource: 'session',
        resourceId: session.id,
      });
    });
  }

  list(userId: string, currentId?: string): SessionList {
    const rows = this.database.read((db) => sql.sessionsOf(db, userId));
    const now = this.clock.now();
    const items = rows
      .filter((row) => row.expires_at > now)
      .map((row) => sql.toSessionView(row, currentId));
    return { items, total: items.length };
  }

  /** Ends one session of a user. @throws AppError `NOT_FOUND`, also for another user's */
  async end(context: RequestContext, userId: string, sessionId: string): Promise<void> {
    await this.database.write((db) => {
      const session = sql.sessionsOf(db, userId).find((row) => row.id === sessionId);
      if (session === undefined) throw errors.notFound('There is no such session');
      this.endRow(db, session, 'session-ended');
      this.audit.append(db, {
        action: 'user.session-end',
        ...auditedBy(context),
        userId,
        resource: 'session',
        resourceId: sessionId,
      });
    });
  }

  /** Inside a write: ends all sessions of a user, or all but one. Answers how many. */
  endAll(db: Connection, userId: string, reason: RevocationReason, exceptId?: string): number {
    const ended = sql.sessionsOf(db, userId).filter((session) => session.id !== exceptId);
    for (const session of ended) this.endRow(db, session, reason);
    return ended.length;
  }

  /** Ends up to `limit` sessions that have run out. Answers how many. */
  async endExpired(limit: number): Promise<number> {
    const due = this.database.read((db) => sql.expiredSessions(db, this.clock.now(), limit));
    if (due.length === 0) return 0;
    await this.database.write((db) => {
      // Read again: one of them may have been refreshed meanwhile.
      const expired = sql.expiredSessions(db, this.clock.now(), limit);
      for (const session of expired) this.endRow(db, session, 'session-expired');
    });
    return due.length;
  }

  private hashOf(presented: string | undefined): string {
    if (presented?.length !== VALUE_LENGTH) throw errors.invalidToken('There is no session');
    return this.values.hash(presented);
  }

  private endReused(db: Connection, context: RequestContext, session: sql.SessionRow): void {
    this.endRow(db, session, 'session-reused');
    this.audit.append(db, {
      action: 'user.session-reused',
      ...auditedBy(context),
      userId: session.user_id,
      resource: 'session',
      resourceId: session.id,
    });
  }

  private endRow(
    db: Connection,
    session: { id: string; user_id: string },
    reason: RevocationReason,
  ): void {
    sql.deleteSession(db, session.id);
    db.afterCommit(() =>
      this.revocations.tell({ userId: session.user_id, sessionId: session.id, reason }),
    );
  }
}
