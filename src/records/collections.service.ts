import { Injectable } from '@nestjs/common';
import type {
  CollectionSettings,
  CollectionView,
  DeclaredCollection,
  DeclareOptions,
  DeletedCollection,
  Paging,
  SchemaReport,
} from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { GrantsService } from '../rules/grants.service.js';
import { RulesService } from '../rules/rules.service.js';
import { parseAccess } from '../rules/rule-set.js';
import { RecordWriter } from './record-writer.js';
import { compileSchema } from './typed/json-schema.js';
import { RelationLinks } from './typed/relation-links.js';
import { SchemaReports } from './typed/schema-report.js';
import { prepare, TypedSettings } from './typed/typed-settings.js';
import { UpkeepService } from './upkeep/upkeep.service.js';

type Stored = Omit<CollectionSettings, 'access'>;

const DEFAULT_LIMIT = 50;
/** How many records one write removes with a collection. */
const SLICE = 100;

/** Every collection that has records or settings, in order. */
const NAMES = `SELECT name FROM (
    SELECT name FROM collections
    UNION SELECT name FROM access_rules WHERE kind = 'collection'
    UNION SELECT DISTINCT collection FROM records
  ) ORDER BY name`;
const SETTINGS = 'SELECT settings FROM collections WHERE name = ?';
const SAVE = `INSERT INTO collections (name, settings, updated_at) VALUES (?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET
    settings = excluded.settings, updated_at = excluded.updated_at`;
const COUNT = 'SELECT count(*) AS n FROM records WHERE collection = ?';
const SOME_IDS = 'SELECT id FROM records WHERE collection = ? ORDER BY id LIMIT ?';

