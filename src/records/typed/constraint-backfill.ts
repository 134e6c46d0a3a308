import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/log-token.js';
import { Database } from '../../database/database.js';
import type { RecordRow } from '../record-json.js';
import { SQL } from '../records.sql.js';
import { enterLink } from './relations.js';
import { TypedSettings } from './typed-settings.js';
import { enterExisting } from './unique.js';

const SLICE = 100;
/** After a slice it rests this many times as long as the slice took. */
const REST = 2;
const RETRY_MS = 1000;
const NEXT_JOB = 'SELECT collection, up_to FROM constraint_backfills ORDER BY collection LIMIT 1';
const NEXT_RECORDS = `SELECT ${SQL.columns} FROM records r
  WHERE r.collection = ? AND r.id > ? ORDER BY r.id LIMIT ?`;

/**
 * Enters the records that were there before a constraint or a relation was declared, slice by slice
 * between the writes of others. New writes are held to it from the start. It goes on after a crash.
 */
@Injectable()
export class ConstraintBackfill implements OnApplicationBootstrap, OnModuleDestroy {
  private stopped = false;
  private again = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly typed: TypedSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    typed.onWork(() => this.start());
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Resolves when all is entered. */
  async idle(): Promise<void> {
    await this.running;
  }

  private start(): void {
    this.again = true;
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  private async run(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        while (!this.stopped && (await this.slice()));
      } catch (error) {
        if (this.database.stoppedBy !== undefined) return;
        this.logger.warn({ err: error }, 'entering records under a constraint waits');
        this.again = true;
        await rest(RETRY_MS);
      }
    }
  }

  private async slice(): Promise<boolean> {
    let took = 0;
    const worked = await this.database.write((db) => {
      const before = performance.now();
      const job = db.get<{ collection: string; up_to: string }>(NEXT_JOB);
      if (job === undefined) return false;
      const { collection } = job;
      const rows = db.all<RecordRow>(NEXT_RECORDS, collection, job.up_to, SLICE);
      const { unique = [], relations = [] } = this.typed.of(collection) ?? {};
      for (const row of rows) {
        for (const constraint of unique) enterExisting(db, constraint, row);
        for (const relation of relations) enterLink(db, relation, row);
      }
      if (rows.length < SLICE) {
        db.run('DELETE FROM constraint_backfills WHERE collection = ?', collection);
      } else {
        const upTo = rows.at(-1)!.id;
        db.run('UPDATE constraint_backfills SET up_to = ? WHERE collection = ?', upTo, collection);
      }
      took = performance.now() - before;
      return true;
    });
    await rest(took * REST);
    return worked;
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
