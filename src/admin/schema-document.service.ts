import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { AppSchema, CollectionSettings, SchemaChange } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { GroupsService } from '../groups/groups.service.js';
import { CollectionsService } from '../records/collections.service.js';
import { typescriptTypes } from '../records/typed/typescript-types.js';
import { RulesService } from '../rules/rules.service.js';

const KINDS = ['collections', 'buckets'] as const;

/** All that operators declared, as one document to keep in git and to bring to another app. */
@Injectable()
export class SchemaDocumentService {
  constructor(
    private readonly database: Database,
    private readonly collections: CollectionsService,
    private readonly groups: GroupsService,
    private readonly rules: RulesService,
  ) {}

  /** The same for the same settings: names in order, defaults left out. */
  get(): AppSchema {
    return this.database.read((db) => this.read(db));
  }

  types(): string {
    return typescriptTypes(new Map(Object.entries(this.get().collections)));
  }

  run(context: RequestContext, wanted: AppSchema, dryRun: boolean) {
    return dryRun ? this.difference(wanted) : this.apply(context, wanted);
  }

  /** What applying a document would change. @throws AppError `VALIDATION_ERROR` */
  difference(wanted: AppSchema): { changes: SchemaChange[] } {
    for (const settings of Object.values(wanted.collections)) this.collections.check(settings);
    for (const { access } of Object.values(wanted.buckets)) this.collections.check({ access });
    return { changes: differences(this.get(), wanted) };
  }

  /** Makes everything as the document says, in one transaction. Groups are added, never removed. */
  async apply(context: RequestContext, wanted: AppSchema): Promise<{ changes: SchemaChange[] }> {
    this.difference(wanted);
    return this.database.write((db) => {
      const changes = differences(this.read(db), wanted);
      for (const { kind, name } of changes) {
        if (kind === 'collection') {
          this.collections.declare(db, context, name, wanted.collections[name] ?? {});
        } else if (kind === 'bucket') {
          this.rules.declare(db, 'bucket', name, wanted.buckets[name]?.access);
        } else {
          this.groups.ensure(db, context, name);
        }
      }
      return { changes };
    });
  }

  private read(db: Connection): AppSchema {
    const collections = this.collections.declared(db).map((name) => {
      const { access, ...settings } = this.collections.settingsOf(db, name);
      return [name, access === 'owner' ? settings : { access, ...settings }] as const;
    });
    const buckets = this.rules
      .names('bucket')
      .map((name) => [name, { access: this.rules.of('bucket', name).access }] as const);
    return {
      collections: Object.fromEntries(collections.filter(([, one]) => Object.keys(one).length > 0)),
      buckets: Object.fromEntries(buckets),
      groups: this.groups.names(db),
    };
  }
}

function differences(now: AppSchema, wanted: AppSchema): SchemaChange[] {
  const changes: SchemaChange[] = [];
  for (const kind of KINDS) {
    const [before, after] = [now[kind], wanted[kind]] as Record<string, CollectionSettings>[];
    for (const name of [...new Set([...Object.keys(before!), ...Object.keys(after!)])].sort()) {
      const [old, next] = [own(before!, name), own(after!, name)];
      if (isDeepStrictEqual(old ?? {}, next ?? {})) continue;
      changes.push({
        kind: kind === 'collections' ? 'collection' : 'bucket',
        name,
        change: old === undefined ? 'added' : next === undefined ? 'removed' : 'changed',
        ...(old === undefined ? {} : { before: old }),
        ...(next === undefined ? {} : { after: next }),
      });
    }
  }
  for (const name of wanted.groups) {
    if (!now.groups.includes(name)) changes.push({ kind: 'group', name, change: 'added' });
  }
  return changes;
}

const own = <T>(of: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;
