import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Clock } from '../common/clock.js';
import { DataFolder } from '../database/data-folder.js';
import { Database } from '../database/database.js';
import { Inspections } from '../database/inspections.js';
import { IntegrityWatch } from './integrity-watch.js';

/** With less than this a write may fail at any moment. */
const LEAST_BYTES = 64 * 1024 * 1024;
/** From here on the operator should make room. */
const WARN_SHARE = 0.1;

/** What both roles need to work: the database, room on the disk, the folders they write to. */
@Injectable()
export class SharedIndicators {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
    private readonly folder: DataFolder,
    private readonly clock: Clock,
    private readonly integrity: IntegrityWatch,
    private readonly inspections: Inspections,
  ) {}

  /** A write is committed. */
  async writes() {
    const indicator = this.indicators.check('database');
    if (this.integrity.damage !== undefined) {
      return indicator.down('The database file is damaged: restore a backup');
    }
    try {
      const now = this.clock.now();
      await this.database.write((db) =>
        db.run(
          'INSERT INTO health (id, at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at',
          now,
        ),
      );
      const checkedAt = this.inspections.finishedAt('database');
      return indicator.up(checkedAt === undefined ? {} : { checkedAt });
    } catch {
      return indicator.down('The database cannot be written');
    }
  }

  /** There is room on the disk. */
  async disk() {
    const indicator = this.indicators.check('disk');
    const { bavail, blocks, bsize } = await statfs(this.folder.path);
    if (bavail * bsize < LEAST_BYTES) return indicator.down('The disk is full: make room');
    if (bavail < blocks * WARN_SHARE)
      return indicator.degraded('Less than a tenth of the disk is free');
    return indicator.up();
  }

  /** A folder of the data folder can be written. */
  async writable(name: string) {
    const indicator = this.indicators.check(name);
    try {
      await access(join(this.folder.path, name), constants.W_OK);
      return indicator.up();
    } catch {
      return indicator.down('The folder is missing or cannot be written');
    }
  }
}
