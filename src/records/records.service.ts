import { Injectable } from '@nestjs/common';
import {
  BatchOperation,
  type CreateRecord,
  type CreateRecordAs,
  type PatchRecord,
  type ReplaceRecord,
  type UncheckedBatch,
} from '@appbase-pfe/types';
import type { Caller, RequestContext } from '../access/caller.js';
import { DataThrottle } from '../access/data-throttle.js';
import { Idempotency } from '../access/idempotency.js';
import { AppError, errors } from '../common/errors.js';
import { newId } from '../common/ids.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { toIssues } from '../http/validation.js';
import { Expansions, withExpanded } from './expand/expansions.js';
import { mergePatch } from './merge-patch.js';
import { RecordGate } from './record-gate.js';
import { dataText, type RecordAnswer, recordJson } from './record-json.js';
import { noSuchRecord, RecordWriter, type Target } from './record-writer.js';

type Repeat = string | string[] | undefined;
type Change = (db: Connection) => RecordAnswer;

/** Records one by one and in batches. */
@Injectable()
export class RecordsService {
  constructor(
    private readonly database: Database,
    private readonly gate: RecordGate,
    private readonly writer: RecordWriter,
    private readonly expansions: Expansions,
    private readonly idempotency: Idempotency,
    private readonly throttle: DataThrottle,
  ) {}

  /** @param expand text of the query parameter: which relations to follow */
  get(context: RequestContext, collection: string, id: string, expand?: string): RecordAnswer {
    const rule = this.gate.rule(context.caller, collection, 'read');
    const steps =
      expand === undefined ? undefined : this.expansions.plan(context.caller, collection, expand);
    return this.database.read((db) => {
      const row = this.gate.find(db, rule, collection, id);
      if (row === undefined) throw noSuchRecord();
      if (steps === undefined) return { json: recordJson(row), version: row.version };
      const [expanded] = this.expansions.of(db, steps, [row]);
      const json = withExpanded(recordJson(row), expanded);
      return { json, version: row.version, expanded: expanded! };
    });
  }

  /** @param repeat value of the header `Idempotency-Key` */
  async create(
    context: RequestContext,
    collection: string,
    body: CreateRecord | CreateRecordAs,
    repeat: Repeat,
  ): Promise<RecordAnswer> {
    const request = this.idempotency.identify(context, repeat, ['create', collection, body]);
    const change = this.creation(context, collection, body);
    const json = await this.database.write((db) =>
      this.idempotency.once(db, request, () => change(db).json),
    );
    return { json, version: 1 };
  }

  replace(context: RequestContext, target: Target, body: ReplaceRecord): Promise<RecordAnswer> {
    return this.database.write(this.replacement(context, target, body));
  }

  patch(context: RequestContext, target: Target, body: PatchRecord): Promise<RecordAnswer> {
    return this.database.write(this.patching(context, target, body));
  }

  remove(context: RequestContext, target: Target): Promise<RecordAnswer> {
    return this.database.write((db) => this.writer.remove(db, context, target));
  }

  /** Runs all operations in one write, or none of them. */
  async batch(
    context: RequestContext,
    body: UncheckedBatch,
    repeat: Repeat,
  ): Promise<RecordAnswer> {
    this.throttle.countMore(context.caller, context.ip, body.operations.length - 1);
    const request = this.idempotency.identify(context, repeat, ['batch', body]);
    const changes = body.operations.map((operation, index) =>
      at(index, () => this.operation(context, operation)),
    );
    const json = await this.database.write((db) =>
      this.idempotency.once(db, request, () => {
        const results = changes.map((change, index) => at(index, () => change(db).json));
        return `{"results":[${results.join(',')}]}`;
      }),
    );
    return { json };
  }

  private operation(context: RequestContext, input: unknown): Change {
    const parsed = BatchOperation.safeParse(input);
    if (!parsed.success) throw errors.validation(parsed.error.issues.flatMap(toIssues));
    const operation = parsed.data;
    switch (operation.op) {
      case 'create':
        return this.creation(context, operation.collection, operation);
      case 'replace':
        return this.replacement(context, operation, operation);
      case 'patch':
        return this.patching(context, operation, operation);
      case 'delete':
        return (db) => this.writer.remove(db, context, operation);
    }
  }

  private creation(
    context: RequestContext,
    collection: string,
    body: CreateRecord | CreateRecordAs,
  ): Change {
    const record = {
      collection,
      id: newId(),
      ownerId: ownerOf(context.caller, body.ownerId),
      data: dataText(body.data),
    };
    return (db) => this.writer.create(db, context, record);
  }

  private replacement(context: RequestContext, target: Target, body: ReplaceRecord): Change {
    const data = dataText(body.data);
    return (db) => this.writer.update(db, context, target, () => data);
  }

  private patching(context: RequestContext, target: Target, body: PatchRecord): Change {
    dataText(body.data);
    return (db) =>
      this.writer.update(db, context, target, (old) =>
        dataText(mergePatch(JSON.parse(old), body.data)),
      );
  }
}

/** A record is its creator's; only those who administer may make it somebody else's. */
function ownerOf(caller: Caller, wish: unknown): string {
  switch (caller.kind) {
    case 'operator':
    case 'key':
      return typeof wish === 'string' ? wish : caller.id;
    case 'user':
      return caller.id;
    case 'guest':
      throw errors.forbidden('Sign in to create records');
  }
}

/** Says in an error which operation of a batch it was. */
function at<T>(index: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, details, headers } = error;
    const more = details === undefined ? {} : { issues: details };
    throw new AppError(code, `Operation ${index}: ${message}`, { index, ...more }, headers);
  }
}
