import { batch, type BatchOperation, Collection } from './collection.js';
import type { RecordsApi } from './records-api.js';
import type { StandardSchema } from './standard-schema.js';
import type { AppRecord, CallOptions, JsonObject } from './types.js';

/** Documents in collections. */
export class Db {
  constructor(private readonly api: RecordsApi) {}

  /**
   * A collection by name. With a schema (zod, valibot, arktype or any other Standard Schema) data is
   * checked before it is sent, and typed by it.
   */
  collection<T extends object>(name: string, schema: StandardSchema<T>): Collection<T>;
  collection<T extends object = JsonObject>(name: string): Collection<T>;
  collection<T extends object>(name: string, schema?: StandardSchema<T>): Collection<T> {
    return new Collection<T>(name, this.api, schema);
  }

  /** Up to 100 operations, in several collections, of which all happen or none. */
  batch(
    operations: BatchOperation[],
    options: CallOptions = {},
  ): Promise<(AppRecord | { deleted: true })[]> {
    return batch(this.api, operations, options);
  }
}
