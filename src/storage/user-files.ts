import { Injectable, type OnModuleInit } from '@nestjs/common';
import { auditedBy } from '../access/actor.js';
import { AuditService } from '../audit/audit.service.js';
import { UserHoldings } from '../auth/user-holdings.js';
import { BlobRemover } from './blobs/blob-remover.js';
import { COUNT_OF_USER, deleteFilesOf } from './files.sql.js';

/** What accounts need to know of files: how many a user has, and how they go with the user. */
@Injectable()
export class UserFiles implements OnModuleInit {
  constructor(
    private readonly holdings: UserHoldings,
    private readonly audit: AuditService,
    private readonly remover: BlobRemover,
  ) {}

  onModuleInit(): void {
    this.holdings.register('files', {
      count: COUNT_OF_USER,
      remove: (db, userId, context) => {
        const { blobs, files } = deleteFilesOf(db, 'owner_id', userId);
        if (files === 0) return;
        this.audit.append(db, {
          action: 'file.delete',
          ...auditedBy(context),
          resource: 'user',
          resourceId: userId,
          metadata: { files },
        });
        db.afterCommit(() => void this.remover.remove(blobs));
      },
    });
  }
}
