import { Injectable } from '@nestjs/common';
import type { Grants } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Database } from '../database/database.js';
import { RecordWriter, type Target } from './record-writer.js';

/** To whom single records are opened, for those who may change them. */
@Injectable()
export class RecordGrantsService {
  constructor(
    private readonly database: Database,
    private readonly writer: RecordWriter,
  ) {}

  get(context: RequestContext, target: Target): Grants {
    return this.database.read((db) => this.writer.sharing(db, context, target));
  }

  replace(context: RequestContext, target: Target, grants: Grants): Promise<Grants> {
    return this.database.write((db) => this.writer.share(db, context, target, grants));
  }
}
