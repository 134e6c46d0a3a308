import * as z from 'zod';
import { ID_PATTERN, NAME_PATTERN, Timestamp } from './common.js';

/** Most bytes of a record's `data` as JSON. */
export const MAX_RECORD_BYTES = 1024 * 1024;
/** Deepest nesting of objects and lists in `data`. */
export const MAX_RECORD_DEPTH = 64;
/** Most operations of a batch. */
export const MAX_BATCH_OPERATIONS = 100;
/** Most bytes of a batch. */
export const MAX_BATCH_BYTES = 8 * 1024 * 1024;

export const CollectionName = z
  .string()
  .regex(NAME_PATTERN, 'must be 1 to 64 letters, digits, "_" or "-"');

const RecordId = z.string().regex(ID_PATTERN, 'is no id');

/** What a record holds: a JSON object. */
export const RecordData = z.record(z.string(), z.unknown());
export type RecordData = z.infer<typeof RecordData>;

export const RecordView = z.object({
  id: RecordId,
  collection: CollectionName,
  ownerId: z.string(),
  data: RecordData,
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type RecordView = z.infer<typeof RecordView>;

/** Sent along by clients that send a whole record back; the server decides these itself. */
const ignored = {
  id: z.unknown().optional(),
  ownerId: z.unknown().optional(),
  createdAt: z.unknown().optional(),
  updatedAt: z.unknown().optional(),
};

export const CreateRecord = z.strictObject({ data: RecordData, ...ignored });
export type CreateRecord = z.infer<typeof CreateRecord>;

/** Takes the place of all of `data`. */
export const ReplaceRecord = CreateRecord;
export type ReplaceRecord = CreateRecord;

/** A JSON merge patch (RFC 7396) for `data`: `null` takes a member away. */
export const PatchRecord = CreateRecord;
export type PatchRecord = CreateRecord;

/** An operator may say whose record it is. */
export const CreateRecordAs = CreateRecord.extend({ ownerId: RecordId.optional() });
export type CreateRecordAs = z.infer<typeof CreateRecordAs>;

/** The text of a query parameter, bounded. */
const text = (max: number) => z.string().min(1).max(max);

/** How to list: what to filter and sort by, which page, which fields. */
export const ListRecords = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .optional(),
  offset: z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .optional(),
  /** A JSON object. */
  filter: text(16_384).optional(),
  /** `-data.n,createdAt`: fields by which to sort, `-` for descending. */
  sort: text(1024).optional(),
  /** Words that must all be there, the last one as a beginning; without `sort` the best come first. */
  search: text(512).optional(),
  /** `data.title,createdAt`: what of each record to send; `id` always comes. */
  fields: text(4096).optional(),
  /** `nextCursor` of the page before. */
  cursor: text(16_384).optional(),
  /** `false` leaves the count out. */
  total: z.enum(['true', 'false']).optional(),
  /** `patientId,patientId.ward`: relations whose records come along. */
  expand: text(1024).optional(),
});
export type ListRecords = z.infer<typeof ListRecords>;

/** How to get one record. */
export const GetRecord = ListRecords.pick({ expand: true });
export type GetRecord = z.infer<typeof GetRecord>;

/** Which records to hear of: a JSON object, as for lists. */
export const SubscribeToRecords = z.strictObject({ filter: text(16_384).optional() });
export type SubscribeToRecords = z.infer<typeof SubscribeToRecords>;

/** The records to which the relations of one lead, by field; what may not be read is left out. */
const expandedBy = <T extends z.ZodType>(record: T) => z.record(z.string(), record).optional();

/** A record with what `expand` brought along. */
export const ExpandedRecord = RecordView.extend({
  expanded: expandedBy(RecordView.extend({ expanded: expandedBy(RecordView) })),
});
export type ExpandedRecord = z.infer<typeof ExpandedRecord>;

/** A page. Whole records, or with `fields` the named parts of each. */
export const RecordPage = z.object({
  items: z.array(ExpandedRecord.partial().required({ id: true })),
  total: z.number().int().optional(),
  nextCursor: z.string().optional(),
});
export type RecordPage = z.infer<typeof RecordPage>;

const target = { collection: CollectionName, id: z.string().max(256) };
const ifMatch = z.string().max(256).optional();

export const BatchOperation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('create'), collection: CollectionName, data: RecordData }),
  z.strictObject({ op: z.literal('replace'), ...target, data: RecordData, ifMatch }),
  z.strictObject({ op: z.literal('patch'), ...target, data: RecordData, ifMatch }),
  z.strictObject({ op: z.literal('delete'), ...target, ifMatch }),
]);
export type BatchOperation = z.infer<typeof BatchOperation>;

/** Up to 100 changes that happen all or not at all. */
export const Batch = z.strictObject({
  operations: z.array(BatchOperation).min(1).max(MAX_BATCH_OPERATIONS),
});
export type Batch = z.infer<typeof Batch>;

/** A batch of which the operations are still to be checked, so that an error can say which one. */
export const UncheckedBatch = z.strictObject({
  operations: z.array(z.unknown()).min(1).max(MAX_BATCH_OPERATIONS),
});
export type UncheckedBatch = z.infer<typeof UncheckedBatch>;

export const DeletedView = z.object({ deleted: z.literal(true) });
export type DeletedView = z.infer<typeof DeletedView>;

export const BatchView = z.object({ results: z.array(z.union([RecordView, DeletedView])) });
export type BatchView = z.infer<typeof BatchView>;

export const ChangeType = z.enum(['created', 'updated', 'deleted']);
export type ChangeType = z.infer<typeof ChangeType>;

/** `data` of an event. Of a record that went out of the reader's sight only `id` is told. */
export const RecordEvent = z.object({
  type: ChangeType,
  collection: CollectionName,
  record: z.union([RecordView, z.object({ id: RecordId })]),
});
export type RecordEvent = z.infer<typeof RecordEvent>;
