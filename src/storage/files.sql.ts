import type { Connection, SqlValue } from '../database/connection.js';
import type { FileRule } from './file-gate.js';

/** What is kept of the bytes of one version. */
export interface Content {
  blob: string;
  filename: string;
  mime_type: string;
  sniffed_type: string | null;
  size: number;
  checksum: string;
}

export interface VersionRow extends Content {
  version: number;
  created_at: number;
}

export interface FileRow extends VersionRow {
  id: string;
  bucket: string;
  owner_id: string;
  updated_at: number;
}

const CONTENT = 'blob, filename, mime_type, sniffed_type, size, checksum';

export function findFile(
  db: Connection,
  bucket: string,
  id: string,
  rule: FileRule,
): FileRow | undefined {
  return db.get<FileRow>(
    `SELECT * FROM files r WHERE id = ? AND bucket = ? AND (${rule.sql})`,
    id,
    bucket,
    ...rule.values,
  );
}

interface Statement {
  sql: string;
  values: SqlValue[];
}

/** A page of a bucket, oldest first. */
export const pageOfFiles = (
  bucket: string,
  rule: FileRule,
  page: { after: string; limit: number },
): Statement => ({
  sql: `SELECT * FROM files r WHERE bucket = ? AND (${rule.sql}) AND id > ? ORDER BY id LIMIT ?`,
  values: [bucket, ...rule.values, page.after, page.limit],
});

/** How many there are. */
export const countOfFiles = (bucket: string, rule: FileRule): Statement => ({
  sql: `SELECT count(*) AS n FROM files r WHERE bucket = ? AND (${rule.sql})`,
  values: [bucket, ...rule.values],
});

/** How many files a list would have to look at, counted up to a bound. */
export const probeOfFiles = (bucket: string, rule: FileRule, bound: number): Statement => {
  const asked = rule.scans ? { sql: 'TRUE', values: [] } : rule;
  return {
    sql: `SELECT count(*) AS n FROM
      (SELECT 1 FROM files r WHERE bucket = ? AND (${asked.sql}) LIMIT ?)`,
    values: [bucket, ...asked.values, bound],
  };
};

