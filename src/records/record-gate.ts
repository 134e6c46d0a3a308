import { Injectable } from '@nestjs/common';
import type { AccessAction, Grants } from '@appbase-pfe/types';
import type { Caller } from '../access/caller.js';
import type { Connection } from '../database/connection.js';
import type { Filter, Node } from '../filter/ast.js';
import { compileFilter, principalsOf, type Source } from '../filter/compile-filter.js';
import type { Environment } from '../filter/environment.js';
import { evaluate } from '../filter/evaluate.js';
import { indexConditions, type IndexCondition } from '../filter/indexable.js';
import { and, concat, FALSE, type Sql, sql, TRUE } from '../filter/sql.js';
import { usesOf } from '../filter/uses.js';
import type { AppliedRule } from '../rules/applied-rule.js';
import { GrantsService } from '../rules/grants.service.js';
import { RulesService } from '../rules/rules.service.js';
import { type Audience, audienceOf } from './changes/audience.js';
import { type RecordRow, toFilterRecord } from './record-json.js';
import { SQL } from './records.sql.js';

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

  /** What may be read of records that come along with others: a guest is not sent to sign in. */
  ruleAlong(caller: Caller, collection: string): RecordRule {
    return this.rules.isOpenTo('collection', collection, caller)
      ? this.rule(caller, collection, 'read')
      : { kind: 'none' };
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

  /**
   * The record, if the rule holds for it. One statement decides and reads, so that a record which is
   * hidden takes hardly more time than one which is not there, however large it is.
   */
  find(db: Connection, rule: RecordRule, collection: string, id: string): RecordRow | undefined {
    switch (rule.kind) {
      case 'all':
        return db.get<RecordRow>(SQL.find, collection, id);
      case 'none':
        return undefined;
      case 'owner':
        return db.get<RecordRow>(SQL.findOwned, collection, id, rule.ownerId);
      case 'filter': {
        const found = concat(
          sql(SQL.find, collection, id),
          ' AND ',
          this.whereNamed(rule, collection),
        );
        return db.get<RecordRow>(found.sql, ...found.values);
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
        return and(this.candidates(rule, collection), this.compile(rule, collection));
    }
  }

  /** What the rule asks of records that are looked up by their ids, their owner included. */
  whereNamed(rule: RecordRule, collection: string): Sql {
    switch (rule.kind) {
      case 'all':
        return TRUE;
      case 'none':
        return FALSE;
      case 'owner':
        return sql('r.owner_id = ?', rule.ownerId);
      case 'filter': {
        const source = this.grants.sourceOfNamed('collection', collection, 'r.data');
        return compileFilter(rule.filter, this.rules.environment(rule.user), source);
      }
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

  private compile(rule: RecordRule & { kind: 'filter' }, collection: string): Sql {
    const env = this.rules.environment(rule.user);
    return compileFilter(rule.filter, env, this.source(collection));
  }

  /**
   * A rule that opens nothing but one's own records and granted ones is answered by looking these
   * up, however many records of others there are. It is said beside the rule, which still decides.
   */
  private candidates(rule: RecordRule & { kind: 'filter' }, collection: string): Sql {
    const { filter, user } = rule;
    if (user === undefined || !isOwnOrGranted(filter.root)) return TRUE;
    const own = sql(
      'SELECT o.id FROM records o WHERE o.owner_id = ? AND o.collection = ?',
      user.id,
      collection,
    );
    const principals = JSON.stringify(principalsOf(user));
    return concat(
      'r.id IN (',
      own,
      ' UNION ',
      this.grants.grantedItems('collection', collection, 'read', principals),
      ')',
    );
  }

  private source(collection: string): Source {
    return this.grants.source('collection', collection, 'r.data');
  }

  private grantsOf(db: Connection, row: Pick<RecordRow, 'collection' | 'id'>): Grants {
    return this.grants.of(db, { kind: 'collection', container: row.collection, id: row.id });
  }
}

/** Whether every record that fulfils this is the user's own or granted to the user. */
function isOwnOrGranted(node: Node): boolean {
  switch (node.type) {
    case 'granted':
      return true;
    case 'test': {
      const { test } = node;
      const ofOwner = test.field.path === undefined && test.field.own === 'ownerId';
      return (
        ofOwner &&
        test.op === 'eq' &&
        test.operand.kind === 'user' &&
        test.operand.attribute === 'id'
      );
    }
    case 'any':
      return node.nodes.every(isOwnOrGranted);
    case 'all':
      return node.nodes.some(isOwnOrGranted);
    default:
      return false;
  }
}
