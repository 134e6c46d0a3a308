import type { RequestContext } from '../access/caller.js';
import type { Connection } from '../database/connection.js';

export interface Removal {
  userId: string;
  /** Who asked for it: the audit of every part says so. */
  context: RequestContext;
  bannedBefore: number;
  removed: number;
}

interface RemovalRow {
  user_id: string;
  context: string;
  banned_before: number;
  removed: number;
}

/** The SQL of removals that are under way. */
export const removals = {
  find: (db: Connection, userId: string): Removal | undefined => {
    const row = db.get<RemovalRow>('SELECT * FROM user_removals WHERE user_id = ?', userId);
    return row && toRemoval(row);
  },
  all: (db: Connection): Removal[] =>
    db.all<RemovalRow>('SELECT * FROM user_removals ORDER BY user_id').map(toRemoval),
  begin: (db: Connection, userId: string, context: RequestContext, banned: number) =>
    db.run(
      'INSERT INTO user_removals (user_id, context, banned_before, removed) VALUES (?, ?, ?, 0)',
      userId,
      JSON.stringify(context),
      banned,
    ),
  add: (db: Connection, userId: string, removed: number) =>
    db.run('UPDATE user_removals SET removed = removed + ? WHERE user_id = ?', removed, userId),
  end: (db: Connection, userId: string) =>
    db.run('DELETE FROM user_removals WHERE user_id = ?', userId),
};

const toRemoval = (row: RemovalRow): Removal => ({
  userId: row.user_id,
  context: JSON.parse(row.context) as RequestContext,
  bannedBefore: row.banned_before,
  removed: row.removed,
});
