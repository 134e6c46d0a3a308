import { Inject, Injectable } from '@nestjs/common';
import type { DamagedFile } from '@appbase-pfe/types';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import { LOGGER, type Logger } from '../../common/log-token.js';
import type { Connection } from '../../database/connection.js';
import { Database } from '../../database/database.js';
import type { Finding } from './blob-check.js';

interface Version {
  file_id: string;
  version: number;
  bucket: string;
}

/** Bytes about which something was found, with what they must be. */
export interface FoundBlob {
  blob: string;
  checksum: string;
}

const OF = 'SELECT finding FROM blob_findings WHERE blob = ?';
const KEEP = `INSERT INTO blob_findings (blob, finding, found_at) VALUES (?, ?, ?)
  ON CONFLICT (blob) DO UPDATE SET finding = excluded.finding, found_at = excluded.found_at`;
const FORGET = 'DELETE FROM blob_findings WHERE blob = ?';
const NAMED = `SELECT v.file_id, v.version, f.bucket
  FROM file_versions v JOIN files f ON f.id = v.file_id WHERE v.blob = ?`;
/** What was deleted since leaves nothing to tell of. */
const CUT = `DELETE FROM blob_findings
  WHERE NOT EXISTS (SELECT 1 FROM file_versions v WHERE v.blob = blob_findings.blob)`;
const NEXT = `SELECT b.blob, min(v.checksum) AS checksum
  FROM blob_findings b JOIN file_versions v ON v.blob = b.blob
  WHERE b.blob > ? GROUP BY b.blob ORDER BY b.blob LIMIT 1`;
const LISTED = `SELECT v.file_id, v.version, f.bucket, v.filename, b.finding, b.found_at, b.blob
  FROM blob_findings b JOIN file_versions v ON v.blob = b.blob JOIN files f ON f.id = v.file_id
  ORDER BY b.found_at DESC, v.file_id, v.version LIMIT ?`;
const COUNT = `SELECT b.finding, count(*) AS n
  FROM blob_findings b JOIN file_versions v ON v.blob = b.blob GROUP BY b.finding`;

const TOLD = {
  missing: { action: 'file.missing', text: 'the bytes of a stored file are missing' },
  changed: { action: 'file.damaged', text: 'a stored file is damaged: restore a copy' },
  unreadable: { action: 'file.unreadable', text: 'a stored file cannot be read now' },
  whole: { action: 'file.whole-again', text: 'a stored file is whole again' },
} as const;

/** The bytes that are known not to be whole. What is new is told to the log and the audit. */
@Injectable()
export class BlobFindings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Whether bytes are known to be gone or wrong. */
  isDamaged(blob: string): boolean {
    const finding = this.of(blob);
    return finding !== undefined && finding !== 'unreadable';
  }

  of(blob: string): Finding | undefined {
    return this.database.read((db) => db.get<{ finding: Finding }>(OF, blob))?.finding;
  }

  /** Keeps what was found; a file that was deleted meanwhile is nothing to tell of. */
  async note(blob: string, now: Finding | 'whole'): Promise<void> {
    if ((this.of(blob) ?? 'whole') === now) return;
    await this.database.write((db) => {
      const versions = db.all<Version>(NAMED, blob);
      if (now === 'whole' || versions.length === 0) db.run(FORGET, blob);
      else db.run(KEEP, blob, now, this.clock.now());
      for (const version of versions) this.tell(db, version, blob, now);
    });
  }

  /** The next one after a blob, in order. */
  after(blob: string): FoundBlob | undefined {
    return this.database.read((db) => db.get<FoundBlob>(NEXT, blob));
  }

  /** Forgets what no file has any more. */
  async tidy(): Promise<void> {
    await this.database.write((db) => db.run(CUT));
  }

  /** How many versions of files there are about which something was found, by what it is. */
  counts(): Partial<Record<Finding, number>> {
    const rows = this.database.read((db) => db.all<{ finding: Finding; n: number }>(COUNT));
    return Object.fromEntries(rows.map(({ finding, n }) => [finding, n]));
  }

  /** The newest ones. */
  list(limit: number): DamagedFile[] {
    type Row = Version & { filename: string; finding: Finding; found_at: number; blob: string };
    return this.database
      .read((db) => db.all<Row>(LISTED, limit))
      .map(({ file_id: id, bucket, version, filename, finding, found_at, blob }) => {
        const since = new Date(found_at).toISOString();
        return { id, bucket, version, filename, finding, since, blob };
      });
  }

  private tell(db: Connection, version: Version, blob: string, now: Finding | 'whole'): void {
    const { file_id: fileId, bucket } = version;
    const { action, text } = TOLD[now];
    this.audit.append(db, {
      action,
      actor: 'system',
      resource: 'file',
      resourceId: fileId,
      metadata: { bucket, version: version.version, finding: now },
    });
    const entry = { fileId, bucket, version: version.version, finding: now, blob };
    const level = now === 'whole' ? 'info' : now === 'unreadable' ? 'error' : 'fatal';
    db.afterCommit(() => this.logger[level](entry, text));
  }
}
