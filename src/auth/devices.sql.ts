import type { Connection } from '../database/connection.js';

/** How many devices of one user are known at once. The longest unseen one is forgotten. */
const KEPT_DEVICES = 30;

export const DEVICE_OF_USER = 'SELECT 1 FROM known_devices WHERE user_id = ? AND hash = ?';

export const FORGET_DEVICES = 'DELETE FROM known_devices WHERE last_seen_at <= ?';

export const isKnownDevice = (db: Connection, userId: string, hash: string) =>
  db.get(DEVICE_OF_USER, userId, hash) !== undefined;

/** Whether any user has signed in with it: a value that nobody chose himself. */
export const isIssuedDevice = (db: Connection, hash: string) =>
  db.get('SELECT 1 FROM known_devices WHERE hash = ? LIMIT 1', hash) !== undefined;

/** Remembers that a device has signed this user in. */
export function rememberDevice(db: Connection, userId: string, hash: string, now: number): void {
  db.run(
    `INSERT INTO known_devices (user_id, hash, last_seen_at) VALUES (?, ?, ?)
     ON CONFLICT (user_id, hash) DO UPDATE SET last_seen_at = excluded.last_seen_at`,
    userId,
    hash,
    now,
  );
  db.run(
    `DELETE FROM known_devices WHERE user_id = ? AND hash IN
       (SELECT hash FROM known_devices WHERE user_id = ? ORDER BY last_seen_at DESC, hash
        LIMIT -1 OFFSET ?)`,
    userId,
    userId,
    KEPT_DEVICES,
  );
}
