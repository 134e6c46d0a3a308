import { Injectable } from '@nestjs/common';
import type { Paging, RecordVersion } from '@appbase-pfe/types';
import type { Caller, RequestContext } from '../../access/caller.js';
import { errors } from '../../common/errors.js';
import type { Connection } from '../../database/connection.js';
import { Database } from '../../database/database.js';
import { RecordGate } from '../record-gate.js';
import { noSuchRecord, RecordWriter, type Target } from '../record-writer.js';

interface VersionRow {
  version: number;
  data: string;
  at: number;
  actor: string;
}

const DEFAULT_LIMIT = 50;
const OF_RECORD = 'FROM record_versions WHERE collection = ? AND record_id = ?';
const PAGE = `SELECT version, at, actor ${OF_RECORD} ORDER BY version DESC LIMIT ? OFFSET ?`;
const COUNT = `SELECT count(*) AS n ${OF_RECORD}`;
const ONE = `SELECT version, data, at, actor ${OF_RECORD} AND version = ?`;

/** The versions of records: for those who may read them; restored by those who may update. */
@Injectable()
export class RecordHistory {
  constructor(
    private readonly database: Database,
    private readonly gate: RecordGate,
    private readonly writer: RecordWriter,
  ) {}

  list(
    context: RequestContext,
    { collection, id }: Target,
    { limit = DEFAULT_LIMIT, offset = 0 }: Paging,
  ): { items: RecordVersion[]; total: number } {
    return this.database.read((db) => {
      this.readable(db, context, collection, id);
      const rows = db.all<Omit<VersionRow, 'data'>>(PAGE, collection, id, limit, offset);
      return {
        items: rows.map((row) => toView(row, context)),
        total: db.get<{ n: number }>(COUNT, collection, id)!.n,
      };
    });
  }

  get(context: RequestContext, { collection, id }: Target, version: number) {
    return this.database.read((db) => {
      this.readable(db, context, collection, id);
      const row = this.version(db, collection, id, version);
      return { ...toView(row, context), data: JSON.parse(row.data) as Record<string, unknown> };
    });
  }

  /** Makes an old version the newest; itself a change like any other. */
  restore(context: RequestContext, target: Target, version: number) {
    const { collection, id } = target;
    return this.database.write((db) => {
      this.readable(db, context, collection, id);
      const { data } = this.version(db, collection, id, version);
      return this.writer.update(db, context, target, () => data);
    });
  }

  private readable(db: Connection, context: RequestContext, collection: string, id: string): void {
    const rule = this.gate.rule(context.caller, collection, 'read');
    if (this.gate.find(db, rule, collection, id) === undefined) throw noSuchRecord();
  }

  private version(db: Connection, collection: string, id: string, version: number): VersionRow {
    const row = db.get<VersionRow>(ONE, collection, id, version);
    if (row === undefined) throw errors.notFound('There is no such version');
    return row;
  }
}

function toView(
  { version, at, actor }: Omit<VersionRow, 'data'>,
  { caller }: RequestContext,
): RecordVersion {
  return { version, at: new Date(at).toISOString(), actor: namedTo(caller, actor) };
}

/** With what address an operator signs in is nothing to tell to users, or to guests. */
function namedTo({ kind }: Caller, actor: string): string {
  const ofUsers = kind === 'user' || kind === 'guest';
  return ofUsers && actor.startsWith('operator:') ? 'operator' : actor;
}
