import * as z from 'zod';
import { Access } from './filter.js';
import { GroupName } from './groups.js';
import { Timestamp } from './common.js';
import { ValidationIssue } from './errors.js';
import { CollectionName, RecordData } from './records.js';

/** Most fields of one index, those it sorts by included. */
export const MAX_INDEX_FIELDS = 4;
/** Most indexes of a collection. */
export const MAX_INDEXES = 16;

const path = z.string().min(1).max(256);

/**
 * What lists filter by (dotted paths of `data`, or `$ownerId` and the like) and, optionally, how
 * they are sorted then (`-createdAt`, `data.due`; one direction for all).
 */
export const IndexDefinition = z
  .strictObject({
    fields: z.array(path).max(MAX_INDEX_FIELDS),
    sort: z.string().min(1).max(1024).optional(),
  })
  .refine((index) => index.fields.length > 0 || index.sort !== undefined, 'names no field');
export type IndexDefinition = z.infer<typeof IndexDefinition>;

/** `building`: lists do not use it yet; they work, only slower. */
export const IndexState = z.enum(['building', 'ready']);
export type IndexState = z.infer<typeof IndexState>;

/** How far something is that is made of the records that are stored. */
export const BuildProgress = z.object({
  state: IndexState,
  /** From 0 to 1. */
  progress: z.number(),
});
export type BuildProgress = z.infer<typeof BuildProgress>;

export const IndexView = BuildProgress.extend({
  fields: z.array(z.string()),
  sort: z.string().optional(),
});
export type IndexView = z.infer<typeof IndexView>;

const fields = z.array(path).min(1).max(4);

/** Fields of which no two records of an owner (the default) or of the collection are the same. */
export const UniqueDefinition = z.union([
  fields,
  z.strictObject({ fields, scope: z.enum(['owner', 'collection']).optional() }),
]);
export type UniqueDefinition = z.infer<typeof UniqueDefinition>;

/** A field that holds the id of a record, and what happens when that record is deleted. */
export const RelationDefinition = z.strictObject({
  collection: CollectionName,
  /** `restrict` unless said: it cannot be deleted. */
  onDelete: z.enum(['restrict', 'clear', 'cascade']).optional(),
});
export type RelationDefinition = z.infer<typeof RelationDefinition>;

/** Most fields that searches look in. */
export const MAX_SEARCH_FIELDS = 16;
/** Most bytes of a JSON Schema. */
export const MAX_SCHEMA_BYTES = 64 * 1024;

/** What an operator declares about a collection. What is left out has its default. */
export const CollectionSettings = z.strictObject({
  /** Who may do what; `owner` unless said. */
  access: Access.optional(),
  /** JSON Schema 2020-12 for `data`. Patterns run in linear time (RE2). */
  schema: z.record(z.string(), z.unknown()).optional(),
  unique: z.array(UniqueDefinition).max(16).optional(),
  /** By field of `data`. */
  relations: z
    .record(path, RelationDefinition)
    .refine((relations) => Object.keys(relations).length <= 16, 'names too many fields')
    .optional(),
  /** Fields that searches look in, the one that counts most first. */
  search: z.array(path).min(1).max(MAX_SEARCH_FIELDS).optional(),
  /** Keeps every version of every record from now on. */
  history: z.boolean().optional(),
  indexes: z.array(IndexDefinition).max(MAX_INDEXES).optional(),
});
export type CollectionSettings = z.infer<typeof CollectionSettings>;

/** How far something is that is kept in step with the records. */
export const UpkeepView = BuildProgress.extend({
  kind: z.enum(['schema', 'search', 'unique', 'relation']),
  fields: z.array(z.string()),
  /** Of unique fields. */
  scope: z.enum(['owner', 'collection']).optional(),
  /** How many records that were there before have the values of an earlier one. */
  doubles: z.number().int().optional(),
});
export type UpkeepView = z.infer<typeof UpkeepView>;

export const CollectionView = CollectionSettings.extend({
  name: CollectionName,
  access: Access,
  /** How many records it holds. */
  records: z.number().int(),
  indexes: z.array(IndexView).optional(),
  upkeep: z.array(UpkeepView).optional(),
});
export type CollectionView = z.infer<typeof CollectionView>;

/** How many records went with a deleted collection. */
export const DeletedCollection = z.object({ deleted: z.literal(true), records: z.number().int() });
export type DeletedCollection = z.infer<typeof DeletedCollection>;

