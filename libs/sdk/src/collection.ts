import type { AggregateGroup, AggregateQuery, Measure } from './aggregate.js';
import { ifMatchOf } from './etag.js';
import type { Grants } from './grants.js';
import { LiveQuery } from './live-query.js';
import { queryOf } from './path.js';
import { randomId } from './platform.js';
import type { RecordsApi } from './records-api.js';
import { type StandardSchema, validate } from './standard-schema.js';
import { subscribe, type SubscribeOptions, type Subscription } from './subscription.js';
import type { ExpandPath } from './schema.js';
import type {
  AnyExpanded,
  AppRecord,
  CallOptions,
  Change,
  JsonObject,
  ListQuery,
  Page,
  ReadOptions,
  RecordVersion,
} from './types.js';

/** How a change is sent. */
export interface WriteOptions extends CallOptions {
  /**
   * Changes the record only if it is still as it was read: give the record, or its ETag. Otherwise
   * the call fails with `PRECONDITION_FAILED`.
   */
  ifMatch?: string | AppRecord<unknown>;
}

/** One operation of a batch. */
export type BatchOperation =
  | { op: 'create'; collection: string; data: object }
  | { op: 'replace' | 'patch'; collection: string; id: string; data: object; ifMatch?: string }
  | { op: 'delete'; collection: string; id: string; ifMatch?: string };

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A named set of records. Get one with `client.db.collection('notes')`. */
export class Collection<T extends object = JsonObject, Expanded = AnyExpanded> {
  constructor(
    readonly name: string,
    private readonly api: RecordsApi,
    private readonly schema?: StandardSchema<T>,
  ) {
    api.path(name);
  }

  /** Stores a new record that belongs to the signed-in user. */
  async create(data: T, options: CallOptions = {}): Promise<AppRecord<T>> {
    const checked = await validate(this.schema, data);
    return this.write({ op: 'create', data: checked }, options);
  }

  /** One record; fails with `NOT_FOUND` when there is none that the user may see. */
  get(
    id: string,
    { expand, ...options }: GetOptions<Expanded> = {},
  ): Promise<AppRecord<T, Expanded>> {
    return this.api.read(this.name, id, { expand: joined(expand) }, options);
  }

  /** A page of records, in order of creation unless sorted. */
  list({
    signal,
    timeoutMs,
    fresh,
    ...query
  }: ListQuery<ExpandPath<Expanded>> & ReadOptions = {}): Promise<Page<T, Expanded>> {
    const options = { signal, timeoutMs, fresh };
    return this.api.read(this.name, undefined, queryParts(query), options);
  }

