import type { AppRecord, JsonObject } from './types.js';

/** A write on its way to the server. */
export interface Write {
  op: 'create' | 'replace' | 'patch' | 'delete';
  collection: string;
  id?: string;
  data?: unknown;
  ifMatch?: string;
  /** Makes it safe to send again. */
  idempotencyKey: string;
}

/** What a write answers: the record, or that it is gone. */
export type WriteResult = AppRecord<JsonObject> | { deleted: true };

/** Sends one write now. */
export type SendWrite = (write: Write) => Promise<WriteResult>;

/**
 * A place where writes wait for the network. `@appbase-pfe/sdk/offline` has the one that browsers
 * use; a client without one fails such a write with `NETWORK_ERROR`.
 */
export interface WriteQueue {
  /** Called once, by the client. `userId` tells whose writes may be sent. */
  connect(connection: {
    send: SendWrite;
    userId: () => string | undefined;
    onUserChange: (listener: () => void) => () => void;
    lookUp: (collection: string, id: string) => Promise<AppRecord<JsonObject>>;
  }): void;
  /** Sends the write, or keeps it and answers what it will come to. */
  write(write: Write): Promise<WriteResult>;
  close(): void;
}
