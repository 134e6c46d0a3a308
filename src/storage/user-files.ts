import { Injectable, type OnModuleInit } from '@nestjs/common';
import { auditedBy } from '../access/actor.js';
import { AuditService } from '../audit/audit.service.js';
import { UserHoldings } from '../auth/user-holdings.js';
import { BlobRemover } from './blobs/blob-remover.js';
import { GrantsService } from '../rules/grants.service.js';
import { COUNT_OF_USER, deleteFilesOf, filesOfUser } from './files.sql.js';

/** What accounts need to know of files: how many a user has, and how they go with the user. */
@Injectable()
export class UserFiles implements OnModuleInit {
  constructor(
    private readonly holdings: UserHoldings,
    private readonly audit: AuditService,
    private readonly grants: GrantsService,
    private readonly remover: BlobRemover,
  ) {}

  onModuleInit(): void {
    this.holdings.register('files', {
      count: COUNT_OF_USER,
      remove: (db, userId, context, { limit }) => {
        const found = filesOfUser(db, userId, limit);
        const files = found.length;
        if (files === 0) return 0;
        const blobs = found.flatMap(({ id, bucket }) => {
          this.grants.forget(db, { kind: 'bucket', container: bucket, id });
          return deleteFilesOf(db, 'id', id).blobs;
        });
        this.audit.append(db, {
          action: 'file.delete',
          ...auditedBy(context),
          resource: 'user',
          resourceId: userId,
          metadata: { files },
        });
        db.afterCommit(() => void this.remover.remove(blobs));
        return files;
      },
    });
  }
}
