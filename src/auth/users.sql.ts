import type { CustomIdentity, UserView } from '@appbase-pfe/types';
import type { Connection } from '../database/connection.js';

export interface UserRow {
  id: string;
  email: string;
  password_hash: string;
  custom_identity: string | null;
  banned: number;
  must_change_password: number;
  created_at: number;
  updated_at: number;
}

export const USER_BY_EMAIL = 'SELECT * FROM users WHERE email = ?';
export const USER_BY_ID = 'SELECT * FROM users WHERE id = ?';

export const findUserByEmail = (db: Connection, email: string) =>
  db.get<UserRow>(USER_BY_EMAIL, email);

export const findUser = (db: Connection, id: string) => db.get<UserRow>(USER_BY_ID, id);

export function insertUser(db: Connection, row: UserRow): void {
  db.run(
    `INSERT INTO users (id, email, password_hash, custom_identity, banned, must_change_password,
       created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.email,
    row.password_hash,
    row.custom_identity,
    row.banned,
    row.must_change_password,
    row.created_at,
    row.updated_at,
  );
}

/** Writes every column of the row that may change. */
export function updateUser(db: Connection, row: UserRow): void {
  db.run(
    `UPDATE users SET email = ?, password_hash = ?, custom_identity = ?, banned = ?,
       must_change_password = ?, updated_at = ? WHERE id = ?`,
    row.email,
    row.password_hash,
    row.custom_identity,
    row.banned,
    row.must_change_password,
    row.updated_at,
    row.id,
  );
}

/** A better hash of the same password. The user did not change, so `updated_at` stays. */
export const replaceHash = (db: Connection, id: string, before: string, after: string) =>
  db.run(
    'UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?',
    after,
    id,
    before,
  );

/** The user as the API shows one, with the names of the user's groups. */
export function toUserView(row: UserRow, groups: readonly string[] = []): UserView {
  return {
    id: row.id,
    email: row.email,
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
    role: 'user',
    banned: row.banned === 1,
    emailVerified: false,
    ...(row.custom_identity === null
      ? {}
      : { customIdentity: JSON.parse(row.custom_identity) as CustomIdentity }),
    ...(groups.length === 0 ? {} : { groups: [...groups] }),
    ...(row.must_change_password === 1 ? { mustChangePassword: true as const } : {}),
  };
}

export const LIST_USERS = 'SELECT * FROM users ORDER BY id LIMIT ? OFFSET ?';
export const COUNT_USERS = 'SELECT count(*) AS n FROM users';
/** Values: a part of the email in lower case, an id, limit, offset. */
export const SEARCH_USERS = `
  SELECT * FROM users WHERE instr(email, ?) > 0 OR id = ? ORDER BY id LIMIT ? OFFSET ?`;
export const COUNT_FOUND_USERS =
  'SELECT count(*) AS n FROM users WHERE instr(email, ?) > 0 OR id = ?';
export const COUNT_SESSIONS = 'SELECT count(*) AS n FROM sessions WHERE user_id = ?';

/** Removes the account with its sessions and devices. */
export const deleteUser = (db: Connection, id: string) =>
  db.run('DELETE FROM users WHERE id = ?', id);
