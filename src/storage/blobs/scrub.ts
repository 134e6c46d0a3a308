import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AuditService } from '../../audit/audit.service.js';
import { LOGGER, type Logger } from '../../common/log-token.js';
import { Database } from '../../database/database.js';
import { storedVersions, type StoredVersion } from '../files.sql.js';
import { BlobStore } from './blob-store.js';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const PAGE = 50;
const CHUNK_BYTES = 64 * 1024;
/** Between two chunks: some 12 MB a second, so that requests do not feel it. */
const PAUSE_MS = 5;

/**
 * Reads every stored version of every file once a week and compares it with its checksum: disks
 * turn bits, and a copy is of use only while there is one. What is damaged is logged and audited.
 */
@Injectable()
export class Scrub implements BeforeApplicationShutdown {
  private stopped = false;
  private running: Promise<number> | undefined;

  constructor(
    private readonly blobs: BlobStore,
    private readonly database: Database,
    private readonly audit: AuditService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Looks at everything; answers how many versions are damaged. */
  @Interval(WEEK_MS)
  run(): Promise<number> {
    this.running ??= this.readAll().finally(() => (this.running = undefined));
    return this.running;
  }

  private async readAll(): Promise<number> {
    let damaged = 0;
    let after: [string, number] = ['', 0];
    for (;;) {
      const page = this.database.read((db) => storedVersions(db, after, PAGE));
      for (const version of page) {
        if (this.stopped) return damaged;
        if (await this.isWhole(version)) continue;
        damaged++;
        await this.tell(version);
      }
      const last = page.at(-1);
      if (last === undefined) return damaged;
      after = [last.file_id, last.version];
    }
  }

  private async isWhole({ blob, checksum }: StoredVersion): Promise<boolean> {
    const reader = await this.blobs.open(blob).catch(() => undefined);
    if (reader === undefined) return this.isGone(blob);
    try {
      const hash = createHash('sha256');
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      for (let position = 0; position < reader.size;) {
        const read = await reader.read(chunk, position);
        if (read === 0) break;
        hash.update(chunk.subarray(0, read));
        position += read;
        // A stop is no verdict: the next week says more.
        if (this.stopped) return true;
        await pause(PAUSE_MS, undefined, { ref: false });
      }
      return hash.digest('hex') === checksum;
    } catch {
      // Bytes that a disk does not give any more are as lost as those that turned.
      return false;
    } finally {
      await reader.close();
    }
  }

  /** Deleted since its row was read, which is nothing to tell of. */
  private isGone(blob: string): boolean {
    return (
      this.database.read((db) => db.get('SELECT 1 FROM file_versions WHERE blob = ?', blob)) ===
      undefined
    );
  }

  private async tell({ file_id: fileId, version, bucket }: StoredVersion): Promise<void> {
    this.logger.fatal({ fileId, version, bucket }, 'a stored file is damaged: restore a copy');
    await this.database
      .write((db) =>
        this.audit.append(db, {
          action: 'file.damaged',
          actor: 'system',
          resource: 'file',
          resourceId: fileId,
          metadata: { bucket, version },
        }),
      )
      .catch(() => undefined);
  }
}
