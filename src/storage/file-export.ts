import { Injectable } from '@nestjs/common';
import type { Connection } from '../database/connection.js';
import { paged } from '../database/paged.js';
import { type BlobReader, BlobStore } from './blobs/blob-store.js';

interface Row {
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
  finding: string | null;
}

/** One version of a file, as an export has it. */
export interface ExportedFile {
  /** Made of ids alone: a name that a user chose never becomes a path. */
  path: string;
  /** What is told of it. */
  description: Record<string, unknown>;
  /** Its bytes. @throws BlobError */
  open(): Promise<BlobReader>;
}

const PAGE = `
  SELECT f.id, f.bucket, f.owner_id, v.version, v.version = f.version AS newest, v.blob,
         v.filename, v.mime_type, v.size, v.checksum, v.created_at,
         b.finding
  FROM file_versions v JOIN files f ON f.id = v.file_id
  LEFT JOIN blob_findings b ON b.blob = v.blob
  WHERE (v.file_id, v.version) > (?, ?) ORDER BY v.file_id, v.version LIMIT ?`;

/** Hands out all versions of all files, those of one file together, for an export. */
@Injectable()
export class FileExport {
  constructor(private readonly blobs: BlobStore) {}

  *all(db: Connection): Generator<ExportedFile> {
    const rows = paged<Row, [string, number]>(
      ['', 0],
      (row) => [row.id, row.version],
      ([id, version], limit) => db.all(PAGE, id, version, limit),
    );
    for (const row of rows) yield this.toExported(row);
  }

  private toExported(row: Row): ExportedFile {
    const path = `files/${row.bucket}/${row.id}/${row.version}`;
    return {
      path,
      description: {
        id: row.id,
        bucket: row.bucket,
        path,
        filename: row.filename,
        mimeType: row.mime_type,
        size: row.size,
        checksum: row.checksum,
        version: row.version,
        newest: row.newest === 1,
        ownerId: row.owner_id,
        createdAt: new Date(row.created_at).toISOString(),
        ...(row.finding === null ? {} : { damaged: row.finding }),
      },
      open: () => this.blobs.open(row.blob),
    };
  }
}
