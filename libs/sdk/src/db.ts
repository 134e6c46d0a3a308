import { batch, type BatchOperation, Collection } from './collection.js';
import type { RecordsApi } from './records-api.js';
import type { AnySchema, AppSchema, CollectionOf, DataOf, ExpandedOf } from './schema.js';
import type { StandardSchema } from './standard-schema.js';
import type { AppRecord, CallOptions, JsonObject } from './types.js';

/** What a record holds of which nothing is said: any JSON, unless the client's schema knows better. */
type Untold<S extends AppSchema> = string extends CollectionOf<S> ? JsonObject : never;

/** A client with a schema takes another name only with the type of its data. */
type NameFor<S extends AppSchema, T> =
  string extends CollectionOf<S> ? string : [T] extends [never] ? never : string;

/** Documents in collections. */
export class Db<S extends AppSchema = AnySchema> {
  constructor(private readonly api: RecordsApi) {}

  /**
   * A collection by name: typed by the schema of the client (`AppBase.init<Schema>`), or by what is
   * said here. With a schema (zod, valibot, arktype or any other Standard Schema) data is checked
   * before it is sent, and typed by it.
   */
  collection<T extends object>(name: string, schema: StandardSchema<T>): Collection<T>;
  collection<T extends object = Untold<S>>(name: NameFor<S, T>): Collection<T>;
  collection<Name extends CollectionOf<S>>(
    name: Name,
  ): Collection<DataOf<S, Name>, ExpandedOf<S, Name>>;
  collection(name: string, schema?: StandardSchema<object>): unknown {
    return new Collection(name, this.api, schema);
  }

  /** Up to 100 operations, in several collections, of which all happen or none. */
  batch(
    operations: BatchOperation[],
    options: CallOptions = {},
  ): Promise<(AppRecord | { deleted: true })[]> {
    return batch(this.api, operations, options);
  }
}
