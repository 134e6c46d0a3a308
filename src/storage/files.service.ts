import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Deleted, FileVersions, StoredFile } from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { Idempotency } from '../access/idempotency.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { newId } from '../common/ids.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { BlobFindings } from './blobs/blob-findings.js';
import { BlobRemover } from './blobs/blob-remover.js';
import { GrantsService } from '../rules/grants.service.js';
import { FileAccess, findBy } from './file-access.js';
import { FileGate, type FileRule } from './file-gate.js';
import { toStoredFile, toVersionView } from './file-view.js';
import * as sql from './files.sql.js';
import { type ReceivedFile, Uploads } from './transfer/uploads.js';

/** A request that brings the bytes of a file, and goes on while they come. */
export interface Incoming {
  readonly context: RequestContext;
  readonly raw: IncomingMessage;
  isStillAdmitted(): boolean;
}

/** Files in buckets: who may do what, and the rows behind it. */
@Injectable()
export class FilesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly gate: FileGate,
    private readonly access: FileAccess,
    private readonly grants: GrantsService,
    private readonly uploads: Uploads,
    private readonly remover: BlobRemover,
    private readonly findings: BlobFindings,
    private readonly idempotency: Idempotency,
  ) {}

  /** Takes a new file in. It is stored, bytes and row, when this resolves. */
  async upload(request: Incoming, bucket: string): Promise<StoredFile> {
    const { context, raw } = request;
    const ownerId = ownerOf(context);
    this.access.requireOpen(context, bucket);
    const repeat = raw.headers['idempotency-key'];
    this.idempotency.identify(context, repeat, []);
    const received = await this.uploads.receive(context, raw);
    const { filename, mimeType, checksum } = received;
    const once = this.idempotency.identify(context, repeat, [
      'upload',
      bucket,
      filename,
      mimeType,
      checksum,
    ]);
    return this.keep(request, received, (db) => {
      const now = this.clock.now();
      const row: sql.FileRow = {
        id: newId(),
        bucket,
        owner_id: ownerId,
        version: 1,
        ...contentOf(received),
        created_at: now,
        updated_at: now,
      };
      const answer = this.idempotency.once(db, once, () => {
        sql.insertFile(db, row);
        this.access.require(db, context, row, 'create');
        this.note(db, context, 'file.upload', row);
        return JSON.stringify(toStoredFile(row));
      });
      return JSON.parse(answer) as StoredFile;
    });
  }

  /** Takes the next version of a file in. */
  async replace(request: Incoming, bucket: string, id: string): Promise<StoredFile> {
    const { context, raw } = request;
    this.database.read((db) => this.access.find(db, context, bucket, id, 'update'));
    const received = await this.uploads.receive(context, raw);
    return this.keep(request, received, (db) => {
      const file = this.access.find(db, context, bucket, id, 'update');
      const content = contentOf(received);
      const row = sql.addVersion(db, file, content, this.clock.now(), content.size);
      this.access.require(db, context, row, 'check');
      this.note(db, context, 'file.update', row);
      return toStoredFile(row);
    });
  }

  /** Makes an old version the newest one; the bytes are shared. */
  async restore(
    context: RequestContext,
    bucket: string,
    id: string,
    version: number,
  ): Promise<StoredFile> {
    return this.database.write((db) => {
      const file = this.access.find(db, context, bucket, id, 'update');
      const old = sql.findVersion(db, file.id, version);
      if (old === undefined) throw errors.notFound('There is no such version');
      if (this.findings.isDamaged(old.blob)) throw errors.damaged();
      const row = sql.addVersion(db, file, contentOnly(old), this.clock.now(), 0);
      this.access.require(db, context, row, 'check');
      this.note(db, context, 'file.update', row, { restored: version });
      return toStoredFile(row);
    });
  }

  versions(context: RequestContext, bucket: string, id: string): FileVersions {
    return this.versionsBy(this.gate.rule(context, bucket, 'read'), bucket, id);
  }

  versionsBy(rule: FileRule, bucket: string, id: string): FileVersions {
    return this.database.read((db) => {
      const items = sql.listVersions(db, findBy(db, bucket, id, rule).id).map(toVersionView);
      return { items, total: items.length };
    });
  }

  /** The version to show: the current one unless a number is given. */
  version(
    context: Pick<RequestContext, 'caller'>,
    bucket: string,
    id: string,
    version?: number,
  ): sql.VersionRow {
    return this.versionBy(this.gate.rule(context, bucket, 'read'), bucket, id, version);
  }

  versionBy(rule: FileRule, bucket: string, id: string, version?: number): sql.VersionRow {
    return this.database.read((db) => {
      const file = findBy(db, bucket, id, rule);
      if (version === undefined || version === file.version) {
        return { ...file, created_at: file.updated_at };
      }
      const old = sql.findVersion(db, file.id, version);
      if (old === undefined) throw errors.notFound('There is no such version');
      return old;
    });
  }

  delete(context: RequestContext, bucket: string, id: string): Promise<Deleted> {
    return this.deleteFound(context, (db) => this.access.find(db, context, bucket, id, 'delete'));
  }

  deleteBy(rule: FileRule, context: RequestContext, bucket: string, id: string): Promise<Deleted> {
    return this.deleteFound(context, (db) => findBy(db, bucket, id, rule));
  }

  private async deleteFound(
    context: RequestContext,
    find: (db: Connection) => sql.FileRow,
  ): Promise<Deleted> {
    const blobs = await this.database.write((db) => {
      const file = find(db);
      this.note(db, context, 'file.delete', file);
      this.grants.forget(db, { kind: 'bucket', container: file.bucket, id: file.id });
      return sql.deleteFilesOf(db, 'id', file.id).blobs;
    });
    await this.remover.remove(blobs);
    return { deleted: true };
  }

  /**
   * Writes the row of bytes that are on the disk already. Bytes without a row go again: those of a
   * failed write, and those of a repeated request, which has its first answer.
   */
  private async keep<T>(
    request: Incoming,
    received: ReceivedFile,
    write: (db: Connection) => T,
  ): Promise<T> {
    const { blob } = received;
    try {
      // An operator who was removed meanwhile; users and keys are cut off while the bytes come.
      if (!request.isStillAdmitted()) throw errors.invalidToken();
      const [answer, used] = await this.database.write((db) => {
        const made = write(db);
        return [made, sql.blobsInUse(db, [blob.key]).has(blob.key)] as const;
      });
      if (used) blob.release();
      else await blob.discard();
      return answer;
    } catch (error) {
      // When the database has stopped nobody knows whether the row is there: the next start sees.
      if (this.database.stoppedBy === undefined) await blob.discard();
      throw error;
    }
  }

  private note(
    db: Connection,
    context: RequestContext,
    action: string,
    file: sql.FileRow,
    more: Record<string, unknown> = {},
  ): void {
    const { bucket, version, size, checksum } = file;
    this.audit.append(db, {
      action,
      ...auditedBy(context),
      resource: 'file',
      resourceId: file.id,
      metadata: { bucket, version, size, checksum, ...more },
    });
  }
}

/** A file is its uploader's, also where that is an operator or a server. */
function ownerOf({ caller }: RequestContext): string {
  if (caller.kind === 'guest') throw errors.invalidToken();
  return caller.id;
}

function contentOf(received: ReceivedFile): sql.Content {
  return {
    blob: received.blob.key,
    filename: received.filename,
    mime_type: received.mimeType,
    sniffed_type: received.sniffedType ?? null,
    size: received.size,
    checksum: received.checksum,
  };
}

function contentOnly(row: sql.VersionRow): sql.Content {
  const { blob, filename, mime_type, sniffed_type, size, checksum } = row;
  return { blob, filename, mime_type, sniffed_type, size, checksum };
}
