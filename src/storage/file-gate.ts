import { Injectable } from '@nestjs/common';
import type { AccessAction } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import type { SqlValue } from '../database/connection.js';
import { compileFilter } from '../filter/compile-filter.js';
import { GrantsService } from '../rules/grants.service.js';
import { RulesService } from '../rules/rules.service.js';

export type FileAction = AccessAction;

/** A condition over the columns of `files`, aliased `r`, for a `WHERE`. */
export interface FileRule {
  sql: string;
  values: readonly SqlValue[];
  /** No index answers it: every file of the bucket has to be looked at. */
  scans?: true;
}

/** Everything: for the routes that an operator's role or a key's scope has opened already. */
export const EVERY_FILE: FileRule = { sql: 'TRUE', values: [] };
const NO_FILE: FileRule = { sql: 'FALSE', values: [] };

/** What rules see as the data of a file. */
const DATA =
  "json_object('filename', r.filename, 'mimeType', r.mime_type, 'size', r.size, 'version', r.version)";

/** The one gate to files: who may do what in a bucket, as a condition over its files. */
@Injectable()
export class FileGate {
  constructor(
    private readonly rules: RulesService,
    private readonly grants: GrantsService,
  ) {}

  /** @throws AppError `INVALID_TOKEN` for a guest where nothing is public */
  rule({ caller }: Pick<RequestContext, 'caller'>, bucket: string, action: FileAction): FileRule {
    const rule = this.rules.apply('bucket', bucket, action, caller);
    switch (rule.kind) {
      case 'all':
        return EVERY_FILE;
      case 'none':
        return NO_FILE;
      case 'owner':
        return { sql: 'r.owner_id = ?', values: [rule.ownerId] };
      case 'filter': {
        const source = this.grants.source('bucket', bucket, DATA);
        const environment = this.rules.environment(rule.user);
        return { ...compileFilter(rule.filter, environment, source), scans: true };
      }
    }
  }

  /** Whether nothing at all can pass. */
  isClosed(rule: FileRule): boolean {
    return rule === NO_FILE;
  }

  /** Whether files of the bucket can be granted to somebody at all. */
  usesGrants(bucket: string): boolean {
    return this.rules.of('bucket', bucket).usesGrants;
  }
}
