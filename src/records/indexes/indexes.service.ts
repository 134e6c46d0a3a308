import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { IndexDefinition, IndexView } from '@appbase-pfe/types';
import type { Connection } from '../../database/connection.js';
import { Database } from '../../database/database.js';
import { addEntry, removeEntry } from './index-entries.js';
import { keysOf, type KnownIndex } from './index-keys.js';

export interface DeclaredIndexRow {
  id: number;
  collection: string;
  definition: string;
  state: 'building' | 'ready' | 'dropping';
  built_up_to: string;
  built: number;
}

interface Declared {
  index: KnownIndex;
  ready: boolean;
}

const ALL = 'SELECT * FROM declared_indexes';
const OF_COLLECTION = `${ALL} WHERE collection = ? AND state <> 'dropping' ORDER BY id`;

/** The declared indexes: which there are, and the entries that each write adds and removes. */
@Injectable()
export class IndexesService implements OnModuleInit {
  private byCollection = new Map<string, Declared[]>();
  private readonly listeners: (() => void)[] = [];

  constructor(private readonly database: Database) {}

  onModuleInit(): void {
    this.load();
  }

  /** Calls `listener` after the commit of a change that leaves something to build or to remove. */
  onWork(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** The indexes that lists of a collection may use. */
  ready(collection: string): readonly KnownIndex[] {
    const declared = this.byCollection.get(collection);
    if (declared === undefined) return [];
    return declared.filter(({ ready }) => ready).map(({ index }) => index);
  }

  /** Inside a write: enters a record that has just been stored. */
  add(db: Connection, collection: string, id: string): void {
    for (const { index } of this.byCollection.get(collection) ?? []) {
      addEntry(db, index, collection, id);
    }
  }

  /** Inside a write: takes out a record that is about to be changed or removed. */
  remove(db: Connection, collection: string, id: string): void {
    for (const { index } of this.byCollection.get(collection) ?? []) {
      removeEntry(db, index, collection, id);
    }
  }

  /** The declared indexes of a collection with how far each is. */
  views(db: Connection, collection: string, records: number): IndexView[] {
    return db.all<DeclaredIndexRow>(OF_COLLECTION, collection).map((row) => ({
      ...(JSON.parse(row.definition) as IndexDefinition),
      state: row.state === 'ready' ? 'ready' : 'building',
      progress: row.state === 'ready' ? 1 : progressOf(row.built, records),
    }));
  }

  /**
   * Inside a write: makes these the indexes of a collection. What is new will be built, what is no
   * longer named will be removed.
   *
   * @throws AppError `VALIDATION_ERROR` when one cannot be
   */
  declare(db: Connection, collection: string, wanted: readonly IndexDefinition[]): void {
    const definitions = new Map(
      wanted.map((definition, at) => {
        keysOf(definition, `indexes.${at}`);
        return [canonical(definition), definition];
      }),
    );
    const known = db.all<DeclaredIndexRow>(OF_COLLECTION, collection);
    for (const row of known) {
      if (definitions.delete(row.definition)) continue;
      db.run("UPDATE declared_indexes SET state = 'dropping' WHERE id = ?", row.id);
    }
    for (const definition of definitions.keys()) {
      db.run(
        "INSERT INTO declared_indexes (collection, definition, state) VALUES (?, ?, 'building')",
        collection,
        definition,
      );
    }
    this.reload(db);
  }

  /** Inside a write that changed what is declared: looks again after the commit. */
  reload(db: Connection): void {
    db.afterCommit(() => {
      this.load();
      for (const listener of this.listeners) listener();
    });
  }

  private load(): void {
    const rows = this.database.read((db) =>
      db.all<DeclaredIndexRow>(`${ALL} WHERE state <> 'dropping' ORDER BY id`),
    );
    const known = new Map<string, Declared[]>();
    for (const row of rows) {
      const index = { id: row.id, keys: keysOf(JSON.parse(row.definition) as IndexDefinition) };
      const list = known.get(row.collection) ?? [];
      list.push({ index, ready: row.state === 'ready' });
      known.set(row.collection, list);
    }
    this.byCollection = known;
  }
}

function canonical({ fields, sort }: IndexDefinition): string {
  return JSON.stringify(sort === undefined ? { fields } : { fields, sort });
}

/** A collection grows while it is being built: never quite done before it is. */
function progressOf(built: number, records: number): number {
  return records === 0 ? 0 : Math.min(0.99, Math.round((built / records) * 100) / 100);
}
