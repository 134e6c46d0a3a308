import { Injectable } from '@nestjs/common';
import { errors } from '../../common/errors.js';
import type { RecordRule } from '../record-gate.js';
import { type FoundAt, SearchCursors } from './search-cursor.js';
import { SearchIndex } from './search-index.js';
import type { AskedSearch } from './search-statements.js';
import { scopeOf } from './tokens.js';
import { parseSearch } from './words.js';

const RETRY_SECONDS = 5;

/** Searches as lists ask for them. */
@Injectable()
export class Searches {
  constructor(
    private readonly index: SearchIndex,
    private readonly cursors: SearchCursors,
  ) {}

  /**
   * Where to look for the words. A search that is still being filled answers nothing rather than
   * something incomplete.
   *
   * @throws AppError `VALIDATION_ERROR` where none is declared, `UNAVAILABLE` until it is filled
   */
  ask(rule: RecordRule, collection: string, text: string, cursor?: string): AskedSearch {
    const words = parseSearch(text);
    const declared = this.index.of(collection);
    if (declared === undefined) {
      throw errors.invalid(
        'search',
        'this collection has no search; an operator declares the fields to look in, as {"search":["title"]}',
      );
    }
    if (!declared.ready) {
      throw errors.unavailable(
        'The search of this collection is still being filled',
        RETRY_SECONDS,
      );
    }
    return {
      words,
      scope: scopeOf(declared.id, rule.kind === 'owner' ? rule.ownerId : undefined),
      after: cursor === undefined ? undefined : this.cursors.decode(cursor, words),
    };
  }

  /** The cursor behind a record that a search has found. */
  cursorBehind(text: string, found: FoundAt): string {
    return this.cursors.encode(parseSearch(text), found);
  }
}
