import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { AuditVerification } from '@appbase-pfe/types';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { type AuditRow, CHAIN_START, expectedHash } from './audit-chain.js';
import { AuditHead, type Head } from './audit-head.js';

/** Rows checked between two turns of the event loop: about two milliseconds. */
const SLICE = 500;

/** Walks the whole chain, a slice at a time, so that other requests go on meanwhile. */
@Injectable()
export class AuditVerifier {
  constructor(
    private readonly database: Database,
    private readonly head: AuditHead,
  ) {}

  async verify(): Promise<AuditVerification> {
    // The head first: the snapshot is taken after it, so it holds at least this much.
    const { current, missing } = this.head;
    const reader = this.database.openReader();
    try {
      reader.run('BEGIN');
      const walk = await this.walk(reader, current);
      const bad = [walk.bad, missing].filter((id) => id !== undefined);
      return {
        ok: bad.length === 0,
        checked: walk.checked,
        ...(bad.length === 0 ? {} : { firstBad: String(Math.min(...bad)) }),
      };
    } finally {
      reader.raw.close();
    }
  }

  private async walk(
    reader: Connection,
    head: Head | undefined,
  ): Promise<{ checked: number; bad?: number }> {
    let before = { id: 0, hash: CHAIN_START };
    let checked = 0;
    for (;;) {
      const rows = reader.all<AuditRow>(
        'SELECT * FROM audit_log WHERE id > ? ORDER BY id LIMIT ?',
        before.id,
        SLICE,
      );
      for (const row of rows) {
        checked++;
        // Where an entry before this one is gone, that one is named.
        if (row.hash !== expectedHash(before.hash, row)) return { checked, bad: before.id + 1 };
        if (row.id === head?.id && row.hash !== head.hash) return { checked, bad: row.id };
        before = row;
      }
      if (rows.length < SLICE) break;
      await nextTurn();
    }
    if (head !== undefined && before.id < head.id) return { checked, bad: before.id + 1 };
    return { checked };
  }
}
