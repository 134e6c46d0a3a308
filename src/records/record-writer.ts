import { Injectable } from '@nestjs/common';
import type { Grants } from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
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
import { type Link, linksTo, targetOf, withoutField } from './typed/relations.js';

/** How far a deletion reaches from record to record. */
const MAX_CASCADE = 100;
/** How many records may refer to one that is deleted. */
const MAX_LINKS = 1000;
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
    const { row, answer } = this.rewrite(db, context, old, change(old.data));
    this.require(db, context, 'check', row);
    return answer;
  }

  private rewrite(db: Connection, context: RequestContext, old: RecordRow, data: string) {
    const row: RecordRow = {
      ...old,
      data,
      updated_at: Math.max(this.clock.now(), old.updated_at),
      version: old.version + 1,
    };
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
    return { row, answer: { json, version: row.version } };
  }

  remove(db: Connection, context: RequestContext, target: Target): RecordAnswer {
    const row = this.find(db, context, target, 'delete');
    requireMatch(target.ifMatch, row.version);
    this.erase(db, context, row);
    return DELETED;
  }

  /** Removes a record, and does with those that refer to it what their relation says. */
  private erase(db: Connection, context: RequestContext, row: RecordRow, depth = 0): void {
    if (depth > MAX_CASCADE) throw stillReferred();
    this.indexes.remove(db, row.collection, row.id);
    db.run(SQL.remove, row.collection, row.id);
    this.shape.removed(db, row);
    this.search.removed(db, row);
    this.log.append(db, 'deleted', row, { grants: this.grantsOf(db, row) });
    this.grants.forget(db, itemOf(row));
    this.note(db, context, 'record.delete', row);
    const links = linksTo(db, row, MAX_LINKS + 1);
    if (links.length > MAX_LINKS) throw stillReferred();
    for (const link of links) this.unlink(db, context, row, link, depth + 1);
  }

  private unlink(
    db: Connection,
    context: RequestContext,
    target: RecordRow,
    link: Link,
    depth: number,
  ): void {
    const relation = this.shape.relation(link.collection, link.field);
    // A cycle leads back to records that are gone by now.
    const row = db.get<RecordRow>(SQL.find, link.collection, link.record_id);
    if (relation === undefined || row === undefined) return;
    if (relation.collection !== target.collection || targetOf(relation, row) !== target.id) return;
    switch (relation.onDelete) {
      case 'restrict':
        throw stillReferred();
      case 'cascade':
        this.erase(db, context, row, depth);
        return;
      case 'clear':
        this.rewrite(db, context, row, withoutField(row.data, relation.path));
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

const stillReferred = () => errors.conflict('Other records refer to this one');

/** An operator may make a record somebody's, but only of somebody there is. */
function requireOwner(db: Connection, { caller }: RequestContext, ownerId: string): void {
  if (caller.kind === 'guest' || ownerId === caller.id) return;
  if (db.get(SQL.userExists, ownerId) === undefined) {
    throw errors.invalid('ownerId', 'there is no such user');
  }
}

/** The same for a record that is hidden and one that never was. */
export const noSuchRecord = () => errors.notFound('There is no such record');
