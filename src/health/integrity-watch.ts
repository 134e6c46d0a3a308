import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/log-token.js';
import { DataFolder } from '../database/data-folder.js';
import { Database } from '../database/database.js';
import { Inspections } from '../database/inspections.js';

/** After a start that follows a crash or damage: others come first. */
const AFTER_START_MS = 30_000;
const DAMAGED = /malformed|not a database|corrupt/i;

interface Result {
  damage?: string;
}

/**
 * Looks whether the database file is whole, in a thread of its own: after a crash, and every week. A
 * damaged one takes no traffic any more, so that nobody builds on what is wrong.
 */
@Injectable()
export class IntegrityWatch implements OnModuleInit, OnApplicationBootstrap {
  private found: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly folder: DataFolder,
    private readonly inspections: Inspections,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What is wrong with the file, once something was found. */
  get damage(): string | undefined {
    return this.found;
  }

  onModuleInit(): void {
    this.inspections.register({ name: 'database', run: () => this.check() });
    // A restart mends nothing: it stays damaged until a look says otherwise.
    this.found = this.inspections.of<Result>('database').result?.damage;
  }

  onApplicationBootstrap(): void {
    if (!this.folder.leftInACrash && this.found === undefined) return;
    setTimeout(() => void this.check(), AFTER_START_MS).unref();
  }

  async check(): Promise<void> {
    const verdict = await this.look();
    if (verdict === undefined) return;
    this.found = verdict.damage;
    if (this.found !== undefined) {
      const damage = { damage: this.found };
      this.logger.fatal(damage, 'the database file is damaged: restore a backup');
    }
    // Where the file no longer takes a write, the log has it.
    await this.inspections.finish('database', verdict).catch(() => undefined);
  }

  /** Nothing where it could not look: the server stops, or cannot read now. The next hour will do. */
  private async look(): Promise<Result | undefined> {
    try {
      const statement = { sql: 'PRAGMA quick_check(1)', values: [] };
      const [rows] = await this.database.readApart([statement]);
      const [verdict] = Object.values(rows![0] ?? {});
      return verdict === 'ok' ? {} : { damage: String(verdict) };
    } catch (error) {
      const { message } = error as Error;
      if (DAMAGED.test(message)) return { damage: message };
      this.logger.warn({ err: error }, 'the database file could not be looked at');
      return undefined;
    }
  }
}
