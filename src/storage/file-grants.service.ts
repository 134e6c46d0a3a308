import { Injectable } from '@nestjs/common';
import type { Grants } from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { GrantsService, type Item } from '../rules/grants.service.js';
import { FileAccess } from './file-access.js';
import { FileGate } from './file-gate.js';

/** To whom single files are opened, for those who may change them. */
@Injectable()
export class FileGrantsService {
  constructor(
    private readonly database: Database,
    private readonly access: FileAccess,
    private readonly gate: FileGate,
    private readonly grants: GrantsService,
    private readonly audit: AuditService,
  ) {}

  get(context: RequestContext, bucket: string, id: string): Grants {
    return this.database.read((db) => this.grants.of(db, this.shareable(db, context, bucket, id)));
  }

  replace(context: RequestContext, bucket: string, id: string, grants: Grants): Promise<Grants> {
    return this.database.write((db) => {
      const item = this.shareable(db, context, bucket, id);
      this.audit.append(db, {
        action: 'file.share',
        ...auditedBy(context),
        resource: 'file',
        resourceId: id,
        metadata: { bucket },
      });
      return this.grants.replace(db, item, grants);
    });
  }

  private shareable(db: Connection, context: RequestContext, bucket: string, id: string): Item {
    this.access.find(db, context, bucket, id, 'update');
    if (!this.gate.usesGrants(bucket)) {
      throw errors.conflict('The rules of this bucket ask for no grants');
    }
    return { kind: 'bucket', container: bucket, id };
  }
}