export function insertFile(db: Connection, row: FileRow): void {
  db.run(
    `INSERT INTO buckets (name, file_count, total_bytes, created_at) VALUES (?, 1, ?, ?)
     ON CONFLICT (name) DO UPDATE
       SET file_count = file_count + 1, total_bytes = total_bytes + excluded.total_bytes`,
    row.bucket,
    row.size,
    row.created_at,
  );
  db.run(
    `INSERT INTO files (id, bucket, owner_id, version, ${CONTENT}, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.bucket,
    row.owner_id,
    row.version,
    ...contentOf(row),
    row.created_at,
    row.updated_at,
  );
  insertVersion(db, row, row.created_at);
}

/** Makes `content` the file's next version. `newBytes`: how much the bucket grows by it. */
export function addVersion(
  db: Connection,
  file: FileRow,
  content: Content,
  now: number,
  newBytes: number,
): FileRow {
  const next: FileRow = { ...file, ...content, version: file.version + 1, updated_at: now };
  db.run(
    `UPDATE files SET version = ?, blob = ?, filename = ?, mime_type = ?, sniffed_type = ?,
       size = ?, checksum = ?, updated_at = ? WHERE id = ?`,
    next.version,
    ...contentOf(content),
    now,
    file.id,
  );
  insertVersion(db, next, now);
  growBucket(db, file.bucket, 0, newBytes);
  return next;
}

export function findVersion(
  db: Connection,
  fileId: string,
  version: number,
): VersionRow | undefined {
  return db.get<VersionRow>(
    `SELECT version, ${CONTENT}, created_at FROM file_versions WHERE file_id = ? AND version = ?`,
    fileId,
    version,
  );
}

export function listVersions(db: Connection, fileId: string): VersionRow[] {
  return db.all<VersionRow>(
    `SELECT version, ${CONTENT}, created_at FROM file_versions WHERE file_id = ? ORDER BY version`,
    fileId,
  );
}

/** Some of a user's files, oldest first. */
export const filesOfUser = (db: Connection, userId: string, limit: number) =>
  db.all<{ id: string; bucket: string }>(
    'SELECT id, bucket FROM files WHERE owner_id = ? ORDER BY id LIMIT ?',
    userId,
    limit,
  );

/** SQL that counts a user's files. */
export const COUNT_OF_USER = 'SELECT count(*) AS n FROM files WHERE owner_id = ?';

const REMOVED = { id: 'id = ?', bucket: 'bucket = ?' } as const;

/** Removes files with their versions and tells which blobs nothing names any more. */
export function deleteFilesOf(
  db: Connection,
  column: keyof typeof REMOVED,
  value: string,
): { files: number; blobs: string[] } {
  const condition = REMOVED[column];
  const blobs = db.all<{ bucket: string; blob: string; size: number }>(
    `SELECT DISTINCT f.bucket, v.blob, v.size FROM file_versions v JOIN files f ON f.id = v.file_id
     WHERE f.${condition}`,
    value,
  );
  const files = db.all<{ bucket: string; n: number }>(
    `SELECT bucket, count(*) AS n FROM files WHERE ${condition} GROUP BY bucket`,
    value,
  );
  db.run(`DELETE FROM files WHERE ${condition}`, value);
  const bytes = new Map<string, number>();
  for (const { bucket, size } of blobs) bytes.set(bucket, (bytes.get(bucket) ?? 0) + size);
  for (const { bucket, n } of files) growBucket(db, bucket, -n, -(bytes.get(bucket) ?? 0));
  return {
    files: files.reduce((sum, { n }) => sum + n, 0),
    blobs: blobs.map(({ blob }) => blob),
  };
}

/** A version with what its bytes must be. */
export interface StoredVersion {
  file_id: string;
  version: number;
  bucket: string;
  blob: string;
  checksum: string;
}

/** The versions that come after one, those of one file together. */
export const storedVersions = (db: Connection, after: [string, number], limit: number) =>
  db.all<StoredVersion>(
    `SELECT v.file_id, v.version, f.bucket, v.blob, v.checksum
     FROM file_versions v JOIN files f ON f.id = v.file_id
     WHERE (v.file_id, v.version) > (?, ?) ORDER BY v.file_id, v.version LIMIT ?`,
    ...after,
    limit,
  );

/** Which of these blobs a version names. */
export function blobsInUse(db: Connection, keys: string[]): Set<string> {
  const rows = db.all<{ blob: string }>(
    'SELECT blob FROM file_versions WHERE blob IN (SELECT value FROM json_each(?))',
    JSON.stringify(keys),
  );
  return new Set(rows.map(({ blob }) => blob));
}

/** Bytes of all kept versions. */
export function storedBytes(db: Connection): number {
  return count(db, 'SELECT coalesce(sum(total_bytes), 0) AS n FROM buckets');
}

function insertVersion(db: Connection, row: FileRow, now: number): void {
  db.run(
    `INSERT INTO file_versions (file_id, version, ${CONTENT}, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.version,
    ...contentOf(row),
    now,
  );
}

function growBucket(db: Connection, name: string, files: number, bytes: number): void {
  db.run(
    'UPDATE buckets SET file_count = file_count + ?, total_bytes = total_bytes + ? WHERE name = ?',
    files,
    bytes,
    name,
  );
}

function contentOf(content: Content): SqlValue[] {
  const { blob, filename, mime_type, sniffed_type, size, checksum } = content;
  return [blob, filename, mime_type, sniffed_type, size, checksum];
}

function count(db: Connection, sql: string, ...values: SqlValue[]): number {
  return db.get<{ n: number }>(sql, ...values)!.n;
}
