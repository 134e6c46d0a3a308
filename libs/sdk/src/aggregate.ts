import type { Filter } from './types.js';

/** What to find out about the records of a group. */
export type Measure =
  { $count: true } | { $sum: string } | { $avg: string } | { $min: string } | { $max: string };

/** What to count and measure, of which records, in which groups. */
export interface AggregateQuery<Measures, Field extends string> {
  filter?: Filter;
  /** Fields of `data`, or `$ownerId` and the like: at most four. One group of all without any. */
  groupBy?: Field | Field[];
  /** By names of your own: `{ n: { $count: true }, hours: { $sum: 'hours' } }`. */
  measures: Measures;
}

/** What was measured: `null` where there was nothing to measure. */
export type Measured<M> = M extends { $count: true } | { $sum: string }
  ? number
  : M extends { $avg: string }
    ? number | null
    : number | string | null;

/** The records that have the same in the fields of `groupBy`. */
export interface AggregateGroup<T, Measures, Field extends string> {
  /** What they have in common: `null` where the field is missing. */
  key: { [F in Field]: F extends keyof T ? Exclude<T[F], undefined> | null : unknown };
  values: { [Name in keyof Measures]: Measured<Measures[Name]> };
}
