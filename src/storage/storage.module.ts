import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { DataFolder } from '../database/data-folder.js';
import { BlobStore } from './blobs/blob-store.js';
import { DiskBlobStore } from './blobs/disk-blob-store.js';
import { Sweeper } from './blobs/sweeper.js';
import { FileGate } from './file-gate.js';
import { FilesController } from './files.controller.js';
import { FilesService } from './files.service.js';
import { StorageQuota } from './storage-quota.js';
import { Downloads } from './transfer/downloads.js';
import { Uploads } from './transfer/uploads.js';

/** Buckets, files and their versions, with the bytes in `storage/` of the data folder. */
@Module({
  controllers: [FilesController],
  providers: [
    {
      provide: BlobStore,
      inject: [DataFolder],
      useFactory: (folder: DataFolder) => DiskBlobStore.at(join(folder.path, 'storage')),
    },
    FileGate,
    StorageQuota,
    Uploads,
    Downloads,
    FilesService,
    Sweeper,
  ],
  exports: [FilesService, Downloads, BlobStore],
})
export class StorageModule {}
