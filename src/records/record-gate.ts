import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import { Clock } from '../common/clock.js';
import type { Connection } from '../database/connection.js';
import type { Environment } from '../filter/environment.js';
import { FALSE, type Sql, TRUE } from '../filter/sql.js';
import type { RecordRow } from './record-json.js';

/** `check` looks at a record as an update has left it. */
export type RecordAction = 'read' | 'create' | 'update' | 'delete' | 'check';

/** Which records of a collection a caller may do something with. */
export type RecordRule = { kind: 'all' } | { kind: 'none' } | { kind: 'owner'; ownerId: string };

const ALL: RecordRule = { kind: 'all' };
const NONE: RecordRule = { kind: 'none' };

/**
 * The one place that decides who may do what with which records. Every path to records asks here:
 * REST, batch, streams, replay, the operator's routes, export.
 */
@Injectable()
export class RecordGate {
  constructor(private readonly clock: Clock) {}

  rule(caller: Caller, _collection: string, _action: RecordAction): RecordRule {
    switch (caller.kind) {
      case 'operator':
      case 'key':
        return ALL;
      case 'user':
        return { kind: 'owner', ownerId: caller.id };
      case 'guest':
        return NONE;
    }
  }

  /** Whether the log must keep a record as it was before an update, to tell who saw it then. */
  needsBefore(_collection: string): boolean {
    return false;
  }

  /** Whether a rule holds for a record that stands in the database as `row` says. */
  permits(_db: Connection, rule: RecordRule, row: RecordRow): boolean {
    switch (rule.kind) {
      case 'all':
        return true;
      case 'none':
        return false;
      case 'owner':
        return row.owner_id === rule.ownerId;
    }
  }

  /** What the rule asks of each record, beside its owner, as a condition for lists. */
  where(rule: RecordRule): Sql {
    switch (rule.kind) {
      case 'all':
      case 'owner':
        return TRUE;
      case 'none':
        return FALSE;
    }
  }

  /** What the values in filters and rules stand for. */
  environment(caller: Caller): Environment {
    const now = this.clock.now();
    if (caller.kind !== 'user') return { now };
    return { now, user: { id: caller.id, email: caller.email, groups: [] } };
  }
}
