import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import { actorOf } from './actor.js';
import type { RequestContext } from './caller.js';

const KEY = /^[\x21-\x7e]{1,64}$/;
/** How long a first answer is kept. */
export const KEPT_ANSWERS_MS = 24 * 60 * 60 * 1000;

interface AnswerRow {
  fingerprint: string;
  answer: string;
  at: number;
}

/** A request that its sender may repeat: whose, under which key, and what it asks for. */
export interface RepeatableRequest {
  caller: string;
  key: string;
  fingerprint: string;
}

/**
 * Makes repeated requests safe: the first answer of an `Idempotency-Key` is kept in the
 * transaction of the write and given again for 24 hours, to the same caller only.
 */
@Injectable()
export class Idempotency {
  constructor(private readonly clock: Clock) {}

  /**
   * Reads the header of a request. `what` is everything the answer depends on: the route and the
   * body.
   *
   * @returns `undefined` when the sender gave no key
   */
  identify(
    context: RequestContext,
    header: string | string[] | undefined,
    what: readonly unknown[],
  ): RepeatableRequest | undefined {
    if (header === undefined) return undefined;
    if (typeof header !== 'string' || !KEY.test(header)) {
      throw errors.invalid('Idempotency-Key', 'must be 1 to 64 visible ASCII characters');
    }
    const fingerprint = createHash('sha256').update(textOf(what)).digest('hex');
    return { caller: actorOf(context.caller), key: header, fingerprint };
  }

  /** Inside a write: the kept answer, or the one that `work` makes now. */
  once(db: Connection, request: RepeatableRequest | undefined, work: () => string): string {
    if (request === undefined) return work();
    const { caller, key, fingerprint } = request;
    const now = this.clock.now();
    const kept = db.get<AnswerRow>(
      'SELECT fingerprint, answer, at FROM idempotent_answers WHERE caller = ? AND key = ?',
      caller,
      key,
    );
    if (kept !== undefined && kept.at > now - KEPT_ANSWERS_MS) {
      if (kept.fingerprint === fingerprint) return kept.answer;
      throw errors.conflict('This Idempotency-Key was used for another request');
    }
    const answer = work();
    db.run(
      `INSERT INTO idempotent_answers (caller, key, fingerprint, answer, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (caller, key) DO UPDATE SET
         fingerprint = excluded.fingerprint, answer = excluded.answer, at = excluded.at`,
      caller,
      key,
      fingerprint,
      answer,
      now,
    );
    return answer;
  }

  /** Removes up to `most` answers that are too old; tells how many. */
  forget(db: Connection, most: number): number {
    return db.run(
      `DELETE FROM idempotent_answers WHERE rowid IN
         (SELECT rowid FROM idempotent_answers WHERE at <= ? ORDER BY at LIMIT ?)`,
      this.clock.now() - KEPT_ANSWERS_MS,
      most,
    ).changes;
  }
}

/** A body is nested as deep as its sender likes, also in what the route ignores. */
function textOf(what: readonly unknown[]): string {
  try {
    return JSON.stringify(what);
  } catch (error) {
    throw error instanceof RangeError ? errors.invalid('', 'is nested too deeply') : error;
  }
}
