import type { Cache } from './cache.js';
import type { ChangeHub } from './change-hub.js';
import type { WriteOptions } from './collection.js';
import { DbError } from './errors.js';
import { ifMatchOf, withEtag } from './etag.js';
import { Grants } from './grants.js';
import { checkId, checkName, queryOf, type QueryValue } from './path.js';
import type { Call, Transport } from './transport.js';
import type { AppRecord, CallOptions, JsonObject, ReadOptions } from './types.js';
import type { Write, WriteQueue, WriteResult } from './write-queue.js';

/** The routes of `/db` and what all collections of a client share. */
export class RecordsApi {
  constructor(
    private readonly transport: Transport,
    readonly hub: ChangeHub,
    readonly cache: Cache | undefined,
    private readonly queue: WriteQueue | undefined,
  ) {}

  /** The path of a collection, a record in it, or something of that record. */
  path(collection: string, id?: string, ...rest: string[]): string {
    const parts = [checkName(collection, DbError)];
    if (id !== undefined) parts.push(checkId(id, DbError), ...rest);
    return `/db/collections/${parts.join('/')}`;
  }

  /** Reads, from the cache where there is one and it knows. */
  async read<R>(
    collection: string,
    id: string | undefined,
    query: { [name: string]: QueryValue },
    { fresh, ...options }: ReadOptions,
  ): Promise<R> {
    const path = this.path(collection, id) + queryOf(query);
    // What comes along from other collections is not forgotten with this one.
    const cache = fresh || query['expand'] !== undefined ? undefined : this.cache;
    const load = async () => {
      const { data, headers } = await this.call<object>({ method: 'GET', path, ...options });
      return { data, etag: headers.get('etag') };
    };
    const { data, etag } = await (cache === undefined
      ? load()
      : cache.through(path, collection, id, load));
    return withEtag(data as AppRecord, etag) as R;
  }

  /** Sends a write, through the offline queue where there is one. */
  async write<R>(write: Write, options: CallOptions): Promise<R> {
    const queue = options.signal === undefined ? this.queue : undefined;
    const result = await (queue === undefined ? this.send(write, options) : queue.write(write));
    return result as R;
  }

  /** Sends a write now. */
  async send(write: Write, options: CallOptions = {}): Promise<WriteResult> {
    const { op, collection, id, data, ifMatch } = write;
    const method = { create: 'POST', replace: 'PUT', patch: 'PATCH', delete: 'DELETE' }[op];
    try {
      const answer = await this.call<AppRecord<JsonObject>>({
        method,
        path: this.path(collection, id),
        ...(op === 'delete' ? {} : { json: { data } }),
        headers: {
          ...(op === 'create' ? { 'idempotency-key': write.idempotencyKey } : {}),
          ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        },
        repeatable: op === 'create',
        ...options,
      });
      return withEtag(answer.data, answer.headers.get('etag'));
    } finally {
      this.cache?.forget(collection, id);
    }
  }

  /** Changes a record by a route of its own. */
  async change<R extends object>(
    collection: string,
    id: string,
    call: { method: string; path: string },
    { ifMatch, ...options }: WriteOptions,
  ): Promise<R> {
    try {
      const headers: Record<string, string> =
        ifMatch === undefined ? {} : { 'if-match': ifMatchOf(ifMatch) };
      const answer = await this.call<R>({ ...call, headers, ...options });
      return withEtag(answer.data, answer.headers.get('etag'));
    } finally {
      this.cache?.forget(collection, id);
    }
  }

  /** With whom a record is shared. */
  grants(collection: string, id: string): Grants {
    return new Grants(this.transport, this.path(collection, id, 'grants'), DbError);
  }

  call<R>(call: Omit<Call, 'errors' | 'withToken'>): Promise<{ data: R; headers: Headers }> {
    return this.transport.json<R>({ withToken: true, errors: DbError, ...call });
  }
}
