import type { AnyExpanded, AppRecord, JsonObject } from './types.js';

/**
 * What an app has declared, as `GET /admin/schema/types.ts` writes it: `AppBase.init<Schema>(…)` then
 * knows the collections, what their records hold and where their relations lead.
 */
export interface AppSchema {
  /** What the records of each collection hold. */
  collections: object;
  /** For each collection that has relations: fields, and the collection that each leads to. */
  relations: object;
}

/** An app of which nothing is known: any collection, with any data. */
export interface AnySchema extends AppSchema {
  collections: Record<string, JsonObject>;
}

/** The names of the collections of an app. */
export type CollectionOf<S extends AppSchema> = keyof S['collections'] & string;

/** What the records of a collection hold. */
export type DataOf<S extends AppSchema, Name> = Name extends keyof S['collections']
  ? Extract<S['collections'][Name], object>
  : never;

/** What `expand` can bring along with the records of a collection. */
export type ExpandedOf<S extends AppSchema, Name> = string extends keyof S['collections']
  ? AnyExpanded
  : Name extends keyof S['relations']
    ? {
        [Field in keyof S['relations'][Name]]?: AppRecord<
          DataOf<S, S['relations'][Name][Field]>,
          ExpandedOf<S, S['relations'][Name][Field]>
        >;
      }
    : NothingExpanded;

/** Of a collection without relations. */
export type NothingExpanded = { [field in never]: never };

type Further<Related> =
  NonNullable<Related> extends { expanded?: infer Next } ? keyof NonNullable<Next> & string : never;

/** What `expand` may be: a relation, or a relation and one of those it leads to. */
export type ExpandPath<Expanded> = string extends keyof Expanded
  ? string
  : {
      [Field in keyof Expanded & string]: Field | `${Field}.${Further<Expanded[Field]>}`;
    }[keyof Expanded & string];
