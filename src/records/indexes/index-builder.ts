import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { IndexDefinition } from '@appbase-pfe/types';
import { LOGGER, type Logger } from '../../common/log-token.js';
import type { Connection } from '../../database/connection.js';
import { Database } from '../../database/database.js';
import { addSlice, removeSlice } from './index-entries.js';
import { keysOf } from './index-keys.js';
import { type DeclaredIndexRow, IndexesService } from './indexes.service.js';

/** How long the SQL of one slice should take: every other request waits that long at the most. */
const SLICE_MS = 4;
const SMALLEST = 20;
const LARGEST = 1000;
/** After a slice it rests this many times as long as the slice took. */
const REST = 2;
const RETRY_MS = 1000;

const NEXT_JOB = "SELECT * FROM declared_indexes WHERE state <> 'ready' ORDER BY id LIMIT 1";

/**
 * Builds declared indexes, and removes those no longer declared, slice by slice between the writes
 * of others. How far it is stands in the database, so it goes on after a crash.
 */
@Injectable()
export class IndexBuilder implements OnApplicationBootstrap, OnModuleDestroy {
  private size = SMALLEST;
  private stopped = false;
  private again = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly indexes: IndexesService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    indexes.onWork(() => this.start());
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Resolves when nothing is left to build or to remove. */
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
        // A full disk or queue passes; the work goes on where it was.
        if (this.database.stoppedBy !== undefined) return;
        this.logger.warn({ err: error }, 'building an index waits');
        this.again = true;
        await rest(RETRY_MS);
      }
    }
  }

  private async slice(): Promise<boolean> {
    let took = 0;
    const worked = await this.database.write((db) => {
      const before = performance.now();
      const row = db.get<DeclaredIndexRow>(NEXT_JOB);
      if (row === undefined) return false;
      if (row.state === 'dropping') this.drop(db, row);
      else this.build(db, row);
      took = performance.now() - before;
      return true;
    });
    if (took > SLICE_MS) this.size = Math.max(SMALLEST, Math.floor(this.size / 2));
    else if (took < SLICE_MS / 2) this.size = Math.min(LARGEST, this.size * 2);
    await rest(took * REST);
    return worked;
  }

  private build(db: Connection, row: DeclaredIndexRow): void {
    const index = { id: row.id, keys: keysOf(JSON.parse(row.definition) as IndexDefinition) };
    const { last, count } = addSlice(db, index, row.collection, row.built_up_to, this.size);
    const state = count < this.size ? 'ready' : 'building';
    db.run(
      'UPDATE declared_indexes SET built_up_to = ?, built = built + ?, state = ? WHERE id = ?',
      last,
      count,
      state,
      row.id,
    );
    if (state === 'ready') this.indexes.reload(db);
  }

  private drop(db: Connection, row: DeclaredIndexRow): void {
    if (removeSlice(db, row.id, this.size) > 0) return;
    db.run('DELETE FROM declared_indexes WHERE id = ?', row.id);
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
