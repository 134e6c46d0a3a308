import { Injectable } from '@nestjs/common';
import type { Connection } from '../database/connection.js';
import { keyOf, type RecordKey, type RecordRow } from './record-json.js';
import { RecordShape } from './typed/record-shape.js';
import { RelationLinks } from './typed/relation-links.js';

/** How many links a search follows for each record that it may find. */
const LINKS_EACH = 10;

/** Finds which records hold others, for those who remove many that belong together. */
@Injectable()
export class RecordHolders {
  constructor(
    private readonly shape: RecordShape,
    private readonly links: RelationLinks,
  ) {}

  /**
   * Looks among these records and those that hold them, up to `most` in all, and leaves out each
   * that is held by one beyond: the others may go in one write, and no link to nothing is left.
   *
   * @param own whether a record goes sooner or later. Those that do not hold what they hold anyway
   */
  within(
    db: Connection,
    records: readonly RecordKey[],
    own: (row: RecordRow) => boolean,
    most: number,
  ): RecordKey[] {
    const found = new Map(records.map((record) => [keyOf(record), record]));
    const holds = new Map<string, string[]>();
    const out: string[] = [];
    const reach = { most, left: most * LINKS_EACH };
    // What is found on the way is looked at, too.
    for (const [key, record] of found) {
      const holders = this.holdersOf(db, record, own, reach);
      if (holders === undefined) out.push(key);
      for (const holder of holders ?? []) {
        const name = keyOf(holder);
        if (found.size < most) found.set(name, holder);
        if (!found.has(name)) out.push(key);
        const held = holds.get(name) ?? [];
        holds.set(name, held);
        held.push(key);
      }
    }
    for (const key of out) if (found.delete(key)) out.push(...(holds.get(key) ?? []));
    return [...found.values()];
  }

  /** Those among `own` that hold a record, or what it takes along; nothing where it takes too long. */
  private holdersOf(
    db: Connection,
    record: RecordKey,
    own: (row: RecordRow) => boolean,
    reach: { most: number; left: number },
  ): RecordKey[] | undefined {
    const holders: RecordKey[] = [];
    const along = new Map([[keyOf(record), record]]);
    for (const target of along.values()) {
      const links = this.links.to(db, target, reach.most + 1);
      if (links.length > reach.most || links.length > reach.left) return undefined;
      reach.left -= links.length;
      for (const link of links) {
        const referring = this.shape.referring(db, target, link);
        if (referring === undefined) continue;
        const { row, relation } = referring;
        if (relation.onDelete === 'cascade') along.set(keyOf(row), row);
        // One that may be cleared holds, too, where its schema does not let it.
        else if (own(row)) holders.push({ collection: row.collection, id: row.id });
      }
    }
    return holders;
  }
}
