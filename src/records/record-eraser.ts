import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../access/caller.js';
import { AppError, errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import type { RecordRow } from './record-json.js';
import { RecordStore } from './record-store.js';
import { RecordShape } from './typed/record-shape.js';
import { RelationLinks } from './typed/relation-links.js';
import { type Link, type Relation, withoutField } from './typed/relations.js';

/** How far a deletion reaches from record to record, and how many it takes along or changes. */
const MAX_DEPTH = 100;
const MAX_REACH = 10_000;
/** How many of those that refer to a record are looked up at a time. */
const LINKS = 100;

/** Whether a record goes, too. */
type Going = (row: RecordRow) => boolean;

/** How far a deletion has come from the record it began with, and how many more it may reach. */
interface Cascade {
  depth: number;
  reach: { left: number };
  going: Going;
}

/**
 * Removes records inside a write, and does with those that refer to them what their relation says.
 * That was declared by an operator, so the rules of those records are not asked.
 */
@Injectable()
export class RecordEraser {
  constructor(
    private readonly store: RecordStore,
    private readonly shape: RecordShape,
    private readonly links: RelationLinks,
  ) {}

  /**
   * @param going set where many go together: those do not hold each other
   * @returns how many records it removed or changed
   * @throws AppError `CONFLICT`
   */
  erase(
    db: Connection,
    context: RequestContext,
    row: RecordRow,
    going: Going = () => false,
  ): number {
    const reach = { left: MAX_REACH };
    this.remove(db, context, row, { depth: 0, reach, going });
    return 1 + MAX_REACH - reach.left;
  }

  private remove(db: Connection, context: RequestContext, row: RecordRow, cascade: Cascade): void {
    const { depth, reach } = cascade;
    this.store.drop(db, context, row);
    for (;;) {
      const links = this.links.to(db, row, LINKS);
      if (links.length === 0) return;
      if (depth === MAX_DEPTH) throw tooFar();
      for (const link of links) {
        if (reach.left-- === 0) throw tooFar();
        this.unlink(db, context, row, link, { ...cascade, depth: depth + 1 });
      }
    }
  }

  /** Afterwards the link is no more: it goes with the record or the field, or is forgotten here. */
  private unlink(
    db: Connection,
    context: RequestContext,
    target: RecordRow,
    link: Link,
    cascade: Cascade,
  ): void {
    this.links.forget(db, target, link);
    const referring = this.shape.referring(db, target, link);
    if (referring === undefined) return;
    const { relation, row } = referring;
    // It has its own turn.
    if (cascade.going(row)) return;
    switch (relation.onDelete) {
      case 'restrict':
        throw stillReferred();
      case 'cascade':
        this.remove(db, context, row, cascade);
        return;
      case 'clear':
        this.clear(db, context, row, relation);
    }
  }

  /** A record that may not be without the field holds the other one. */
  private clear(db: Connection, context: RequestContext, row: RecordRow, relation: Relation): void {
    try {
      const cleared = this.store.next(row, withoutField(row.data, relation.path));
      this.store.rewrite(db, context, row, cleared);
    } catch (error) {
      // What its schema says of it is nothing to tell to who deletes the other one.
      throw error instanceof AppError && error.code === 'VALIDATION_ERROR'
        ? stillReferred()
        : error;
    }
  }
}

/** Which records hold it, and where, is not told. */
const stillReferred = () => errors.conflict('Other records refer to this one');
const tooFar = () =>
  errors.conflict('Too many records would go with this one: delete some of them first');
