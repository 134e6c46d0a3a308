import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { SecretFiles } from '../common/secret-files.js';
import { DataFolder } from '../database/data-folder.js';
import { BlobCheck } from './blobs/blob-check.js';
import { BlobFindings } from './blobs/blob-findings.js';
import { BlobRemover } from './blobs/blob-remover.js';
import { BlobStore } from './blobs/blob-store.js';
import { DiskBlobStore } from './blobs/disk-blob-store.js';
import { Scrub } from './blobs/scrub.js';
import { Sweeper } from './blobs/sweeper.js';
import { BucketsService } from './buckets.service.js';
import { RulesModule } from '../rules/rules.module.js';
import { FileAccess } from './file-access.js';
import { FileExport } from './file-export.js';
import { FileGate } from './file-gate.js';
import { FileGrantsController } from './file-grants.controller.js';
import { FileGrantsService } from './file-grants.service.js';
import { FileStates } from './file-states.js';
import { FilesController } from './files.controller.js';
import { FileListService } from './file-list.service.js';
import { FilesService } from './files.service.js';
import { LinksController } from './links.controller.js';
import { LinkSecret, LinksService } from './links.service.js';
import { RunningTransfers } from './running-transfers.js';
import { StorageQuota } from './storage-quota.js';
import { Downloads } from './transfer/downloads.js';
import { Uploads } from './transfer/uploads.js';
import { UserFiles } from './user-files.js';

/** Buckets, files and their versions, with the bytes in `storage/` of the data folder. */
@Module({
  imports: [AuthModule, RulesModule],
  controllers: [FilesController, FileGrantsController, LinksController],
  providers: [
    {
      provide: BlobStore,
      inject: [DataFolder],
      useFactory: (folder: DataFolder) => DiskBlobStore.at(join(folder.path, 'storage')),
    },
    {
      provide: LinkSecret,
      inject: [DataFolder],
      useFactory: (folder: DataFolder) => LinkSecret.open(new SecretFiles(folder.path)),
    },
    BlobRemover,
    BucketsService,
    FileAccess,
    FileExport,
    FileGate,
    FileGrantsService,
    FileStates,
    LinksService,
    RunningTransfers,
    StorageQuota,
    Uploads,
    Downloads,
    FileListService,
    FilesService,
    BlobCheck,
    BlobFindings,
    Scrub,
    Sweeper,
    UserFiles,
  ],
  exports: [
    BlobFindings,
    BlobStore,
    BucketsService,
    Downloads,
    FileExport,
    FileGrantsService,
    FileStates,
    FileListService,
    FilesService,
    LinksService,
  ],
})
export class StorageModule {}