  /** Every record that matches, page after page: `for await (const note of notes.each()) …` */
  async *each({
    limit = 100,
    ...query
  }: ListQuery<ExpandPath<Expanded>> & ReadOptions = {}): AsyncGenerator<AppRecord<T, Expanded>> {
    let { cursor } = query;
    do {
      const page: Page<T, Expanded> = await this.list({ total: false, ...query, limit, cursor });
      yield* page.items;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  /**
   * Changes some fields and leaves the others as they are on the server (a JSON merge patch: nested
   * objects are merged, `null` removes a field). One request; nobody's change is lost.
   */
  update(id: string, changes: Patch<T>, options: WriteOptions = {}): Promise<AppRecord<T>> {
    return this.write({ op: 'patch', id, data: changes }, options);
  }

  /** Puts `data` in the place of what was stored. */
  async replace(id: string, data: T, options: WriteOptions = {}): Promise<AppRecord<T>> {
    return this.write({ op: 'replace', id, data: await validate(this.schema, data) }, options);
  }

  /** Removes a record. */
  delete(id: string, options: WriteOptions = {}): Promise<{ deleted: true }> {
    return this.write({ op: 'delete', id }, options);
  }

  /** The same as `delete`. */
  remove(id: string, options: WriteOptions = {}): Promise<{ deleted: true }> {
    return this.delete(id, options);
  }

  /** Up to 100 operations of which all happen or none. */
  async batch(
    operations: Without<BatchOperation, 'collection'>[],
    options: CallOptions = {},
  ): Promise<(AppRecord<T> | { deleted: true })[]> {
    const named = operations.map((one) => ({ ...one, collection: this.name }));
    return batch(this.api, named as BatchOperation[], options);
  }

  /**
   * Calls back with every change from now on. The connection comes back by itself and continues
   * where it was. Without a callback, loop over the result.
   */
  subscribe(
    callback?: ((change: Change<T>) => void) | SubscribeOptions,
    options: SubscribeOptions = {},
  ): Subscription<T> {
    const given = typeof callback === 'function' ? options : { ...options, ...callback };
    return subscribe(
      this.api.hub,
      `${this.api.path(this.name)}/subscribe${queryOf({ filter: given.filter })}`,
      typeof callback === 'function' ? callback : undefined,
      given,
      (change) => {
        if (change === undefined) this.api.cache?.forget(this.name);
        else this.api.cache?.follow(change);
      },
    );
  }

  /** With whom a record is shared, where the collection's rules have grants. */
  grants(id: string): Grants {
    return this.api.grants(this.name, id);
  }

  /** Counts and measures the records that the user may see: one group for each key there is. */
  async aggregate<
    const Measures extends Record<string, Measure>,
    const Field extends string = never,
  >(
    query: AggregateQuery<Measures, Field>,
    options: CallOptions = {},
  ): Promise<AggregateGroup<T, Measures, Field>[]> {
    const path = `${this.api.path(this.name)}/aggregate`;
    const call = { method: 'POST', path, json: query, repeatable: true, ...options };
    return (await this.api.call<{ groups: AggregateGroup<T, Measures, Field>[] }>(call)).data
      .groups;
  }

  /** The versions of a record, the newest first, where the collection keeps them. */
  history(
    id: string,
    options?: CallOptions & { limit?: number; offset?: number },
  ): Promise<{ items: RecordVersion[]; total: number }>;
  /** One version, with its data. */
  history(id: string, version: number, options?: CallOptions): Promise<RecordVersion & { data: T }>;
  async history(
    id: string,
    which: number | (CallOptions & { limit?: number; offset?: number }) = {},
    options: CallOptions = {},
  ): Promise<unknown> {
    const one = typeof which === 'number';
    const { limit, offset, ...rest } = one ? { ...options } : which;
    const path = this.versionPath(id, one ? which : undefined) + queryOf({ limit, offset });
    return (await this.api.call({ method: 'GET', path, ...rest })).data;
  }

  /** Makes an old version the newest: a change like any other, by who may change the record. */
  restore(id: string, version: number, options: WriteOptions = {}): Promise<AppRecord<T>> {
    const path = `${this.versionPath(id, version)}/restore`;
    return this.api.change(this.name, id, { method: 'POST', path }, options);
  }

  private versionPath(id: string, version?: number): string {
    const end = version === undefined ? [] : [String(Math.trunc(version))];
    return this.api.path(this.name, id, 'history', ...end);
  }

  /** A list that stays in step with the server. Close it when it is not shown any more. */
  live(
    query: LiveListQuery<ExpandPath<Expanded>> = {},
    listener?: (live: LiveQuery<T, Expanded>) => void,
  ): LiveQuery<T, Expanded> {
    return new LiveQuery<T, Expanded>(this, query, listener);
  }

  private write<R>(
    write: { op: 'create' | 'replace' | 'patch' | 'delete'; id?: string; data?: unknown },
    { ifMatch, ...options }: WriteOptions,
  ): Promise<R> {
    return this.api.write<R>(
      {
        ...write,
        collection: this.name,
        idempotencyKey: randomId(),
        ...(ifMatch === undefined ? {} : { ifMatch: ifMatchOf(ifMatch) }),
      },
      options,
    );
  }
}

/** The changed fields; `null` removes one. Lists are replaced as a whole. */
export type Patch<T> = {
  [K in keyof T]?:
    | null
    | (NonNullable<T[K]> extends readonly unknown[]
        ? T[K]
        : NonNullable<T[K]> extends object
          ? Patch<NonNullable<T[K]>>
          : T[K]);
};

/** What a live list may ask for. */
export type LiveListQuery<Path extends string = string> = Pick<
  ListQuery<Path>,
  'limit' | 'filter' | 'sort' | 'expand' | 'search'
>;

/** How to get one record. */
export interface GetOptions<Expanded = AnyExpanded> extends ReadOptions {
  /** Relations whose records come along in `expanded`. */
  expand?: ExpandPath<Expanded> | ExpandPath<Expanded>[];
}

/** Sends a batch and forgets what it made old. */
export async function batch<R>(
  api: RecordsApi,
  operations: BatchOperation[],
  options: CallOptions,
): Promise<R[]> {
  for (const { collection, ...rest } of operations) {
    api.path(collection, 'id' in rest ? rest.id : undefined);
  }
  try {
    const { data } = await api.call<{ results: R[] }>({
      method: 'POST',
      path: '/db/batch',
      json: { operations },
      headers: { 'idempotency-key': randomId() },
      repeatable: true,
      ...options,
    });
    return data.results;
  } finally {
    for (const { collection } of operations) api.cache?.forget(collection);
  }
}

const joined = (names: string | string[] | undefined) =>
  Array.isArray(names) ? names.join(',') : names;

const queryParts = ({ fields, expand, ...query }: ListQuery) => ({
  ...query,
  fields: joined(fields),
  expand: joined(expand),
});
