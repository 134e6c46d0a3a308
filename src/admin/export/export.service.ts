import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import yazl from 'yazl';
import { auditedBy } from '../../access/actor.js';
import type { RequestContext } from '../../access/caller.js';
import { AuditLogService } from '../../audit/audit-log.service.js';
import { AuditService } from '../../audit/audit.service.js';
import { UserExport } from '../../auth/user-export.js';
import { Clock } from '../../common/clock.js';
import { LOGGER, type Logger } from '../../common/log-token.js';
import { programVersion } from '../../common/program.js';
import type { Connection } from '../../database/connection.js';
import { Database } from '../../database/database.js';
import { RecordExport } from '../../records/record-export.js';
import { SettingsService } from '../../settings/settings.service.js';
import { type BlobReader, toBlobError } from '../../storage/blobs/blob-store.js';
import { FileExport } from '../../storage/file-export.js';
import { bytesOf, csv, lines } from './lines.js';
import { RunningExports } from './running-exports.js';

const USER_COLUMNS = ['id', 'email', 'banned', 'createdAt', 'updatedAt', 'customIdentity'] as const;

type Add = (path: string, content: Readable) => Promise<void>;

/**
 * Everything of this app in open formats, as one zip that is made while it is read: entry after
 * entry, from one snapshot of the database, so memory stays flat whatever the size. What there is
 * to export each feature knows itself.
 */
@Injectable()
export class ExportService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly auditLog: AuditLogService,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly users: UserExport,
    private readonly records: RecordExport,
    private readonly files: FileExport,
    private readonly exports: RunningExports,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Starts an export; the stream is to be sent, or destroyed. */
  async start(context: RequestContext): Promise<{ name: string; stream: Readable }> {
    this.exports.begin();
    try {
      await this.database.write((db) =>
        this.audit.append(db, {
          action: 'export.create',
          ...auditedBy(context),
          resource: 'export',
        }),
      );
    } catch (error) {
      this.exports.end();
      throw error;
    }
    const zip = new yazl.ZipFile();
    const output = zip.outputStream as unknown as Readable;
    zip.on('error', (error: Error) => output.destroy(error));
    void this.fill(zip, output).finally(() => this.exports.end());
    const day = this.clock.iso().slice(0, 10);
    return {
      name: `appbase-${this.settings.appId}-${day}.zip`,
      stream: this.exports.watched(output),
    };
  }

  private async fill(zip: yazl.ZipFile, output: Readable): Promise<void> {
    let reader: Connection | undefined;
    const gone = new AbortController();
    output.once('close', () => gone.abort());
    const add = async (path: string, content: Readable) => {
      zip.addReadStream(content, path, { mtime: new Date(this.clock.now()) });
      await finished(content, { signal: gone.signal }).finally(() => content.destroy());
    };
    try {
      reader = this.database.openReader();
      reader.run('BEGIN');
      await this.addTables(reader, add);
      await this.addFiles(reader, add);
      zip.end();
    } catch (error) {
      if (!gone.signal.aborted) this.logger.error({ err: error }, 'an export failed');
      output.destroy(error as Error);
    } finally {
      reader?.raw.close();
    }
  }

  private async addTables(reader: Connection, add: Add): Promise<void> {
    const { appId, current } = this.settings;
    const collections = this.records.collections(reader);
    const manifest = {
      format: 'appbase-export/1',
      appId,
      program: programVersion,
      createdAt: this.clock.iso(),
      collections,
    };
    await add('manifest.json', Readable.from([JSON.stringify(manifest, undefined, 2)]));
    await add('settings.json', Readable.from([JSON.stringify(current, undefined, 2)]));
    const users = csv([...USER_COLUMNS], this.users.all(reader), (user) =>
      USER_COLUMNS.map((column) => String(user[column])),
    );
    await add('users.csv', users);
    for (const collection of collections) {
      const records = lines(this.records.all(reader, collection), (json) => json);
      await add(`collections/${collection}.ndjson`, records);
    }
    await add('audit.ndjson', lines(this.auditLog.all(reader), JSON.stringify));
    const files = lines(this.files.all(reader), ({ description }) => JSON.stringify(description));
    await add('files.ndjson', files);
  }

  /**
   * The bytes of every version of every file. Those that cannot be had, as those of a file that was
   * deleted meanwhile, are left out, and the last entry names them.
   */
  private async addFiles(reader: Connection, add: Add): Promise<void> {
    const leftOut: { path: string; reason: string }[] = [];
    for (const file of this.files.all(reader)) {
      let blob: BlobReader;
      try {
        blob = await file.open();
      } catch (error) {
        leftOut.push({ path: file.path, reason: toBlobError(error).kind });
        continue;
      }
      await add(file.path, bytesOf(blob));
    }
    if (leftOut.length > 0) await add('left-out.ndjson', lines(leftOut, JSON.stringify));
  }
}
