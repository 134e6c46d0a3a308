import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/log-token.js';
import { BlobStore } from './blob-store.js';

/** Removes the bytes of rows that are gone. To be called after the commit. */
@Injectable()
export class BlobRemover {
  constructor(
    private readonly blobs: BlobStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What fails here, or is cut off by a crash, the next sweep removes. */
  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      try {
        await this.blobs.remove(key);
      } catch (error) {
        this.logger.warn({ err: error, blob: key }, 'blob not removed, left to the sweep');
      }
    }
  }
}
