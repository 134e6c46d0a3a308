import { Injectable } from '@nestjs/common';
import type { CollectionSettings } from '@appbase-pfe/types';
import type { Connection } from '../../database/connection.js';
import { Database } from '../../database/database.js';
import { compileSchema, type SchemaCheck } from './json-schema.js';
import { parseRelation, type Relation } from './relations.js';

/** What is declared about the records of a collection, ready to use. */
export interface TypedCollection {
  check: SchemaCheck | undefined;
  history: boolean;
  relations: readonly Relation[];
}

const ALL = 'SELECT name, settings FROM collections';

/** What operators declared about the shape of records, held in memory as it is in the database. */
@Injectable()
export class TypedSettings {
  private declared: Map<string, TypedCollection> | undefined;

  constructor(private readonly database: Database) {}

  /** Nothing for a collection about which nothing is declared. */
  of(collection: string): TypedCollection | undefined {
    this.declared ??= this.load();
    return this.declared.get(collection);
  }

  /** Inside the write that declares it: in force after the commit. */
  declare(db: Connection, collection: string, settings: CollectionSettings | undefined): void {
    const typed = settings === undefined ? undefined : prepare(settings);
    db.afterCommit(() => {
      this.declared ??= this.load();
      if (typed === undefined) this.declared.delete(collection);
      else this.declared.set(collection, typed);
    });
  }

  private load(): Map<string, TypedCollection> {
    const rows = this.database.read((db) => db.all<{ name: string; settings: string }>(ALL));
    return new Map(
      rows.map(({ name, settings }) => [name, prepare(JSON.parse(settings) as CollectionSettings)]),
    );
  }
}

/** @throws AppError `VALIDATION_ERROR` for settings that cannot be */
export function prepare(settings: CollectionSettings): TypedCollection {
  return {
    check: settings.schema === undefined ? undefined : compileSchema(settings.schema),
    history: settings.history === true,
    relations: Object.entries(settings.relations ?? {}).map(([field, relation]) =>
      parseRelation(field, relation),
    ),
  };
}
