import { Injectable } from '@nestjs/common';
import type {
  CollectionSettings,
  IndexView,
  UniqueDefinition,
  UpkeepView,
} from '@appbase-pfe/types';
import type { Connection } from '../../database/connection.js';
import { keysOf } from '../indexes/index-keys.js';
import { IndexesService } from '../indexes/indexes.service.js';
import type { RecordRow } from '../record-json.js';
import { SearchIndex } from '../search/search-index.js';
import { parseSearchFields } from '../search/words.js';
import { RelationLinks } from '../typed/relation-links.js';
import { parseUnique } from '../typed/unique.js';
import { UniqueValues } from '../typed/unique-values.js';
import { Declarations, type Progress, progressOf } from './declarations.js';
import type { Kind } from './upkeep.js';

/** How far everything is that is kept in step with the records of a collection. */
export interface UpkeepProgress {
  indexes?: IndexView[];
  upkeep?: UpkeepView[];
}

/** Everything that is kept in step with records because it was declared. */
@Injectable()
export class UpkeepService {
  constructor(
    private readonly declarations: Declarations,
    private readonly indexes: IndexesService,
    private readonly unique: UniqueValues,
    private readonly links: RelationLinks,
    private readonly search: SearchIndex,
  ) {}

  /** @throws AppError `VALIDATION_ERROR` for what cannot be */
  check({ indexes = [], unique = [], search }: CollectionSettings): void {
    for (const [at, index] of indexes.entries()) keysOf(index, `indexes.${at}`);
    for (const [at, one] of unique.entries()) parseUnique(one, `unique.${at}`);
    if (search !== undefined) parseSearchFields(search);
  }

  /** Inside a write: makes this what is kept; what is new will be built, the rest removed. */
  declare(db: Connection, collection: string, settings: CollectionSettings): void {
    this.indexes.declare(db, collection, settings.indexes ?? []);
    this.unique.declare(db, collection, settings.unique ?? []);
    this.links.declare(db, collection, settings.relations ?? {});
    this.search.declare(db, collection, settings.search);
  }

  /** Inside a write: a record has been stored. @throws AppError `CONFLICT` for a double */
  stored(db: Connection, row: RecordRow, before?: RecordRow): void {
    this.indexes.add(db, row.collection, row.id);
    this.links.stored(db, row, before);
    this.unique.stored(db, row, before);
    this.search.stored(db, row, before);
  }

  /** Inside a write: a record has been removed. */
  removed(db: Connection, row: RecordRow): void {
    this.links.removed(db, row);
    this.unique.removed(db, row);
    this.search.removed(db, row);
  }

  /** Inside a write, while the record still stands as it was: it is about to be changed. */
  leaving(db: Connection, row: RecordRow): void {
    this.indexes.remove(db, row.collection, row.id);
  }

  /** @param lookedAt how many records a new schema has been held against, while that goes on */
  progress(
    db: Connection,
    collection: string,
    records: number,
    lookedAt: number | undefined,
  ): UpkeepProgress {
    const indexes = this.indexes.views(db, collection, records);
    const of = (kind: Exclude<Kind, 'index'>, view: (one: Progress) => Partial<UpkeepView>) =>
      this.declarations.progress(db, kind, collection, records).map((one): UpkeepView => {
        const { state, progress } = one;
        return { kind, fields: [], ...view(one), state, progress };
      });
    const upkeep = [
      ...(lookedAt === undefined ? [] : [schemaView(lookedAt, records)]),
      ...of('unique', ({ definition, doubles }) => ({
        ...(JSON.parse(definition) as Exclude<UniqueDefinition, string[]>),
        doubles,
      })),
      ...of('relation', ({ definition }) => ({
        fields: [(JSON.parse(definition) as { field: string }).field],
      })),
      ...of('search', ({ definition }) => ({ fields: JSON.parse(definition) as string[] })),
    ];
    return {
      ...(indexes.length === 0 ? {} : { indexes }),
      ...(upkeep.length === 0 ? {} : { upkeep }),
    };
  }
}

function schemaView(lookedAt: number, records: number): UpkeepView {
  return { kind: 'schema', fields: [], state: 'building', progress: progressOf(lookedAt, records) };
}
