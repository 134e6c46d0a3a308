import type { OperatorRole, OperatorView } from '@appbase-pfe/types';
import type { Connection } from '../database/connection.js';

export interface OperatorRow {
  id: string;
  email: string;
  role: OperatorRole;
  password_hash: string;
  created_at: number;
  updated_at: number;
  last_login_at: number | null;
}

export interface SessionRow {
  id: string;
  operator_id: string;
  email: string;
  role: OperatorRole;
  created_at: number;
  seen_at: number;
}

/** The SQL of the operators: accounts and the setup token. */
export const accounts = {
  list: (db: Connection, limit: number, offset: number) =>
    db.all<OperatorRow>('SELECT * FROM operators ORDER BY id LIMIT ? OFFSET ?', limit, offset),
  count: (db: Connection) => db.get<{ n: number }>('SELECT count(*) AS n FROM operators')!.n,
  byId: (db: Connection, id: string) =>
    db.get<OperatorRow>('SELECT * FROM operators WHERE id = ?', id),
  byEmail: (db: Connection, email: string) =>
    db.get<OperatorRow>('SELECT * FROM operators WHERE email = ?', email),
  otherOwners: (db: Connection, id: string) =>
    db.get<{ n: number }>(
      "SELECT count(*) AS n FROM operators WHERE role = 'owner' AND id <> ?",
      id,
    )!.n,
  insert: (db: Connection, row: OperatorRow) =>
    db.run(
      `INSERT INTO operators (id, email, role, password_hash, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
      row.id,
      row.email,
      row.role,
      row.password_hash,
      row.created_at,
      row.updated_at,
    ),
  update: (db: Connection, row: OperatorRow) =>
    db.run(
      'UPDATE operators SET email = ?, role = ?, password_hash = ?, updated_at = ? WHERE id = ?',
      row.email,
      row.role,
      row.password_hash,
      row.updated_at,
      row.id,
    ),
  noteLogin: (db: Connection, id: string, now: number) =>
    db.run('UPDATE operators SET last_login_at = ? WHERE id = ?', now, id),
  delete: (db: Connection, id: string) => db.run('DELETE FROM operators WHERE id = ?', id),

  /** Replaces the setup token: only the newest one counts. */
  setToken: (db: Connection, hash: string, now: number) => {
    db.run('DELETE FROM operator_setup');
    db.run('INSERT INTO operator_setup (hash, created_at) VALUES (?, ?)', hash, now);
  },
  hasToken: (db: Connection, hash: string) =>
    db.get('SELECT 1 FROM operator_setup WHERE hash = ?', hash) !== undefined,
  /** Uses the token up. One of many callers at once hears `true`. */
  takeToken: (db: Connection, hash: string) =>
    db.run('DELETE FROM operator_setup WHERE hash = ?', hash).changes === 1,
};

/** The SQL of the operators' sessions. */
export const sessions = {
  insert: (db: Connection, row: SessionRow & { hash: string; account_id: string | null }) =>
    db.run(
      `INSERT INTO operator_sessions
         (id, hash, account_id, operator_id, email, role, created_at, seen_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      row.id,
      row.hash,
      row.account_id,
      row.operator_id,
      row.email,
      row.role,
      row.created_at,
      row.seen_at,
    ),
  /** What the account says now counts, where there is one. */
  byHash: (db: Connection, hash: string) =>
    db.get<SessionRow>(
      `SELECT s.id, s.operator_id, s.created_at, s.seen_at,
              coalesce(o.email, s.email) AS email, coalesce(o.role, s.role) AS role
       FROM operator_sessions s LEFT JOIN operators o ON o.id = s.account_id
       WHERE s.hash = ?`,
      hash,
    ),
  /** Whether an operator without an account here has a session that has not ended. */
  isOpen: (db: Connection, operatorId: string, createdAfter: number, seenAfter: number) =>
    db.get(
      `SELECT 1 FROM operator_sessions WHERE operator_id = ? AND account_id IS NULL
       AND created_at > ? AND seen_at > ? LIMIT 1`,
      operatorId,
      createdAfter,
      seenAfter,
    ) !== undefined,
  /** Sessions without an account here, begun until a moment. */
  ofVisitors: (db: Connection, until: number) =>
    db.all<SessionRow>(
      `SELECT id, operator_id, email, role, created_at, seen_at FROM operator_sessions
       WHERE account_id IS NULL AND created_at <= ?`,
      until,
    ),
  setRole: (db: Connection, id: string, role: OperatorRole) =>
    db.run('UPDATE operator_sessions SET role = ? WHERE id = ?', role, id),
  touch: (db: Connection, id: string, now: number) =>
    db.run('UPDATE operator_sessions SET seen_at = ? WHERE id = ?', now, id),
  delete: (db: Connection, id: string) => db.run('DELETE FROM operator_sessions WHERE id = ?', id),
  deleteOfAccount: (db: Connection, accountId: string, except: string) =>
    db.run('DELETE FROM operator_sessions WHERE account_id = ? AND id <> ?', accountId, except),
  deleteEnded: (db: Connection, createdBefore: number, seenBefore: number) =>
    db.run(
      'DELETE FROM operator_sessions WHERE created_at < ? OR seen_at < ?',
      createdBefore,
      seenBefore,
    ),
};

export function toOperatorView(row: OperatorRow): OperatorView {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
    ...(row.last_login_at === null
      ? {}
      : { lastLoginAt: new Date(row.last_login_at).toISOString() }),
  };
}
