import { actorOf } from '../../access/actor.js';
import type { RequestContext } from '../../access/caller.js';
import type { Connection } from '../../database/connection.js';
import type { RecordRow } from '../record-json.js';

const KEEP = `INSERT OR IGNORE INTO record_versions
  (collection, record_id, version, data, at, actor) VALUES (?, ?, ?, ?, ?, ?)`;
const FORGET = 'DELETE FROM record_versions WHERE collection = ? AND record_id = ?';

/** Inside a write: keeps a version. The one before is kept too if history began only now. */
export function keepVersion(
  db: Connection,
  context: RequestContext,
  row: RecordRow,
  before?: RecordRow,
): void {
  if (before !== undefined) {
    const { collection, id, version, data, updated_at, owner_id } = before;
    db.run(KEEP, collection, id, version, data, updated_at, `user:${owner_id}`);
  }
  const { collection, id, version, data, updated_at } = row;
  db.run(KEEP, collection, id, version, data, updated_at, actorOf(context.caller));
}

/** Inside the write that removes a record: its versions go with it. */
export function forgetVersions(db: Connection, row: RecordRow): void {
  db.run(FORGET, row.collection, row.id);
}
