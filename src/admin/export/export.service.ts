import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import yazl from 'yazl';
import { auditedBy } from '../../access/actor.js';
import type { RequestContext } from '../../access/caller.js';
import { toAuditView } from '../../audit/audit-log.service.js';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import { LOGGER, type Logger } from '../../common/log-token.js';
import { programVersion } from '../../common/program.js';
import type { Connection } from '../../database/connection.js';
import { Database } from '../../database/database.js';
import { SettingsService } from '../../settings/settings.service.js';
import { BlobStore } from '../../storage/blobs/blob-store.js';
import { exported, type FileExportRow } from './export.sql.js';
import { bytesOf, csv, ndjson } from './lines.js';

const iso = (ms: number) => new Date(ms).toISOString();

/**
 * Everything of this app in open formats, as one zip that is made while it is read: entry after
 * entry, from one snapshot of the database, so memory stays flat whatever the size.
 */
@Injectable()
export class ExportService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly blobs: BlobStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Starts an export; the stream is to be sent, or destroyed. */
  async start(context: RequestContext): Promise<{ name: string; stream: Readable }> {
    await this.database.write((db) =>
      this.audit.append(db, { action: 'export.create', ...auditedBy(context), resource: 'export' }),
    );
    const zip = new yazl.ZipFile();
    const stream = zip.outputStream as unknown as Readable;
    zip.on('error', (error: Error) => stream.destroy(error));
    void this.fill(zip, stream);
    const day = this.clock.iso().slice(0, 10);
    return { name: `appbase-${this.settings.appId}-${day}.zip`, stream };
  }

  private async fill(zip: yazl.ZipFile, output: Readable): Promise<void> {
    const reader = this.database.openReader();
    const gone = new AbortController();
    output.once('close', () => gone.abort());
    const add = async (path: string, content: Readable) => {
      zip.addReadStream(content, path, { mtime: new Date(this.clock.now()) });
      await finished(content, { signal: gone.signal }).finally(() => content.destroy());
    };
    try {
      reader.run('BEGIN');
      await this.addTables(reader, add);
      await this.addFiles(reader, add);
      zip.end();
    } catch (error) {
      if (!gone.signal.aborted) this.logger.error({ err: error }, 'an export failed');
      output.destroy(error as Error);
    } finally {
      reader.raw.close();
    }
  }

  private async addTables(
    reader: Connection,
    add: (path: string, content: Readable) => Promise<void>,
  ): Promise<void> {
    const { appId, current } = this.settings;
    const collections = exported.collections(reader);
    const manifest = {
      format: 'appbase-export/1',
      appId,
      program: programVersion,
      createdAt: this.clock.iso(),
      collections,
    };
    await add('manifest.json', Readable.from([JSON.stringify(manifest, undefined, 2)]));
    await add('settings.json', Readable.from([JSON.stringify(current, undefined, 2)]));
    await add(
      'users.csv',
      csv(USER_COLUMNS, exported.users(reader), (row) => [
        row.id,
        row.email,
        row.banned === 1 ? 'true' : 'false',
        iso(row.created_at),
        iso(row.updated_at),
        row.custom_identity ?? '',
      ]),
    );
    for (const collection of collections) {
      const records = ndjson(exported.records(reader, collection), (row) => ({
        id: row.id,
        collection,
        ownerId: row.owner_id,
        data: JSON.parse(row.data) as unknown,
        createdAt: iso(row.created_at),
        updatedAt: iso(row.updated_at),
      }));
      await add(`collections/${collection}.ndjson`, records);
    }
    await add('audit.ndjson', ndjson(exported.audit(reader), toAuditView));
    await add(
      'files.ndjson',
      ndjson(exported.files(reader), (row) => ({
        id: row.id,
        bucket: row.bucket,
        path: pathOf(row),
        filename: row.filename,
        mimeType: row.mime_type,
        size: row.size,
        checksum: row.checksum,
        version: row.version,
        newest: row.newest === 1,
        ownerId: row.owner_id,
        createdAt: iso(row.created_at),
      })),
    );
  }

  /** The bytes of every version of every file. One that was deleted meanwhile is left out; `files.ndjson` has it. */
  private async addFiles(
    reader: Connection,
    add: (path: string, content: Readable) => Promise<void>,
  ): Promise<void> {
    for (const file of exported.files(reader)) {
      const blob = await this.blobs.open(file.blob).catch(() => undefined);
      if (blob !== undefined) await add(pathOf(file), bytesOf(blob));
    }
  }
}

const USER_COLUMNS = ['id', 'email', 'banned', 'createdAt', 'updatedAt', 'customIdentity'];

/** Made of ids alone: a name that a user chose never becomes a path. */
function pathOf({ bucket, id, version }: FileExportRow): string {
  return `files/${bucket}/${id}/${version}`;
}
