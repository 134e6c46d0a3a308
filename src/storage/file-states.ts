import { Injectable } from '@nestjs/common';
import type { AccessAction } from '@appbase-pfe/types';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import type { EvaluatedRecord } from '../filter/evaluate.js';
import type { ItemStates } from '../rules/explain-access.js';
import { GrantsService } from '../rules/grants.service.js';
import { findBy } from './file-access.js';
import { EVERY_FILE } from './file-gate.js';

/** Which file is asked about: one that is there, or one of which the rules would see this. */
export interface AskedFile {
  bucket: string;
  action: AccessAction;
  userId?: string | undefined;
  fileId?: string | undefined;
  /** `filename`, `mimeType`, `size`, `version`. */
  data?: Record<string, unknown> | undefined;
}

/** Files as rules see them before and after an action, to explain what the rules say. */
@Injectable()
export class FileStates {
  constructor(
    private readonly database: Database,
    private readonly grants: GrantsService,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `NOT_FOUND`; `VALIDATION_ERROR` where neither a file nor data is named */
  of({ bucket, action, userId = '', fileId, data }: AskedFile): ItemStates {
    if (fileId === undefined && data === undefined && action !== 'create') {
      throw errors.invalid('fileId', 'name a file, or give filename, mimeType and size of one');
    }
    if (fileId !== undefined) {
      const stored = this.stored(bucket, fileId);
      const { version } = stored.data as { version: number };
      const next = { ...(stored.data as object), version: version + 1, ...data };
      return { stored, future: { ...stored, updatedAt: this.clock.now(), data: next } };
    }
    const now = this.clock.now();
    return {
      stored: undefined,
      future: {
        id: newId(),
        ownerId: userId,
        createdAt: now,
        updatedAt: now,
        data: { version: 1, ...data },
        grants: { read: [], write: [] },
      },
    };
  }

  private stored(bucket: string, id: string): EvaluatedRecord {
    return this.database.read((db) => {
      const row = findBy(db, bucket, id, EVERY_FILE);
      return {
        id,
        ownerId: row.owner_id,
        createdAt: row.created_at,
        updatedAt: row.updated_at,
        data: {
          filename: row.filename,
          mimeType: row.mime_type,
          size: row.size,
          version: row.version,
        },
        grants: this.grants.of(db, { kind: 'bucket', container: bucket, id }),
      };
    });
  }
}
