import { Injectable } from '@nestjs/common';
import type {
  BucketList,
  BucketSettings,
  BucketView,
  DeletedBucket,
  Paging,
  StorageUsage,
} from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { Database } from '../database/database.js';
import { GrantsService } from '../rules/grants.service.js';
import { RulesService } from '../rules/rules.service.js';
import { BlobRemover } from './blobs/blob-remover.js';
import { BUCKETS, type BucketRow } from './buckets.sql.js';
import { deleteFilesOf } from './files.sql.js';

/** Buckets as operators see them: what they hold and who may do what in them. */
@Injectable()
export class BucketsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly rules: RulesService,
    private readonly grants: GrantsService,
    private readonly remover: BlobRemover,
  ) {}

  list({ limit = 50, offset = 0 }: Paging): BucketList {
    return this.database.read((db) => ({
      items: db.all<BucketRow>(BUCKETS.list, limit, offset).map((row) => this.view(row)),
      total: db.get<{ n: number }>(BUCKETS.count)!.n,
    }));
  }

  get(name: string): BucketView {
    const row = this.database.read((db) => db.get<BucketRow>(BUCKETS.find, name));
    if (row === undefined) throw noBucket();
    return this.view(row);
  }

  /** Declares a bucket's settings; what is left out goes back to its default. */
  async put(
    context: RequestContext,
    name: string,
    { access }: BucketSettings,
  ): Promise<BucketView> {
    await this.database.write((db) => {
      db.run(BUCKETS.make, name, this.clock.now());
      this.rules.declare(db, 'bucket', name, access);
      this.audit.append(db, {
        action: 'bucket.update',
        ...auditedBy(context),
        resource: 'bucket',
        resourceId: name,
        metadata: { access: access ?? 'owner' },
      });
    });
    return this.get(name);
  }

  /** Removes a bucket with all its files and settings. */
  async delete(context: RequestContext, name: string): Promise<DeletedBucket> {
    const { files, blobs } = await this.database.write((db) => {
      if (db.get(BUCKETS.find, name) === undefined) throw noBucket();
      const removed = deleteFilesOf(db, 'bucket', name);
      this.rules.declare(db, 'bucket', name, undefined);
      this.grants.forgetAll(db, 'bucket', name);
      db.run(BUCKETS.remove, name);
      this.audit.append(db, {
        action: 'bucket.delete',
        ...auditedBy(context),
        resource: 'bucket',
        resourceId: name,
        metadata: { files: removed.files },
      });
      return removed;
    });
    await this.remover.remove(blobs);
    return { deleted: true, files };
  }

  usage(): StorageUsage {
    const rows = this.database.read((db) => db.all<BucketRow>(BUCKETS.list, -1, 0));
    return {
      totalFiles: rows.reduce((sum, { file_count: n }) => sum + n, 0),
      totalBytes: rows.reduce((sum, { total_bytes: n }) => sum + n, 0),
      byBucket: rows.map((row) => ({
        bucket: row.name,
        fileCount: row.file_count,
        totalBytes: row.total_bytes,
      })),
    };
  }

  private view(row: BucketRow): BucketView {
    return {
      name: row.name,
      access: this.rules.of('bucket', row.name).access,
      fileCount: row.file_count,
      totalBytes: row.total_bytes,
      createdAt: new Date(row.created_at).toISOString(),
    };
  }
}

const noBucket = () => errors.notFound('There is no such bucket');
