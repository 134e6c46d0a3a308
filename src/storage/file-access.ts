import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../access/caller.js';
import { errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import { type FileAction, FileGate, type FileRule } from './file-gate.js';
import { findFile, type FileRow } from './files.sql.js';

const NOT_ALLOWED = 'The rules of this bucket do not allow it';

/** Looks files up for a caller: what may not be read does not exist. */
@Injectable()
export class FileAccess {
  constructor(private readonly gate: FileGate) {}

  /** Before the bytes of a new file are read: refuses where nobody may add one. */
  requireOpen(context: RequestContext, bucket: string): void {
    if (this.gate.isClosed(this.gate.rule(context, bucket, 'create'))) {
      throw errors.forbidden(NOT_ALLOWED);
    }
  }

  /** The file, if the caller may do this with it; 404 when it is hidden, 403 when it is not. */
  find(
    db: Connection,
    context: RequestContext,
    bucket: string,
    id: string,
    action: 'read' | 'update' | 'delete',
  ): FileRow {
    const file = findBy(db, bucket, id, this.gate.rule(context, bucket, 'read'));
    if (action !== 'read') this.require(db, context, file, action);
    return file;
  }

  /** Inside a write: the file as the write leaves it must fulfil the rule. */
  require(
    db: Connection,
    context: RequestContext,
    { bucket, id }: Pick<FileRow, 'bucket' | 'id'>,
    action: FileAction,
  ): void {
    if (findFile(db, bucket, id, this.gate.rule(context, bucket, action)) === undefined) {
      throw errors.forbidden(NOT_ALLOWED);
    }
  }
}

/** The file, if it fulfils the rule. */
export function findBy(db: Connection, bucket: string, id: string, rule: FileRule): FileRow {
  const file = findFile(db, bucket, id, rule);
  if (file === undefined) throw errors.notFound('There is no such file');
  return file;
}
