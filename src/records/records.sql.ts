/** Columns of a record, in the order of `RecordRow`. */
const COLUMNS = 'r.collection, r.id, r.owner_id, r.data, r.created_at, r.updated_at, r.version';

/** The SQL of records and their change log, in one place. Input travels as parameters only. */
export const SQL = {
  columns: COLUMNS,
  find: `SELECT ${COLUMNS} FROM records r WHERE r.collection = ? AND r.id = ?`,
  next: `SELECT ${COLUMNS} FROM records r
    WHERE r.collection = ? AND r.id > ? ORDER BY r.id LIMIT ?`,
  findOwned: `SELECT ${COLUMNS} FROM records r
    WHERE r.collection = ? AND r.id = ? AND r.owner_id = ?`,
  insert: `INSERT INTO records (collection, id, owner_id, data, created_at, updated_at, version)
    VALUES (?, ?, ?, ?, ?, ?, 1)`,
  update: `UPDATE records SET data = ?, updated_at = ?, version = ?
    WHERE collection = ? AND id = ?`,
  remove: 'DELETE FROM records WHERE collection = ? AND id = ?',
  countOfUser: 'SELECT count(*) AS n FROM records WHERE owner_id = ?',
  /** In the order of the index: costs no more than what it finds. */
  someOfUser: `SELECT collection, id FROM records WHERE owner_id = ?
    ORDER BY collection, id LIMIT ?`,
  nextCollectionOfUser: `SELECT collection FROM records WHERE owner_id = ? AND collection > ?
    ORDER BY collection LIMIT 1`,
  newestOfUser: `SELECT collection, id FROM records WHERE owner_id = ? AND collection = ?
    ORDER BY id DESC LIMIT ?`,
  logChange: `INSERT INTO changes (at, type, collection, record_id, owner_id, record, before, grants)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  userExists: 'SELECT 1 FROM users WHERE id = ?',
} as const;
