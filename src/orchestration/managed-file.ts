import { Injectable } from '@nestjs/common';
import { AppFolders, type Owner } from '../tenancy/app-folders.js';
import type { App } from '../tenancy/app-row.js';
import { MasterIdentity } from '../tenancy/master-identity.js';

/** Tells an instance who it is and whom it obeys: a file that only it can read. */
@Injectable()
export class ManagedFile {
  constructor(
    private readonly folders: AppFolders,
    private readonly identity: MasterIdentity,
  ) {}

  /** Writes the file anew and returns its path. */
  write(app: App, owner: Owner): string {
    const firstKey = this.folders.firstKey(app.id);
    const content = {
      appId: app.id,
      name: app.name,
      masterKey: this.identity.publicKey,
      storageQuotaBytes: app.limits.storageMb * 1024 * 1024,
      ...(firstKey === undefined ? {} : { firstKey }),
    };
    return this.folders.writeManaged(app.id, content, owner);
  }
}
