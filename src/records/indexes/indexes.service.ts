import { Injectable } from '@nestjs/common';
import type { IndexDefinition, IndexView } from '@appbase-pfe/types';
import type { Connection } from '../../database/connection.js';
import { Declarations } from '../upkeep/declarations.js';
import type { Declared, Slice, Upkeep } from '../upkeep/upkeep.js';
import { addEntry, addSlice, removeEntry, removeSlice } from './index-entries.js';
import { keysOf, type KnownIndex } from './index-keys.js';

type Keys = KnownIndex['keys'];

/** The declared indexes: which there are, and the entries that each write adds and removes. */
@Injectable()
export class IndexesService implements Upkeep<Keys> {
  readonly kind = 'index';

  constructor(private readonly declarations: Declarations) {
    declarations.register(this);
  }

  parse(definition: string): Keys {
    return keysOf(JSON.parse(definition) as IndexDefinition);
  }

  fill(db: Connection, declared: Declared<Keys>, after: string, most: number): Slice {
    return addSlice(db, indexOf(declared), declared.collection, after, most);
  }

  empty(db: Connection, id: number, most: number): number {
    return removeSlice(db, id, most);
  }

  /** The indexes that lists of a collection may use. */
  ready(collection: string): readonly KnownIndex[] {
    return this.declarations
      .of(this, collection)
      .filter(({ ready }) => ready)
      .map(indexOf);
  }

  /** Inside a write: enters a record that has just been stored. */
  add(db: Connection, collection: string, id: string): void {
    for (const declared of this.declarations.of(this, collection)) {
      addEntry(db, indexOf(declared), collection, id);
    }
  }

  /** Inside a write: takes out a record that is about to be changed or removed. */
  remove(db: Connection, collection: string, id: string): void {
    for (const declared of this.declarations.of(this, collection)) {
      removeEntry(db, indexOf(declared), collection, id);
    }
  }

  /** The declared indexes of a collection with how far each is. */
  views(db: Connection, collection: string, records: number): IndexView[] {
    return this.declarations
      .progress(db, this.kind, collection, records)
      .map(({ definition, state, progress }) => ({
        ...(JSON.parse(definition) as IndexDefinition),
        state,
        progress,
      }));
  }

  /**
   * Inside a write: makes these the indexes of a collection.
   *
   * @throws AppError `VALIDATION_ERROR` when one cannot be
   */
  declare(db: Connection, collection: string, wanted: readonly IndexDefinition[]): void {
    const definitions = wanted.map((definition, at) => {
      keysOf(definition, `indexes.${at}`);
      return canonical(definition);
    });
    this.declarations.declare(db, this.kind, collection, definitions);
  }
}

const indexOf = ({ id, what }: Declared<Keys>): KnownIndex => ({ id, keys: what });

function canonical({ fields, sort }: IndexDefinition): string {
  return JSON.stringify(sort === undefined ? { fields } : { fields, sort });
}
