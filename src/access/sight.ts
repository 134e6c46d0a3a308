import type { Connection } from '../database/connection.js';

/** Whose sight of records changed: one user's, or that of all readers of a collection. */
export type SightScope = `user:${string}` | `collection:${string}`;

/**
 * Inside a write after which somebody may see other records than before, without any record having
 * changed. It takes a position in the change log, so that a stream which resumes from before it
 * can be told to read anew.
 */
export function markSight(db: Connection, at: number, scopes: readonly SightScope[]): void {
  if (scopes.length === 0) return;
  const { lastInsertRowid } = db.run(
    `INSERT INTO changes (at, type, collection, record_id, owner_id, record)
     VALUES (?, 'updated', '', '', '', '{}')`,
    at,
  );
  for (const scope of scopes) {
    db.run(
      `INSERT INTO sight_changes (scope, position) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET position = excluded.position`,
      scope,
      lastInsertRowid,
    );
  }
}

/** The position at which the sight of one of these last changed; 0 if it never did. */
export function lastSightChange(db: Connection, scopes: readonly SightScope[]): number {
  return db.get<{ position: number }>(
    `SELECT coalesce(max(position), 0) AS position FROM sight_changes
     WHERE scope IN (SELECT value FROM json_each(?))`,
    JSON.stringify(scopes),
  )!.position;
}
