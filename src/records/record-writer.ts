import { Injectable } from '@nestjs/common';
import type { Grants } from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { AppError, errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import { GrantsService, type Item } from '../rules/grants.service.js';
import { ChangeLog, type LoggedGrants } from './changes/change-log.js';
import { requireMatch } from './etag.js';
import { IndexesService } from './indexes/indexes.service.js';
import { type RecordAction, RecordGate } from './record-gate.js';
import { type RecordAnswer, type RecordRow, timeOfId } from './record-json.js';
import { SQL } from './records.sql.js';
import { SearchIndex } from './search/search-index.js';
import { RecordShape } from './typed/record-shape.js';
import {
  type Cascade,
  forgetLink,
  type Link,
  LINKS,
  linksTo,
  MAX_CASCADE,
  MAX_REACH,
  type Relation,
  stillReferred,
  targetOf,
  tooFar,
  withoutField,
} from './typed/relations.js';

const DELETED: RecordAnswer = { json: '{"deleted":true}' };

/** A record to be: made outside the write, so that the write does nothing but SQL. */
export interface NewRecord {
  collection: string;
  id: string;
  ownerId: string;
  data: string;
}

/** Which record to change, and the version that the caller has seen. */
export interface Target {
  collection: string;
  id: string;
  ifMatch?: string | undefined;
}

/** The changes of single records inside a write. Each asks the gate and is logged and audited. */
@Injectable()
export class RecordWriter {
  constructor(
    private readonly gate: RecordGate,
    private readonly log: ChangeLog,
    private readonly indexes: IndexesService,
    private readonly shape: RecordShape,
    private readonly search: SearchIndex,
    private readonly grants: GrantsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  create(db: Connection, context: RequestContext, record: NewRecord): RecordAnswer {
    const { collection, id, ownerId, data } = record;
    requireOwner(db, context, ownerId);
    const at = timeOfId(id);
    db.run(SQL.insert, collection, id, ownerId, data, at, at);
    const row: RecordRow = {
      collection,
      id,
      owner_id: ownerId,
      data,
      created_at: at,
      updated_at: at,
      version: 1,
    };
    this.require(db, context, 'create', row);
    this.shape.stored(db, context, row);
    this.indexes.add(db, collection, id);
    this.search.stored(db, row);
    const json = this.log.append(db, 'created', row);
    this.note(db, context, 'record.create', row);
    return { json, version: 1 };
  }

  /** Changes `data`; `change` makes the new text from the old one. */
  update(
    db: Connection,
    context: RequestContext,
    target: Target,
    change: (data: string) => string,
  ): RecordAnswer {
    const old = this.find(db, context, target, 'update');
    requireMatch(target.ifMatch, old.version);
    const row = this.next(old, change(old.data));
    // Before anything is told of doubles and relations.
    this.require(db, context, 'check', row);
    return this.rewrite(db, context, old, row);
  }

  private next(old: RecordRow, data: string): RecordRow {
    const updatedAt = Math.max(this.clock.now(), old.updated_at);
    return { ...old, data, updated_at: updatedAt, version: old.version + 1 };
  }

  private rewrite(
    db: Connection,
    context: RequestContext,
    old: RecordRow,
    row: RecordRow,
  ): RecordAnswer {
    this.indexes.remove(db, row.collection, row.id);
    db.run(SQL.update, row.data, row.updated_at, row.version, row.collection, row.id);
    this.indexes.add(db, row.collection, row.id);
    this.shape.stored(db, context, row, old);
    this.search.stored(db, row, old);
    const json = this.log.append(db, 'updated', row, {
      old,
      grants: this.grantsOf(db, row),
    });
    this.note(db, context, 'record.update', row);
    return { json, version: row.version };
  }

  remove(db: Connection, context: RequestContext, target: Target): RecordAnswer {
    const row = this.find(db, context, target, 'delete');
    requireMatch(target.ifMatch, row.version);
    this.erase(db, context, row, { depth: 0, reach: { left: MAX_REACH } });
    return DELETED;
  }

  /**
   * Removes records that go together, those of a collection or a user that is removed. They do not
   * hold each other, and one may be gone already with another.
   *
   * @param going whether a record is one of them, in this write or a later one
   */
  removeAll(
    db: Connection,
    context: RequestContext,
    targets: readonly Target[],
    going: (row: RecordRow) => boolean,
  ): void {
    for (const { collection, id } of targets) {
      const row = db.get<RecordRow>(SQL.find, collection, id);
      if (row === undefined) continue;
      this.erase(db, context, row, { depth: 0, reach: { left: MAX_REACH }, going });
    }
  }

  /**
   * Removes a record, and does with those that refer to it what their relation says. That was
   * declared by an operator, so the rules of those records are not asked.
   */
  private erase(db: Connection, context: RequestContext, row: RecordRow, cascade: Cascade): void {
    const { depth, reach, ...rest } = cascade;
    this.indexes.remove(db, row.collection, row.id);
    db.run(SQL.remove, row.collection, row.id);
    this.shape.removed(db, row);
    this.search.removed(db, row);
    this.log.append(db, 'deleted', row, { grants: this.grantsOf(db, row) });
    this.grants.forget(db, itemOf(row));
    this.note(db, context, 'record.delete', row);
    for (;;) {
      const links = linksTo(db, row, LINKS);
      if (links.length === 0) return;
      if (depth === MAX_CASCADE) throw tooFar();
      for (const link of links) {
        if (reach.left-- === 0) throw tooFar();
        this.unlink(db, context, row, link, { ...rest, depth: depth + 1, reach });
      }
    }
  }

  /** Afterwards the link is no more: it goes with the record or the field, or is forgotten here. */
  private unlink(
    db: Connection,
    context: RequestContext,
    target: RecordRow,
    link: Link,
    cascade: Cascade,
  ): void {
    forgetLink(db, target, link);
    const relation = this.shape.relation(link.collection, link.field);
    // A cycle leads back to records that are gone by now.
    const row = db.get<RecordRow>(SQL.find, link.collection, link.record_id);
    if (relation === undefined || row === undefined) return;
    if (relation.collection !== target.collection || targetOf(relation, row) !== target.id) return;
    // It has its own turn.
    if (cascade.going?.(row) === true) return;
    switch (relation.onDelete) {
      case 'restrict':
        throw stillReferred();
      case 'cascade':
        this.erase(db, context, row, cascade);
        return;
      case 'clear':
        this.clear(db, context, row, relation);
    }
  }

  /** A record that may not be without the field holds the other one. */
  private clear(db: Connection, context: RequestContext, row: RecordRow, relation: Relation): void {
    try {
      const cleared = this.next(row, withoutField(row.data, relation.path));
      this.rewrite(db, context, row, cleared);
    } catch (error) {
      // What its schema says of it is nothing to tell to who deletes the other one.
      throw error instanceof AppError && error.code === 'VALIDATION_ERROR'
        ? stillReferred()
        : error;
    }
  }

  /**
   * Says anew to whom a record is granted. That changes nothing of the record itself, but who sees
   * it: those who see it from now on or no more are told.
   */
  share(db: Connection, context: RequestContext, target: Target, grants: Grants): Grants {
    const row = this.shareable(db, context, target);
    const before = this.gate.loggedGrants(db, row);
    const after = this.grants.replace(db, itemOf(row), grants);
    if (before !== undefined) {
      this.log.append(db, 'updated', row, {
        old: row,
        grants: { before, after, sharing: true },
      });
    }
    this.note(db, context, 'record.share', row);
    return after;
  }

  /** To whom a record is granted, for those who may change that. */
  sharing(db: Connection, context: RequestContext, target: Target): Grants {
    return this.grants.of(db, itemOf(this.shareable(db, context, target)));
  }

  private shareable(db: Connection, context: RequestContext, target: Target): RecordRow {
    const row = this.find(db, context, target, 'update');
    if (!this.gate.usesGrants(row.collection)) {
      throw errors.conflict('The rules of this collection ask for no grants');
    }
    return row;
  }

  private grantsOf(db: Connection, row: RecordRow): LoggedGrants | undefined {
    const grants = this.gate.loggedGrants(db, row);
    return grants && { before: grants, after: grants };
  }

  /** What may not be read does not exist; what may be read but not changed is forbidden. */
  private find(
    db: Connection,
    context: RequestContext,
    target: Target,
    action: RecordAction,
  ): RecordRow {
    const row = db.get<RecordRow>(SQL.find, target.collection, target.id);
    const readable = this.gate.rule(context.caller, target.collection, 'read');
    if (row === undefined || !this.gate.permits(db, readable, row)) throw noSuchRecord();
    this.require(db, context, action, row);
    return row;
  }

  private require(
    db: Connection,
    context: RequestContext,
    action: RecordAction,
    row: RecordRow,
  ): void {
    const rule = this.gate.rule(context.caller, row.collection, action);
    if (!this.gate.permits(db, rule, row)) {
      throw errors.forbidden('The rules of this collection do not allow it');
    }
  }

  private note(db: Connection, context: RequestContext, action: string, row: RecordRow): void {
    this.audit.append(db, {
      action,
      ...auditedBy(context),
      resource: row.collection,
      resourceId: row.id,
    });
  }
}

const itemOf = (row: RecordRow): Item => ({
  kind: 'collection',
  container: row.collection,
  id: row.id,
});

/** An operator may make a record somebody's, but only of somebody there is. */
function requireOwner(db: Connection, { caller }: RequestContext, ownerId: string): void {
  if (caller.kind === 'guest' || ownerId === caller.id) return;
  if (db.get(SQL.userExists, ownerId) === undefined) {
    throw errors.invalid('ownerId', 'there is no such user');
  }
}

/** The same for a record that is hidden and one that never was. */
export const noSuchRecord = () => errors.notFound('There is no such record');
