import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { LOGGER, type Logger } from '../common/log-token.js';
import { DataFolder } from '../database/data-folder.js';
import { Database } from '../database/database.js';

/** After a start that follows a crash: others come first. */
const AFTER_START_MS = 30_000;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const DAMAGED = /malformed|not a database|corrupt/i;

/**
 * Looks whether the database file is whole, off the main thread: after a crash, and every week. A
 * damaged one takes no traffic any more, so that nobody builds on what is wrong.
 */
@Injectable()
export class IntegrityWatch implements OnApplicationBootstrap {
  private found: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly folder: DataFolder,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What is wrong with the file, once something was found. */
  get damage(): string | undefined {
    return this.found;
  }

  onApplicationBootstrap(): void {
    if (!this.folder.leftInACrash) return;
    setTimeout(() => void this.check(), AFTER_START_MS).unref();
  }

  @Interval(WEEK_MS)
  async check(): Promise<void> {
    try {
      const [rows] = await this.database.readLong([{ sql: 'PRAGMA quick_check(1)', values: [] }]);
      const [verdict] = Object.values(rows![0] ?? {});
      if (verdict !== 'ok') this.tell(String(verdict));
    } catch (error) {
      const { message } = error as Error;
      if (DAMAGED.test(message)) this.tell(message);
      // Otherwise too much was waiting, or the server stops: the next time will do.
    }
  }

  private tell(damage: string): void {
    this.found = damage;
    this.logger.fatal({ damage }, 'the database file is damaged: restore a backup');
  }
}