/** The collections of the app and what operators declare about each. */
@Injectable()
export class CollectionsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly rules: RulesService,
    private readonly grants: GrantsService,
    private readonly upkeep: UpkeepService,
    private readonly links: RelationLinks,
    private readonly writer: RecordWriter,
    private readonly typed: TypedSettings,
    private readonly reports: SchemaReports,
  ) {}

  async list({ limit = DEFAULT_LIMIT, offset = 0 }: Paging) {
    const [names] = await this.database.readLong([{ sql: NAMES, values: [] }]);
    const page = names!.slice(offset, offset + limit).map((row) => row['name'] as string);
    return { items: await this.views(page), total: names!.length };
  }

  /** @throws AppError `NOT_FOUND` when it has neither records nor settings */
  async get(name: string): Promise<CollectionView> {
    const [view] = await this.views([name]);
    if (view!.records === 0 && !this.isDeclared(name)) throw errors.notFound('No such collection');
    return view!;
  }

  /**
   * Declares everything about a collection anew; what is not named has its default again. It is
   * first held against the records that are stored.
   */
  async put(
    context: RequestContext,
    name: string,
    settings: CollectionSettings,
    options: DeclareOptions = {},
  ): Promise<DeclaredCollection> {
    this.check(settings);
    const report = await this.report(name, settings, options);
    if (options.existing === 'refuse' && report !== undefined) refuseBroken(report);
    const view =
      options.dryRun === 'true'
        ? await this.preview(name, settings)
        : await this.declareNow(context, name, settings);
    return report === undefined ? view : { ...view, report };
  }

  /** A schema is always held against what is stored, unique fields where somebody wants to know. */
  private async report(
    name: string,
    { schema, unique = [] }: CollectionSettings,
    { dryRun, existing }: DeclareOptions,
  ): Promise<SchemaReport | undefined> {
    const check = schema === undefined ? undefined : compileSchema(schema);
    const asked = dryRun === 'true' || existing === 'refuse' ? unique : [];
    if (check === undefined && asked.length === 0) return undefined;
    return this.reports.of(name, { check, unique: asked });
  }

  /** Inside a write: declares everything about a collection anew. */
  declare(
    db: Connection,
    context: RequestContext,
    name: string,
    { access, ...stored }: CollectionSettings,
  ): void {
    this.rules.declare(db, 'collection', name, access);
    this.upkeep.declare(db, name, stored);
    this.typed.declare(db, name, stored);
    db.run(SAVE, name, JSON.stringify(stored), this.clock.now());
    this.note(db, context, 'collection.update', name);
  }

  /** Removes the records first, a few in each write, then what was declared. */
  async remove(context: RequestContext, name: string): Promise<DeletedCollection> {
    await this.get(name);
    await this.database.write((db) => this.links.known(db, name));
    this.requireFree(name);
    let records = 0;
    for (;;) {
      const removed = await this.database.write((db) => this.removeSome(db, context, name));
      records += removed;
      if (removed === 0) break;
    }
    await this.database.write((db) => {
      records += this.removeSome(db, context, name);
      this.rules.declare(db, 'collection', name, undefined);
      this.grants.forgetAll(db, 'collection', name);
      this.upkeep.declare(db, name, {});
      this.typed.declare(db, name, undefined);
      db.run('DELETE FROM collections WHERE name = ?', name);
      this.note(db, context, 'collection.delete', name);
    });
    return { deleted: true, records };
  }

  /** @throws AppError `VALIDATION_ERROR` for settings that cannot be */
  check(settings: CollectionSettings): void {
    if (settings.access !== undefined) parseAccess(settings.access);
    this.upkeep.check(settings);
    prepare(settings);
  }

  /** The collections about which something is declared, in order. */
  declared(db: Connection): string[] {
    const rows = db.all<{ name: string }>('SELECT name FROM collections');
    const names = new Set([...rows.map(({ name }) => name), ...this.rules.names('collection')]);
    return [...names].sort();
  }

  /** What is declared about a collection, as it was declared. */
  settingsOf(db: Connection, name: string): CollectionSettings {
    const row = db.get<{ settings: string }>(SETTINGS, name);
    const stored = row === undefined ? {} : (JSON.parse(row.settings) as Stored);
    return { access: this.rules.of('collection', name).access, ...stored };
  }

  private async declareNow(context: RequestContext, name: string, settings: CollectionSettings) {
    await this.database.write((db) => this.declare(db, context, name, settings));
    return this.get(name);
  }

  /** What `get` would answer, without declaring anything. */
  private async preview(name: string, settings: CollectionSettings): Promise<CollectionView> {
    this.check(settings);
    const { records } = (await this.views([name]))[0]!;
    const { indexes = [], access = 'owner', ...rest } = settings;
    const built = indexes.map((index) => ({ ...index, state: 'building' as const, progress: 0 }));
    return { name, records, access, ...rest, ...(built.length === 0 ? {} : { indexes: built }) };
  }

  /** Looks before the first record is gone, since not all of them go in one write: at all there is. */
  private requireFree(name: string): void {
    const holding = this.database
      .read((db) => this.links.into(db, name))
      .filter(({ collection, field }) => {
        const relation = this.typed.of(collection)?.relations.find((one) => one.field === field);
        return relation?.onDelete === 'restrict';
      });
    if (holding.length === 0) return;
    const names = holding.map(({ collection, field }) => `${collection}.${field}`);
    throw errors.conflict(`Records refer to those of this collection: ${names.join(', ')}`);
  }

  private removeSome(db: Connection, context: RequestContext, collection: string): number {
    const rows = db.all<{ id: string }>(SOME_IDS, collection, SLICE);
    const targets = rows.map(({ id }) => ({ collection, id }));
    return this.writer.removeAll(db, context, targets, (row) => row.collection === collection);
  }

  private async views(names: string[]): Promise<CollectionView[]> {
    const counts = await this.database.readLong(
      names.map((name) => ({ sql: COUNT, values: [name] })),
    );
    return this.database.read((db) =>
      names.map((name, at) => {
        const records = counts[at]![0]!['n'] as number;
        const { access = 'owner', ...settings } = this.settingsOf(db, name);
        return {
          name,
          records,
          access,
          ...settings,
          ...this.upkeep.progress(db, name, records, this.reports.lookedAt(name)),
        } as CollectionView;
      }),
    );
  }

  private isDeclared(name: string): boolean {
    return this.database.read(
      (db) =>
        db.get(SETTINGS, name) !== undefined ||
        this.rules.of('collection', name).access !== 'owner',
    );
  }

  private note(db: Connection, context: RequestContext, action: string, name: string): void {
    this.audit.append(db, {
      action,
      ...auditedBy(context),
      resource: 'collection',
      resourceId: name,
    });
  }
}

/** @throws AppError `CONFLICT` when stored records break what is to be declared */
function refuseBroken(report: SchemaReport): void {
  if (report.broken > 0) {
    throw errors.conflict(`${report.broken} stored records break the schema`, report);
  }
  const doubled = report.doubles?.find(({ doubles }) => doubles > 0);
  if (doubled === undefined) return;
  const { doubles, fields } = doubled;
  throw errors.conflict(
    `${doubles} stored records have the ${fields.join(', ')} of an earlier one`,
    report,
  );
}
