import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { LOGGER, type Logger } from '../common/log-token.js';
import { Database } from './database.js';

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
/** After a start others come first, and many servers of one machine do not begin together. */
const FIRST_MS = { least: 2 * MINUTE_MS, most: 15 * MINUTE_MS };
/** How often is looked whether something is due. */
const AGAIN_MS = 60 * MINUTE_MS;

/** A look at everything of a kind, which takes long and is due once a week. */
export interface Inspection {
  name: 'database' | 'files';
  /** Looks at everything, or goes on where it was, and says so with `finish`. */
  run(): Promise<void>;
  /** Looks at what was found before, whether or not everything is due. */
  again?(): Promise<void>;
}

/** What is kept of an inspection. */
export interface Kept<Result, Position = never> {
  /** When everything was looked at for the last time; never when it is missing. */
  finishedAt?: number;
  result?: Result;
  /** Where one is that goes on. */
  position?: Position;
}

interface Row {
  finished_at: number | null;
  result: string | null;
  position: string | null;
}

const FIND = 'SELECT finished_at, result, position FROM inspections WHERE name = ?';
const FINISH = `INSERT INTO inspections (name, finished_at, result) VALUES (?, ?, ?)
  ON CONFLICT (name) DO UPDATE
    SET finished_at = excluded.finished_at, result = excluded.result, position = NULL`;
const PAUSE = `INSERT INTO inspections (name, position) VALUES (?, ?)
  ON CONFLICT (name) DO UPDATE SET position = excluded.position`;

/**
 * Has everything looked at once a week, one inspection after another. When it was last done stands in
 * the database, so that a machine that is switched off each night gets it as well.
 */
@Injectable()
export class Inspections implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly known: Inspection[] = [];
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Makes an inspection known, before the server starts. */
  register(inspection: Inspection): void {
    this.known.push(inspection);
  }

  onApplicationBootstrap(): void {
    const { least, most } = FIRST_MS;
    this.wait(least + Math.random() * (most - least));
  }

  beforeApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Runs what is due; resolves when nothing runs any more. */
  tick(): Promise<void> {
    this.running ??= this.runAll().finally(() => (this.running = undefined));
    return this.running;
  }

  of<Result, Position = never>(name: Inspection['name']): Kept<Result, Position> {
    const row = this.database.read((db) => db.get<Row>(FIND, name));
    return {
      ...(row?.finished_at == null ? {} : { finishedAt: row.finished_at }),
      ...(row?.result == null ? {} : { result: JSON.parse(row.result) as Result }),
      ...(row?.position == null ? {} : { position: JSON.parse(row.position) as Position }),
    };
  }

  /** When a server was last through with it, for people. */
  finishedAt(name: Inspection['name']): string | undefined {
    const { finishedAt } = this.of(name);
    return finishedAt === undefined ? undefined : new Date(finishedAt).toISOString();
  }

  /** Everything was looked at. */
  async finish(name: Inspection['name'], result: object): Promise<void> {
    const at = this.clock.now();
    await this.database.write((db) => db.run(FINISH, name, at, JSON.stringify(result)));
  }

  /** The next start or hour goes on from here. */
  async pause(name: Inspection['name'], position: object): Promise<void> {
    await this.database.write((db) => db.run(PAUSE, name, JSON.stringify(position)));
  }

  private wait(ms: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.tick().finally(() => this.wait(AGAIN_MS)), ms).unref();
  }

  private async runAll(): Promise<void> {
    for (const inspection of this.known) {
      if (this.stopped) return;
      try {
        await inspection.again?.();
        if (this.isDue(inspection.name)) await inspection.run();
      } catch (error) {
        this.logger.warn({ err: error, inspection: inspection.name }, 'an inspection waits');
      }
    }
  }

  /** A time that is still to come is that of a clock which was wrong. */
  private isDue(name: Inspection['name']): boolean {
    const { finishedAt } = this.of(name);
    const now = this.clock.now();
    return finishedAt === undefined || now - finishedAt >= WEEK_MS || finishedAt > now;
  }
}
