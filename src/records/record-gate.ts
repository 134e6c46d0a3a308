import { Injectable } from '@nestjs/common';
import type { AccessAction, Grants } from '@appbase-pfe/types';
import type { Caller } from '../access/caller.js';
import type { Connection } from '../database/connection.js';
import type { Filter } from '../filter/ast.js';
import { compileFilter, type Source } from '../filter/compile-filter.js';
import type { Environment } from '../filter/environment.js';
import { evaluate } from '../filter/evaluate.js';
import { indexConditions, type IndexCondition } from '../filter/indexable.js';
import { FALSE, type Sql, TRUE } from '../filter/sql.js';
import { usesOf } from '../filter/uses.js';
import type { AppliedRule } from '../rules/applied-rule.js';
import { GrantsService } from '../rules/grants.service.js';
import { RulesService } from '../rules/rules.service.js';
import { type Audience, audienceOf } from './changes/audience.js';
import { type RecordRow, toFilterRecord } from './record-json.js';

/** `check` looks at a record as an update has left it. */
export type RecordAction = AccessAction;

/** Which records of a collection a caller may do something with. */
export type RecordRule = AppliedRule;

/**
 * The one place that decides who may do what with which records. Every path to records asks here:
 * REST, batch, streams, replay, the operator's routes, export.
 */
@Injectable()
export class RecordGate {
  constructor(
    private readonly rules: RulesService,
    private readonly grants: GrantsService,
  ) {}

  /** @throws AppError `INVALID_TOKEN` for a guest where nothing is public */
  rule(caller: Caller, collection: string, action: RecordAction): RecordRule {
    return this.rules.apply('collection', collection, action, caller);
  }

  /** Whether the log must keep a record as it was before an update, to tell who saw it then. */
  needsBefore(collection: string): boolean {
    const { content, grants } = usesOf(this.rules.of('collection', collection).rules.read);
    return content || grants;
  }

  /** What the log must keep of a record's grants, where the read rule asks for them. */
  loggedGrants(db: Connection, row: Pick<RecordRow, 'collection' | 'id'>): Grants | undefined {
    const { read } = this.rules.of('collection', row.collection).rules;
    return usesOf(read).grants ? this.grantsOf(db, row) : undefined;
  }

  /** Whether records of the collection can be granted to somebody at all. */
  usesGrants(collection: string): boolean {
    return this.rules.of('collection', collection).usesGrants;
  }

  /** Whether a rule holds for a record that stands in the database as `row` says. */
  permits(db: Connection, rule: RecordRule, row: RecordRow): boolean {
    switch (rule.kind) {
      case 'all':
        return true;
      case 'none':
        return false;
      case 'owner':
        return row.owner_id === rule.ownerId;
      case 'filter': {
        const grants = rule.uses.grants ? this.grantsOf(db, row) : undefined;
        const env = this.rules.environment(rule.user);
        return evaluate(rule.filter, toFilterRecord(row, grants), env);
      }
    }
  }

  /** What the rule asks of each record of a collection, beside its owner, as a condition for lists. */
  where(rule: RecordRule, collection: string): Sql {
    switch (rule.kind) {
      case 'all':
      case 'owner':
        return TRUE;
      case 'none':
        return FALSE;
      case 'filter':
        return compileFilter(
          rule.filter,
          this.rules.environment(rule.user),
          this.source(collection),
        );
    }
  }

  /** What of the rule an index could answer. */
  conditions(rule: RecordRule): readonly IndexCondition[] {
    return rule.kind === 'filter'
      ? indexConditions(rule.filter, this.rules.environment(rule.user))
      : [];
  }

  /** What the values in filters stand for. */
  environment(): Environment {
    return this.rules.environment(undefined);
  }

  /** The audience to which a reader under this rule with this filter belongs. */
  audience(rule: RecordRule, filter: Filter | undefined): Audience {
    return audienceOf(rule, filter, (user) => this.rules.environment(user));
  }

  private source(collection: string): Source {
    return this.grants.source('collection', collection, 'r.data');
  }

  private grantsOf(db: Connection, row: Pick<RecordRow, 'collection' | 'id'>): Grants {
    return this.grants.of(db, { kind: 'collection', container: row.collection, id: row.id });
  }
}
