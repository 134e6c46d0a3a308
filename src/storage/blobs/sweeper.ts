import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { LOGGER, type Logger } from '../../common/log-token.js';
import { Database } from '../../database/database.js';
import { blobsInUse } from '../files.sql.js';
import { BlobStore } from './blob-store.js';

/** One slice is swept this often; all of them in a few hours. */
const EVERY_MS = 60_000;

/**
 * Removes what a crash or a failed deletion left: everything once after the start, then a slice at
 * a time. Uploads on their way are the store's own business and never touched.
 */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private next = 0;
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly blobs: BlobStore,
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.sweepAll();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Resolves when nothing is being swept. */
  get idle(): Promise<void> {
    return this.running;
  }

  @Interval(EVERY_MS)
  sweepNext(): void {
    const slice = this.next;
    this.next = (slice + 1) % this.blobs.slices;
    this.running = this.running.then(() => this.sweep(slice));
  }

  private async sweepAll(): Promise<void> {
    for (let slice = 0; slice < this.blobs.slices; slice++) await this.sweep(slice);
  }

  private async sweep(slice: number): Promise<void> {
    // A stopped database may hold rows that it cannot show: nothing is an orphan then.
    if (this.stopped || this.database.stoppedBy !== undefined) return;
    try {
      const swept = await this.blobs.sweep(slice, (keys) =>
        this.database.read((db) => blobsInUse(db, keys)),
      );
      if (swept.orphans + swept.unfinished > 0) this.logger.info(swept, 'swept the storage');
    } catch (error) {
      this.logger.warn({ err: error, slice }, 'sweep failed');
    }
  }
}
