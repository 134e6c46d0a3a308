export {
  type AggregateGroup,
  type AggregateQuery,
  type Measure,
  type Measured,
} from './aggregate.js';
export { AppBase, type AppBaseOptions } from './client.js';
export { type Auth, type AuthState, type Credentials, type NewUser } from './auth.js';
export { type CacheOptions } from './cache.js';
export { type StreamState } from './change-stream.js';
export {
  type BatchOperation,
  type Collection,
  type GetOptions,
  type LiveListQuery,
  type Patch,
  type WriteOptions,
} from './collection.js';
export { type Db } from './db.js';
export {
  AppBaseError,
  AuthError,
  DbError,
  type ErrorCode,
  type ErrorInfo,
  StorageError,
} from './errors.js';
export { etagOf } from './etag.js';
export { type Grantee, type GrantList, type Grants } from './grants.js';
export {
  type GroupInvite,
  type GroupMember,
  type GroupRole,
  type Groups,
  type MyGroup,
} from './groups.js';
export { type LiveQuery, type LiveSnapshot } from './live-query.js';
export { type ByteSource } from './multipart.js';
export { type Platform } from './platform.js';
export {
  type AnySchema,
  type AppSchema,
  type CollectionOf,
  type DataOf,
  type ExpandedOf,
  type ExpandPath,
  type NothingExpanded,
} from './schema.js';
export { type SessionForm } from './session.js';
export {
  memoryStore,
  type SessionStore,
  type StoredSession,
  type SyncSessionStore,
} from './session-store.js';
export { type StandardSchema } from './standard-schema.js';
export {
  type Downloaded,
  type DownloadOptions,
  type FilePage,
  type SignedUrl,
  type Storage,
  type UploadedFile,
} from './storage.js';
export { type SubscribeOptions, type Subscription } from './subscription.js';
export type {
  AnyExpanded,
  AppRecord,
  CallOptions,
  Change,
  FileVersion,
  FileView,
  Filter,
  JsonObject,
  ListQuery,
  Page,
  ReadOptions,
  RecordVersion,
  SessionView,
  User,
} from './types.js';
export { type Uploadable, type UploadOptions, type UploadProgress } from './upload.js';
export { type Write, type WriteQueue, type WriteResult } from './write-queue.js';
