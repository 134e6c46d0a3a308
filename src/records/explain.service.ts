import { Injectable } from '@nestjs/common';
import type { AccessAction, AccessExplanation, ExplainAccess } from '@appbase-pfe/types';
import { UserStanding } from '../auth/user-standing.js';
import { errors } from '../common/errors.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import type { Environment } from '../filter/environment.js';
import { explain } from '../filter/explain.js';
import { Memberships } from '../groups/memberships.js';
import { GrantsService } from '../rules/grants.service.js';
import { RulesService } from '../rules/rules.service.js';
import { dataText, type RecordRow, timeOfId, toFilterRecord } from './record-json.js';
import { noSuchRecord } from './record-writer.js';
import { SQL } from './records.sql.js';

/** What the rules ask before an action, in order, and of which state of the record. */
const ASKED: Record<AccessAction, readonly (readonly [AccessAction, 'stored' | 'future'])[]> = {
  read: [['read', 'stored']],
  create: [['create', 'future']],
  update: [
    ['read', 'stored'],
    ['update', 'stored'],
    ['check', 'future'],
  ],
  delete: [
    ['read', 'stored'],
    ['delete', 'stored'],
  ],
  check: [['check', 'future']],
};

/** Answers for operators why somebody may do something with a record, or may not. */
@Injectable()
export class ExplainService {
  constructor(
    private readonly database: Database,
    private readonly rules: RulesService,
    private readonly grants: GrantsService,
    private readonly memberships: Memberships,
    private readonly users: UserStanding,
  ) {}

  explain(question: ExplainAccess): AccessExplanation {
    const { collection, action, userId, recordId } = question;
    const user = userId === undefined ? undefined : this.userOf(userId);
    if (userId !== undefined && user === undefined) {
      return { allowed: false, because: 'there is no such user, or the user is banned' };
    }
    if (user === undefined && action !== 'read') {
      return { allowed: false, because: 'guests can only read' };
    }
    const stored = recordId === undefined ? undefined : this.stored(collection, recordId);
    const future = futureOf(question, stored);
    const env = this.rules.environment(user);
    let because = '';
    for (const [asked, state] of ASKED[action]) {
      const row = state === 'stored' ? (stored ?? future) : future;
      const { holds, because: reason } = explain(
        this.rules.of('collection', collection).rules[asked],
        toFilterRecord(row, this.grantsOf(row)),
        env,
      );
      because = `${asked}: ${reason}`;
      if (!holds) return { allowed: false, because };
    }
    return { allowed: true, because };
  }

  private userOf(id: string): Environment['user'] {
    const user = this.users.find(id);
    return user && { id: user.id, email: user.email, groups: this.memberships.namesOf(id) };
  }

  private stored(collection: string, id: string): RecordRow {
    const row = this.database.read((db) => db.get<RecordRow>(SQL.find, collection, id));
    if (row === undefined) throw noSuchRecord();
    return row;
  }

  private grantsOf({ collection, id }: RecordRow) {
    const item = { kind: 'collection' as const, container: collection, id };
    return this.database.read((db) => this.grants.of(db, item));
  }
}

/** The record as it will be: the stored one with new data, or a new one of the user. */
function futureOf(question: ExplainAccess, stored: RecordRow | undefined): RecordRow {
  const { collection, action, userId = '', data } = question;
  if (stored === undefined && data === undefined && action !== 'create') {
    throw errors.invalid('recordId', 'name a record, or give the data of one');
  }
  if (stored !== undefined) {
    return data === undefined ? stored : { ...stored, data: dataText(data) };
  }
  const id = newId();
  const at = timeOfId(id);
  return {
    collection,
    id,
    owner_id: userId,
    data: dataText(data ?? {}),
    created_at: at,
    updated_at: at,
    version: 1,
  };
}
