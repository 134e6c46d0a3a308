import { Injectable } from '@nestjs/common';
import type { UniqueDefinition } from '@appbase-pfe/types';
import type { Connection } from '../../database/connection.js';
import type { RecordRow } from '../record-json.js';
import { SQL } from '../records.sql.js';
import { Declarations } from '../upkeep/declarations.js';
import type { Declared, Slice, Upkeep } from '../upkeep/upkeep.js';
import {
  enterExisting,
  enterUnique,
  parseUnique,
  removeSomeUnique,
  removeUnique,
  type UniqueConstraint,
} from './unique.js';

/** The values that must not come twice, kept in the transaction of each write. */
@Injectable()
export class UniqueValues implements Upkeep<UniqueConstraint> {
  readonly kind = 'unique';

  constructor(private readonly declarations: Declarations) {
    declarations.register(this);
  }

  parse(definition: string): UniqueConstraint {
    return parseUnique(JSON.parse(definition) as UniqueDefinition, 'unique');
  }

  /** Inside a write: makes these the unique fields. @throws AppError `VALIDATION_ERROR` */
  declare(db: Connection, collection: string, wanted: readonly UniqueDefinition[]): void {
    const definitions = wanted.map((one, at) => {
      const { fields, scope } = parseUnique(one, `unique.${at}`);
      return JSON.stringify({ fields, scope });
    });
    this.declarations.declare(db, this.kind, collection, definitions);
  }

  /** Inside a write: enters what a record holds now. @throws AppError `CONFLICT` for a double */
  stored(db: Connection, row: RecordRow, before: RecordRow | undefined): void {
    for (const { id, what } of this.declarations.of(this, row.collection)) {
      enterUnique(db, id, what, row, before);
    }
  }

  /** Inside the write that removes a record. */
  removed(db: Connection, row: RecordRow): void {
    for (const { id, what } of this.declarations.of(this, row.collection)) {
      removeUnique(db, id, what, row);
    }
  }

  fill(db: Connection, declared: Declared<UniqueConstraint>, after: string, most: number): Slice {
    const rows = db.all<RecordRow>(SQL.next, declared.collection, after, most);
    const doubles = rows.filter((row) => !enterExisting(db, declared.id, declared.what, row));
    return { last: rows.at(-1)?.id ?? after, count: rows.length, doubles: doubles.length };
  }

  empty(db: Connection, id: number, most: number): number {
    return removeSomeUnique(db, id, most);
  }
}
