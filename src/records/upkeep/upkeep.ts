import type { Connection } from '../../database/connection.js';

/** What is kept in step with the records of a collection because somebody declared it. */
export type Kind = 'index' | 'unique' | 'relation' | 'search';

/** Something declared about a collection. */
export interface Declared<T> {
  id: number;
  collection: string;
  what: T;
  /** All records that were there before are entered. */
  ready: boolean;
}

/** What one slice of work did. */
export interface Slice {
  /** The id of the last record that it looked at. */
  last: string;
  /** How many records it looked at; fewer than it was allowed to when none is left. */
  count: number;
  /** How many of them could not be entered, because another one has the same values. */
  doubles?: number;
}

/** How one kind of declaration is built, slice by slice, and removed again the same way. */
export interface Upkeep<T> {
  readonly kind: Kind;
  /** Understands a definition as it is stored. */
  parse(definition: string): T;
  /** Enters up to `most` records after an id. Those that a write has entered meanwhile stay. */
  fill(db: Connection, declared: Declared<T>, after: string, most: number): Slice;
  /** Removes up to `most` entries; tells how many. */
  empty(db: Connection, id: number, most: number): number;
  /** Does a little of what writes leave behind; tells whether there is more. */
  tidy?(db: Connection): boolean;
}