/** How to declare: only try it, and what to do when stored records break the new settings. */
export const DeclareOptions = z.strictObject({
  dryRun: z.enum(['true', 'false']).optional(),
  /** `keep` (the default) leaves them as they are; `refuse` declares nothing. */
  existing: z.enum(['keep', 'refuse']).optional(),
});
export type DeclareOptions = z.infer<typeof DeclareOptions>;

/** A stored record that breaks a schema. */
export const BrokenRecord = z.object({ id: z.string(), issues: z.array(ValidationIssue) });
export type BrokenRecord = z.infer<typeof BrokenRecord>;

/** How many stored records have the values of an earlier one. */
export const DoublesReport = z.object({
  fields: z.array(z.string()),
  scope: z.enum(['owner', 'collection']),
  doubles: z.number().int(),
  /** The first of them. */
  examples: z.array(z.string()),
});
export type DoublesReport = z.infer<typeof DoublesReport>;

/** What new settings find among the records that are stored. */
export const SchemaReport = z.object({
  checked: z.number().int(),
  broken: z.number().int(),
  /** The first of those that break it. */
  examples: z.array(BrokenRecord),
  /** For each of the unique fields, where that was asked for. */
  doubles: z.array(DoublesReport).optional(),
});
export type SchemaReport = z.infer<typeof SchemaReport>;

/** The settings as they are (or, in a dry run, would be), with what they find. */
export const DeclaredCollection = CollectionView.extend({ report: SchemaReport.optional() });
export type DeclaredCollection = z.infer<typeof DeclaredCollection>;

/** A version of a record: who made it and when. */
export const RecordVersion = z.object({
  version: z.number().int(),
  at: Timestamp,
  /** `user:<id>`, `operator:<email>` (to users: `operator`), `key:<id>`. */
  actor: z.string(),
});
export type RecordVersion = z.infer<typeof RecordVersion>;

export const RecordVersionWithData = RecordVersion.extend({ data: RecordData });
export type RecordVersionWithData = z.infer<typeof RecordVersionWithData>;

/** Most groups that an aggregate answers with, and most measures it takes. */
export const MAX_GROUPS = 1000;
const MAX_MEASURES = 16;

const Measure = z.union([
  z.strictObject({ $count: z.literal(true) }),
  z.strictObject({ $sum: path }),
  z.strictObject({ $avg: path }),
  z.strictObject({ $min: path }),
  z.strictObject({ $max: path }),
]);
export type Measure = z.infer<typeof Measure>;

/** Counts and sums over the records that the caller may read. */
export const Aggregate = z.strictObject({
  filter: z.record(z.string(), z.unknown()).optional(),
  /** Fields of `data`, or `$ownerId` and the like. */
  groupBy: z.union([path, z.array(path).max(4)]).optional(),
  measures: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/), Measure)
    .refine((measures) => Object.keys(measures).length > 0, 'names no measure')
    .refine((measures) => Object.keys(measures).length <= MAX_MEASURES, 'names too many measures'),
});
export type Aggregate = z.infer<typeof Aggregate>;

export const AggregateView = z.object({
  groups: z.array(
    z.object({
      /** What the records of the group have in common; empty without `groupBy`. */
      key: z.record(z.string(), z.unknown()),
      /** `null` where there was nothing to measure. */
      values: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
    }),
  ),
});
export type AggregateView = z.infer<typeof AggregateView>;

/** The number of a version in a path. */
export const HistoryVersion = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'must be the number of a version')
  .transform(Number);

/** Everything that operators declared, as one document. */
export const AppSchema = z.strictObject({
  collections: z.record(CollectionName, CollectionSettings),
  buckets: z.record(CollectionName, z.strictObject({ access: Access.optional() })),
  groups: z.array(GroupName),
});
export type AppSchema = z.infer<typeof AppSchema>;

export const ApplySchema = z.strictObject({ dryRun: z.enum(['true', 'false']).optional() });
export type ApplySchema = z.infer<typeof ApplySchema>;

export const SchemaChange = z.object({
  kind: z.enum(['collection', 'bucket', 'group']),
  name: z.string(),
  change: z.enum(['added', 'changed', 'removed']),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type SchemaChange = z.infer<typeof SchemaChange>;

export const SchemaDifference = z.object({ changes: z.array(SchemaChange) });
export type SchemaDifference = z.infer<typeof SchemaDifference>;
