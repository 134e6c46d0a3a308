import * as z from 'zod';
import { Access } from './filter.js';
import { CollectionName } from './records.js';

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

export const IndexView = z.object({
  fields: z.array(z.string()),
  sort: z.string().optional(),
  state: IndexState,
  /** From 0 to 1. */
  progress: z.number(),
});
export type IndexView = z.infer<typeof IndexView>;

/** What an operator declares about a collection. What is left out has its default. */
export const CollectionSettings = z.strictObject({
  /** Who may do what; `owner` unless said. */
  access: Access.optional(),
  indexes: z.array(IndexDefinition).max(MAX_INDEXES).optional(),
});
export type CollectionSettings = z.infer<typeof CollectionSettings>;

export const CollectionView = CollectionSettings.extend({
  name: CollectionName,
  access: Access,
  /** How many records it holds. */
  records: z.number().int(),
  indexes: z.array(IndexView).optional(),
});
export type CollectionView = z.infer<typeof CollectionView>;

/** How many records went with a deleted collection. */
export const DeletedCollection = z.object({ deleted: z.literal(true), records: z.number().int() });
export type DeletedCollection = z.infer<typeof DeletedCollection>;
