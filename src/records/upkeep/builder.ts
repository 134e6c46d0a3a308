import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/log-token.js';
import type { Connection } from '../../database/connection.js';
import { Database } from '../../database/database.js';
import { type DeclarationRow, Declarations } from './declarations.js';

/** How long the SQL of one slice should take: every other request waits that long at the most. */
const SLICE_MS = 1.5;
const LARGEST = 1000;
/** After a slice it rests so many times as long as slice and commit took, for the disk's sake too. */
const REST = 3;
/** After so many slices what they wrote is moved into the file, before a commit has to do it. */
const CHECKPOINT_EVERY = 4;
const RETRY_MS = 1000;

/** What is waited for comes before what nobody misses. */
const NEXT_JOB = `SELECT * FROM declarations WHERE state <> 'ready'
  ORDER BY state = 'dropping', id LIMIT 1`;
const FORGET = 'DELETE FROM declarations WHERE id = ?';

/**
 * Builds what is declared about collections, and removes what no longer is, slice by slice between
 * the writes of others. How far it is stands in the database, so it goes on after a crash.
 */
@Injectable()
export class Builder implements OnApplicationBootstrap, OnModuleDestroy {
  private size = 1;
  private slices = 0;
  private stopped = false;
  private again = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly declarations: Declarations,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    declarations.onWork(() => this.start());
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Resolves when nothing is left to build, to remove or to tidy. */
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
        while (!this.stopped && (await this.step()));
      } catch (error) {
        // A full disk or queue passes; the work goes on where it was.
        if (this.database.stoppedBy !== undefined) return;
        this.logger.warn({ err: error }, 'the upkeep of collections waits');
        this.again = true;
        await rest(RETRY_MS);
      }
    }
  }

  private async step(): Promise<boolean> {
    const began = performance.now();
    // Tidying comes first: what is left behind must not grow without end.
    const more = await this.database.write((db) => this.tidy(db) || this.work(db));
    const took = performance.now() - began;
    if (++this.slices % CHECKPOINT_EVERY === 0) await this.database.checkpoint();
    if (more) await rest(took * REST);
    return more;
  }

  private work(db: Connection): boolean {
    const row = db.get<DeclarationRow>(NEXT_JOB);
    if (row === undefined) return false;
    const before = performance.now();
    if (row.state === 'dropping') this.drop(db, row);
    else this.declarations.build(db, row, this.size);
    this.adapt(performance.now() - before);
    return true;
  }

  private drop(db: Connection, row: DeclarationRow): void {
    if (this.declarations.upkeep(row.kind).empty(db, row.id, this.size) > 0) return;
    db.run(FORGET, row.id);
  }

  private tidy(db: Connection): boolean {
    let more = false;
    for (const upkeep of this.declarations.all()) more = upkeep.tidy?.(db) === true || more;
    return more;
  }

  private adapt(took: number): void {
    if (took > SLICE_MS) this.size = Math.max(1, Math.floor(this.size / 2));
    else if (took < SLICE_MS / 2) this.size = Math.min(LARGEST, this.size * 2);
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
