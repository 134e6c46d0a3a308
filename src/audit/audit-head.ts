import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import * as z from 'zod';
import { LOGGER, type Logger } from '../common/log-token.js';
import { Database } from '../database/database.js';

const FILE = 'audit-head.json';
/** The file may be this much behind the database: writing it after every commit would cost a lot. */
const WRITE_AFTER_MS = 500;
const HOUR_MS = 60 * 60 * 1000;

const Head = z.object({ id: z.number().int(), hash: z.string() });
/** The newest entry. The database alone cannot tell that its own tail was cut off. */
export type Head = z.infer<typeof Head>;

const Kept = z.object({ head: Head, missing: z.number().int().optional() });

/**
 * Keeps the head of the audit's chain outside the database: in memory, in a file beside it, and
 * every hour in the log. When the database no longer has the head, it stays noted as missing, even
 * after new entries have covered the cut.
 */
@Injectable()
export class AuditHead implements OnApplicationShutdown {
  private readonly file: string;
  private head: Head | undefined;
  private firstMissing: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.file = join(dirname(database.file), FILE);
    this.read();
  }

  /** The head as it must be in the database. */
  get current(): Head | undefined {
    return this.head;
  }

  /** The id of the first entry that was seen and is gone or replaced. */
  get missing(): number | undefined {
    return this.firstMissing;
  }

  /** After a commit: `head` is the newest entry and `before` the hash it was chained to. */
  advance(head: Head, before: string): void {
    if (this.head !== undefined && this.head.hash !== before) this.note(this.head.id);
    this.head = head;
    this.timer ??= setTimeout(() => this.write(), WRITE_AFTER_MS).unref();
  }

  onApplicationShutdown(): void {
    if (this.timer !== undefined) this.write();
  }

  /** A log that is kept elsewhere shows what the head was. */
  @Interval(HOUR_MS)
  tell(): void {
    if (this.head !== undefined) this.logger.info({ auditHead: this.head }, 'audit head');
  }

  private read(): void {
    const kept = readKept(this.file);
    const last = this.database.read((db) =>
      db.get<Head>('SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1'),
    );
    if (kept === undefined) {
      if (last !== undefined) this.logger.warn({ file: this.file }, 'audit head file is missing');
      this.head = last;
      return;
    }
    const { head, missing } = kept;
    this.firstMissing = missing;
    const stored = this.database.read((db) =>
      db.get<Head>('SELECT id, hash FROM audit_log WHERE id = ?', head.id),
    );
    if (stored?.hash === head.hash) {
      this.head = last;
      return;
    }
    this.head = last ?? head;
    this.note(last === undefined ? 1 : Math.min(head.id, last.id + 1));
    this.write();
  }

  private note(id: number): void {
    this.firstMissing = Math.min(id, this.firstMissing ?? id);
    this.logger.error({ auditEntry: this.firstMissing }, 'the audit log was changed from outside');
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.head === undefined) return;
    const kept = { head: this.head, missing: this.firstMissing };
    try {
      writeFileSync(`${this.file}.new`, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
      renameSync(`${this.file}.new`, this.file);
    } catch (error) {
      this.logger.error({ err: error }, 'the audit head could not be written beside the database');
    }
  }
}

function readKept(file: string): z.infer<typeof Kept> | undefined {
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
