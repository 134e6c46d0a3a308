import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../access/caller.js';
import type { SqlValue } from '../database/connection.js';

export type FileAction = 'read' | 'create' | 'update' | 'delete';

/** A condition over the columns of `files`, for a `WHERE`. */
export interface FileRule {
  sql: string;
  values: SqlValue[];
}

/** Everything: for the routes that an operator's role or a key's scope has opened already. */
export const EVERY_FILE: FileRule = { sql: 'TRUE', values: [] };

/** The one gate to files: who may do what in a bucket, as a condition over its files. */
@Injectable()
export class FileGate {
  rule({ caller }: Pick<RequestContext, 'caller'>, _bucket: string, _action: FileAction): FileRule {
    return caller.kind === 'user'
      ? { sql: 'owner_id = ?', values: [caller.id] }
      : { sql: 'FALSE', values: [] };
  }
}
