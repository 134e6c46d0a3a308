import { Injectable } from '@nestjs/common';
import type { Grants } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import { GrantsService } from '../rules/grants.service.js';
import { ChangeLog } from './changes/change-log.js';
import { requireMatch } from './etag.js';
import { RecordEraser } from './record-eraser.js';
import { type RecordAction, RecordGate } from './record-gate.js';
import {
  keyOf,
  type RecordAnswer,
  type RecordKey,
  type RecordRow,
  timeOfId,
} from './record-json.js';
import { itemOf, RecordStore } from './record-store.js';
import { SQL } from './records.sql.js';

/** After so many changes a write that removes many records ends: every other write waits for it. */
const MOST_CHANGES = 1000;

const DELETED: RecordAnswer = { json: '{"deleted":true}' };

/** A record to be: made outside the write, so that the write does nothing but SQL. */
export interface NewRecord {
  collection: string;
  id: string;
  ownerId: string;
  data: string;
}

/** Which record to change, and the version that the caller has seen. */
export interface Target extends RecordKey {
  ifMatch?: string | undefined;
}

/** The changes of single records inside a write. Each asks the gate and is logged and audited. */
@Injectable()
export class RecordWriter {
  constructor(
    private readonly gate: RecordGate,
    private readonly store: RecordStore,
    private readonly eraser: RecordEraser,
    private readonly grants: GrantsService,
    private readonly log: ChangeLog,
  ) {}

  create(db: Connection, context: RequestContext, record: NewRecord): RecordAnswer {
    const { collection, id, ownerId, data } = record;
    requireOwner(db, context, ownerId);
    const at = timeOfId(id);
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
    return this.store.insert(db, context, row);
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
    const row = this.store.next(old, change(old.data));
    // Before anything is told of doubles and relations.
    this.require(db, context, 'check', row);
    return this.store.rewrite(db, context, old, row);
  }

  remove(db: Connection, context: RequestContext, target: Target): RecordAnswer {
    const row = this.find(db, context, target, 'delete');
    requireMatch(target.ifMatch, row.version);
    this.eraser.erase(db, context, row);
    return DELETED;
  }

  /**
   * Removes records that go together, those of a collection or a user that is removed. They do not
   * hold each other, and one may be gone already with another. Where each takes many along, it ends
   * before all are gone; none is left then that refers to one that is.
   *
   * @param going whether a record is one of them
   * @returns how many of `targets` are gone: none only when there were none
   */
  removeAll(
    db: Connection,
    context: RequestContext,
    targets: readonly Target[],
    going: (row: RecordRow) => boolean,
  ): number {
    const left = new Map(targets.map((target) => [keyOf(target), target]));
    const spared = new Set<string>();
    const spare = (row: RecordRow) => {
      const goes = going(row);
      if (goes && left.has(keyOf(row))) spared.add(keyOf(row));
      return goes;
    };
    const [all, held] = [left.keys(), spared.keys()];
    for (let changes = 0; ;) {
      const { value: next } = (changes < MOST_CHANGES ? all : held).next();
      if (next === undefined) return targets.length - left.size;
      const { collection, id } = left.get(next)!;
      left.delete(next);
      spared.delete(next);
      const row = db.get<RecordRow>(SQL.find, collection, id);
      if (row !== undefined) changes += this.eraser.erase(db, context, row, spare);
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
    this.store.note(db, context, 'record.share', row);
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

  /** What may not be read does not exist; what may be read but not changed is forbidden. */
  private find(
    db: Connection,
    context: RequestContext,
    target: Target,
    action: RecordAction,
  ): RecordRow {
    const readable = this.gate.rule(context.caller, target.collection, 'read');
    const row = this.gate.find(db, readable, target.collection, target.id);
    if (row === undefined) throw noSuchRecord();
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
}

/**
 * An operator may make a record somebody's, but only of somebody there is. A user's own may come
 * after the write that removed the account, and would be left behind.
 */
function requireOwner(db: Connection, { caller }: RequestContext, ownerId: string): void {
  const own = caller.kind === 'guest' || ownerId === caller.id;
  if (own && caller.kind !== 'user') return;
  if (db.get(SQL.userExists, ownerId) !== undefined) return;
  throw own ? errors.invalidToken() : errors.invalid('ownerId', 'there is no such user');
}

/** The same for a record that is hidden and one that never was. */
export const noSuchRecord = () => errors.notFound('There is no such record');
