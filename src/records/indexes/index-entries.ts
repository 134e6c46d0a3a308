import type { Connection } from '../../database/connection.js';
import { concat, type Sql, sql } from '../../filter/sql.js';
import { keyTerm, type KnownIndex, PLACES } from './index-keys.js';

/** The two tables of entries: for lists of one owner's records, and for lists of all. */
const TABLES = [
  { name: 'index_by_owner', owner: 'owner_id, ', value: 'r.owner_id, ' },
  { name: 'index_by_value', owner: '', value: '' },
];
const COLUMNS = PLACES.join(', ');
const ONE = 'r.collection = ? AND r.id = ?';
const NEXT = 'r.collection = ? AND r.id > ? ORDER BY r.id LIMIT ?';

/** Adds the entry of one record, as it stands in the database. */
export function addEntry(db: Connection, index: KnownIndex, collection: string, id: string): void {
  fill(db, index, sql(ONE, collection, id));
}

/** Removes the entry of one record; it must still stand in the database as it was entered. */
export function removeEntry(
  db: Connection,
  index: KnownIndex,
  collection: string,
  id: string,
): void {
  for (const table of TABLES) {
    const statement = concat(
      `DELETE FROM ${table.name} WHERE (index_id, ${table.owner}${COLUMNS}, record_id) IN (`,
      select(index, table.value, sql(ONE, collection, id)),
      ')',
    );
    db.run(statement.sql, ...statement.values);
  }
}

/** Adds the entries of the next `most` records after an id; tells the last one and how many. */
export function addSlice(
  db: Connection,
  index: KnownIndex,
  collection: string,
  after: string,
  most: number,
): { last: string; count: number } {
  fill(db, index, sql(NEXT, collection, after, most));
  const slice = db.get<{ last: string | null; count: number }>(
    `SELECT max(id) AS last, count(*) AS count
     FROM (SELECT r.id FROM records r WHERE ${NEXT})`,
    collection,
    after,
    most,
  )!;
  return { last: slice.last ?? after, count: slice.count };
}

/** Removes up to `most` entries of an index; tells how many. */
export function removeSlice(db: Connection, indexId: number, most: number): number {
  let removed = 0;
  for (const { name, owner } of TABLES) {
    const key = `index_id, ${owner}${COLUMNS}, record_id`;
    removed += db.run(
      `DELETE FROM ${name} WHERE (${key}) IN
         (SELECT ${key} FROM ${name} WHERE index_id = ? LIMIT ?)`,
      indexId,
      most,
    ).changes;
  }
  return removed;
}

function fill(db: Connection, index: KnownIndex, where: Sql): void {
  for (const table of TABLES) {
    const statement = concat(
      `INSERT OR IGNORE INTO ${table.name} (index_id, ${table.owner}${COLUMNS}, record_id) `,
      select(index, table.value, where),
    );
    db.run(statement.sql, ...statement.values);
  }
}

/** The entries of some records. Places that an index does not use hold 0. */
function select({ id, keys }: KnownIndex, owner: string, where: Sql): Sql {
  const places = PLACES.map((_, at) => (keys[at] === undefined ? sql('0') : keyTerm(keys[at])));
  return concat(
    sql(`SELECT ?, ${owner}`, id),
    ...places.flatMap((place) => [place, ', ']),
    'r.id FROM records r WHERE ',
    where,
  );
}
