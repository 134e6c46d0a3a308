import type { FileVersionView, FileView, StoredFile } from '@appbase-pfe/types';
import type { FileRow, VersionRow } from './files.sql.js';

export function toFileView(row: FileRow): FileView {
  return {
    id: row.id,
    bucket: row.bucket,
    filename: row.filename,
    mimeType: row.mime_type,
    size: row.size,
    ownerId: row.owner_id,
    createdAt: iso(row.created_at),
    version: row.version,
    checksum: row.checksum,
  };
}

/** A file with the path of its bytes. A path, so that no `Host` header can point it elsewhere. */
export function toStoredFile(row: FileRow): StoredFile {
  return { file: toFileView(row), url: pathOf(row.bucket, row.id) };
}

export function toVersionView(row: VersionRow): FileVersionView {
  return {
    version: row.version,
    filename: row.filename,
    mimeType: row.mime_type,
    size: row.size,
    checksum: row.checksum,
    createdAt: iso(row.created_at),
  };
}

export function pathOf(bucket: string, id: string): string {
  return `/storage/buckets/${bucket}/${id}`;
}

const iso = (ms: number) => new Date(ms).toISOString();
