import { Injectable } from '@nestjs/common';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import type { Connection } from '../database/connection.js';
import { GrantsService, type Item } from '../rules/grants.service.js';
import { ChangeLog, type LoggedGrants } from './changes/change-log.js';
import { RecordGate } from './record-gate.js';
import type { RecordAnswer, RecordRow } from './record-json.js';
import { SQL } from './records.sql.js';
import { RecordShape } from './typed/record-shape.js';
import { UpkeepService } from './upkeep/upkeep.service.js';

/**
 * What a change of one record is made of, inside a write: the row and all that is kept beside it, the
 * change log, the audit. Whoever calls it has asked whether the change is allowed.
 */
@Injectable()
export class RecordStore {
  constructor(
    private readonly gate: RecordGate,
    private readonly log: ChangeLog,
    private readonly shape: RecordShape,
    private readonly upkeep: UpkeepService,
    private readonly grants: GrantsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  insert(db: Connection, context: RequestContext, row: RecordRow): RecordAnswer {
    const { collection, id, owner_id, data, created_at, updated_at } = row;
    db.run(SQL.insert, collection, id, owner_id, data, created_at, updated_at);
    this.shape.stored(db, context, row);
    this.upkeep.stored(db, row);
    const json = this.log.append(db, 'created', row);
    this.note(db, context, 'record.create', row);
    return { json, version: row.version };
  }

  /** A record as it would be with other data. */
  next(old: RecordRow, data: string): RecordRow {
    const updatedAt = Math.max(this.clock.now(), old.updated_at);
    return { ...old, data, updated_at: updatedAt, version: old.version + 1 };
  }

  rewrite(db: Connection, context: RequestContext, old: RecordRow, row: RecordRow): RecordAnswer {
    this.upkeep.leaving(db, old);
    db.run(SQL.update, row.data, row.updated_at, row.version, row.collection, row.id);
    this.shape.stored(db, context, row, old);
    this.upkeep.stored(db, row, old);
    const json = this.log.append(db, 'updated', row, { old, grants: this.grantsOf(db, row) });
    this.note(db, context, 'record.update', row);
    return { json, version: row.version };
  }

  /** Takes one record out, whoever refers to it. */
  drop(db: Connection, context: RequestContext, row: RecordRow): void {
    this.upkeep.leaving(db, row);
    db.run(SQL.remove, row.collection, row.id);
    this.shape.removed(db, row);
    this.upkeep.removed(db, row);
    this.log.append(db, 'deleted', row, { grants: this.grantsOf(db, row) });
    this.grants.forget(db, itemOf(row));
    this.note(db, context, 'record.delete', row);
  }

  note(db: Connection, context: RequestContext, action: string, row: RecordRow): void {
    this.audit.append(db, {
      action,
      ...auditedBy(context),
      resource: row.collection,
      resourceId: row.id,
    });
  }

  private grantsOf(db: Connection, row: RecordRow): LoggedGrants | undefined {
    const grants = this.gate.loggedGrants(db, row);
    return grants && { before: grants, after: grants };
  }
}

/** What grants call a record. */
export const itemOf = (row: RecordRow): Item => ({
  kind: 'collection',
  container: row.collection,
  id: row.id,
});
