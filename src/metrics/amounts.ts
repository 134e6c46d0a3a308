import { stat } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** Counting may read a whole table, so a count is good for this long. */
const GOOD_FOR_MS = 5 * 60_000;

/** How much there is of something: one row with one number `n`. */
export interface AmountSource {
  name: string;
  help: string;
  sql: string;
}

/** What a role counts. A DI token. */
export abstract class AmountSources {
  abstract readonly sources: readonly AmountSource[];
}

/** How many users, records, … there are. Counted off the main thread. */
@Injectable()
export class Amounts {
  private counted: { at: number; amounts: Record<string, number> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly config: AmountSources,
  ) {}

  get sources(): readonly AmountSource[] {
    return this.config.sources;
  }

  /** The amounts of the last count, however old. */
  get last(): Record<string, number> {
    return this.counted?.amounts ?? {};
  }

  /** The amounts, counted anew when they are older than `age`. */
  async count(age = GOOD_FOR_MS): Promise<Record<string, number>> {
    if (this.counted !== undefined && performance.now() - this.counted.at <= age) {
      return this.counted.amounts;
    }
    if (this.sources.length === 0) return {};
    const results = await this.database.readLong(
      this.sources.map(({ sql }) => ({ sql, values: [] })),
    );
    const entries = this.sources.map(({ name }, index): [string, number] => [
      name,
      Number(results[index]![0]!['n']),
    ]);
    this.counted = { at: performance.now(), amounts: Object.fromEntries(entries) };
    return this.counted.amounts;
  }

  async walBytes(): Promise<number> {
    const { size } = await stat(`${this.database.file}-wal`).catch(() => ({ size: 0 }));
    return size;
  }
}
