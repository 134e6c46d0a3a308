import type { SessionView } from '@appbase-pfe/types';
import type { Connection } from '../database/connection.js';

export interface SessionRow {
  id: string;
  user_id: string;
  created_at: number;
  last_used_at: number;
  expires_at: number;
  ip: string | null;
  user_agent: string | null;
}

/** A presented value with the session it belongs to. */
export interface PresentedRow extends SessionRow {
  spent_at: number | null;
}

/** What an access token needs to know of its session and user. */
export interface TokenRow {
  user_id: string;
  email: string;
  expires_at: number;
  must_change_password: number;
}

export const SESSION_BY_VALUE = `
  SELECT s.*, v.spent_at FROM session_values v JOIN sessions s ON s.id = v.session_id
  WHERE v.hash = ?`;
export const SESSION_OF_TOKEN = `
  SELECT s.user_id, s.expires_at, u.email, u.must_change_password
  FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ? AND u.banned = 0`;
export const SESSIONS_OF_USER = 'SELECT * FROM sessions WHERE user_id = ? ORDER BY id';
export const EXPIRED_SESSIONS = 'SELECT id, user_id FROM sessions WHERE expires_at <= ? LIMIT ?';
export const DELETE_SPENT_VALUES =
  'DELETE FROM session_values WHERE spent_at IS NOT NULL AND spent_at <= ?';

export const findByValue = (db: Connection, hash: string) =>
  db.get<PresentedRow>(SESSION_BY_VALUE, hash);

export const findForToken = (db: Connection, sessionId: string) =>
  db.get<TokenRow>(SESSION_OF_TOKEN, sessionId);

export const sessionsOf = (db: Connection, userId: string) =>
  db.all<SessionRow>(SESSIONS_OF_USER, userId);

export function insertSession(db: Connection, row: SessionRow): void {
  db.run(
    `INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at, ip, user_agent)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.user_id,
    row.created_at,
    row.last_used_at,
    row.expires_at,
    row.ip,
    row.user_agent,
  );
}

export const insertValue = (db: Connection, hash: string, sessionId: string) =>
  db.run('INSERT INTO session_values (hash, session_id) VALUES (?, ?)', hash, sessionId);

export const spendValue = (db: Connection, hash: string, now: number) =>
  db.run('UPDATE session_values SET spent_at = ? WHERE hash = ?', now, hash);

export const touchSession = (db: Connection, id: string, now: number, expiresAt: number) =>
  db.run('UPDATE sessions SET last_used_at = ?, expires_at = ? WHERE id = ?', now, expiresAt, id);

export const expiredSessions = (db: Connection, now: number, limit: number) =>
  db.all<{ id: string; user_id: string }>(EXPIRED_SESSIONS, now, limit);

/** Ends a session with all its values. */
export const deleteSession = (db: Connection, id: string) =>
  db.run('DELETE FROM sessions WHERE id = ?', id);

export function toSessionView(row: SessionRow, currentId?: string): SessionView {
  return {
    id: row.id,
    createdAt: new Date(row.created_at).toISOString(),
    lastUsedAt: new Date(row.last_used_at).toISOString(),
    expiresAt: new Date(row.expires_at).toISOString(),
    ...(row.ip === null ? {} : { ip: row.ip }),
    ...(row.user_agent === null ? {} : { userAgent: row.user_agent }),
    ...(row.id === currentId ? { current: true } : {}),
  };
}
