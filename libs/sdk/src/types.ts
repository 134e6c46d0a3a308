/** An end user of the app, as the user sees themself. */
export interface User {
  id: string;
  email: string;
  createdAt: string;
  updatedAt: string;
  role: 'user';
  banned: boolean;
  emailVerified: boolean;
  customIdentity?: Record<string, string>;
  /** Names of the user's groups, where the app has groups. */
  groups?: string[];
  /** An operator has set a temporary password: only `changePassword` works until it is changed. */
  mustChangePassword?: true;
}

/** One of the user's sessions (a signed-in device). */
export interface SessionView {
  id: string;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  ip?: string;
  userAgent?: string;
  /** The session of this client. */
  current?: boolean;
}

/** Any JSON object. */
export type JsonObject = Record<string, unknown>;

/** Related records that came along with `expand`, by field. */
export interface AnyExpanded {
  [field: string]: AppRecord | undefined;
}

/** A stored document: what the app put in is `data`. */
export interface AppRecord<T = JsonObject, Expanded = AnyExpanded> {
  id: string;
  collection: string;
  ownerId: string;
  data: T;
  createdAt: string;
  updatedAt: string;
  /**
   * With `expand`: the records that relations lead to. One that the user may not see is left out, as
   * is one that is not there.
   */
  expanded?: Expanded;
  /** Written while offline and not yet sent (with an offline queue only). */
  pending?: true;
}

/** One page of a list. */
export interface Page<T, Expanded = AnyExpanded> {
  items: AppRecord<T, Expanded>[];
  /** How many there are in all; left out with `total: false`. */
  total: number;
  /** Give it as `cursor` to get the next page; absent on the last. */
  nextCursor?: string;
}

/** What a change in a collection looks like. */
export interface Change<T = JsonObject> {
  type: 'created' | 'updated' | 'deleted';
  collection: string;
  /** After a `deleted` that a rule caused, the id alone is known. */
  record: AppRecord<T>;
}

/** Conditions on fields of `data`; see the guide for operators. */
export type Filter = { [field: string]: unknown };

/** Which records of a collection, in which order. */
export interface ListQuery<Path extends string = string> {
  /** 1 to 100; 50 unless said. */
  limit?: number;
  offset?: number;
  filter?: Filter;
  /** Fields with `-` for descending: `'-createdAt'`, `'-data.n,createdAt'`. */
  sort?: string;
  /** Fields of `data` to answer with. */
  fields?: string | string[];
  /** The previous page's `nextCursor`. */
  cursor?: string;
  /** `false` leaves the count out, which is faster on long lists. */
  total?: boolean;
  /** Relations whose records come along in `expanded` (`'patientId'`, `'patientId.ward'`). */
  expand?: Path | Path[];
  /** Words to search for, where the collection has a search index. */
  search?: string;
}

/** A version of a record: who made it and when. */
export interface RecordVersion {
  version: number;
  at: string;
  /** `user:<id>`, `operator:<email>`, `key:<id>`. */
  actor: string;
}

/** A stored file. */
export interface FileView {
  id: string;
  bucket: string;
  filename: string;
  mimeType: string;
  size: number;
  ownerId: string;
  createdAt: string;
  /** Number of the current version, counted from 1. */
  version: number;
  /** SHA-256 of the bytes, in hexadecimal. */
  checksum: string;
}

/** One version of a file. */
export type FileVersion = Pick<
  FileView,
  'version' | 'filename' | 'mimeType' | 'size' | 'checksum' | 'createdAt'
>;

/** What every call may be given. */
export interface CallOptions {
  /** Ends the call; it then fails with `ABORTED`. */
  signal?: AbortSignal | undefined;
  /** Milliseconds until the call fails with `TIMEOUT`. 0: no limit. */
  timeoutMs?: number | undefined;
}

/** What a call that reads may be given. */
export interface ReadOptions extends CallOptions {
  /** Asks the server even where the cache knows an answer. */
  fresh?: boolean | undefined;
}
