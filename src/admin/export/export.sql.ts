import type { AuditRow } from '../../audit/audit-chain.js';
import type { Connection } from '../../database/connection.js';

export interface UserExportRow {
  id: string;
  email: string;
  custom_identity: string | null;
  banned: number;
  created_at: number;
  updated_at: number;
}

export interface RecordExportRow {
  collection: string;
  id: string;
  owner_id: string;
  data: string;
  created_at: number;
  updated_at: number;
}

/** One version of a file. */
export interface FileExportRow {
  id: string;
  bucket: string;
  owner_id: string;
  version: number;
  newest: number;
  blob: string;
  filename: string;
  mime_type: string;
  size: number;
  checksum: string;
  created_at: number;
}

/** A record may have a megabyte, so a page has few. */
const PAGE = 50;

/** All rows of a query that goes on after the last one, a page at a time: nothing stays open. */
function* paged<T, K>(first: K, key: (row: T) => K, page: (after: K) => T[]): Generator<T> {
  for (let after = first; ;) {
    const rows = page(after);
    yield* rows;
    if (rows.length < PAGE) return;
    after = key(rows.at(-1)!);
  }
}

/** What an export reads, from one snapshot. Hashes of passwords and secrets are never selected. */
export const exported = {
  users: (db: Connection) =>
    paged<UserExportRow, string>(
      '',
      (row) => row.id,
      (after) =>
        db.all(
          `SELECT id, email, custom_identity, banned, created_at, updated_at
           FROM users WHERE id > ? ORDER BY id LIMIT ?`,
          after,
          PAGE,
        ),
    ),

  /** The names of all collections that hold a record, by leaps over the index. */
  collections: (db: Connection): string[] => {
    const names: string[] = [];
    for (;;) {
      const next = db.get<{ collection: string }>(
        'SELECT collection FROM records WHERE collection > ? ORDER BY collection LIMIT 1',
        names.at(-1) ?? '',
      );
      if (next === undefined) return names;
      names.push(next.collection);
    }
  },

  records: (db: Connection, collection: string) =>
    paged<RecordExportRow, string>(
      '',
      (row) => row.id,
      (after) =>
        db.all(
          `SELECT collection, id, owner_id, data, created_at, updated_at
           FROM records WHERE collection = ? AND id > ? ORDER BY id LIMIT ?`,
          collection,
          after,
          PAGE,
        ),
    ),

  /** All versions of all files, the versions of one file together. */
  files: (db: Connection) =>
    paged<FileExportRow, [string, number]>(
      ['', 0],
      (row) => [row.id, row.version],
      ([id, version]) =>
        db.all(
          `SELECT f.id, f.bucket, f.owner_id, v.version, v.version = f.version AS newest, v.blob,
                  v.filename, v.mime_type, v.size, v.checksum, v.created_at
           FROM file_versions v JOIN files f ON f.id = v.file_id
           WHERE (v.file_id, v.version) > (?, ?) ORDER BY v.file_id, v.version LIMIT ?`,
          id,
          version,
          PAGE,
        ),
    ),

  audit: (db: Connection) =>
    paged<AuditRow, number>(
      0,
      (row) => row.id,
      (after) => db.all('SELECT * FROM audit_log WHERE id > ? ORDER BY id LIMIT ?', after, PAGE),
    ),
};
