import { createHash } from 'node:crypto';
import type { Level } from './words.js';

/** In front of each word in the index: how much it counts, and within what. */
const LEVEL_LETTER: Record<Level, string> = { 1: 'x', 2: 'y', 3: 'z' };
const SCOPE_LETTERS = 20;

/**
 * Within which records a search looks: all of a declaration, or those of one owner. Each has words
 * of its own in the index, so a search costs nothing for records of others.
 */
export function scopeOf(declarationId: number, ownerId: string | undefined): string {
  return createHash('sha256')
    .update(`${declarationId}:${ownerId ?? '*'}`)
    .digest('hex')
    .slice(0, SCOPE_LETTERS);
}

/** The text of a record in the index. A word that counts much is also one that counts less. */
export function documentText(words: ReadonlyMap<string, Level>, scopes: readonly string[]): string {
  const tokens: string[] = [];
  for (const [word, level] of words) {
    for (const scope of scopes) {
      for (let each: Level = 1; each <= level; each++) {
        tokens.push(LEVEL_LETTER[each as Level] + scope + word);
      }
    }
  }
  return tokens.join(' ');
}

/**
 * How well a record fits a search, 6 best: in 6, 5 and 4 the last word is there as it was asked for,
 * in 3, 2 and 1 it only begins so; within each, every word has level 3, 2 or more, any.
 */
export type Fit = 1 | 2 | 3 | 4 | 5 | 6;
export const FITS: readonly Fit[] = [6, 5, 4, 3, 2, 1];

/** The part of a search that fits so well, in the language of the full-text index. */
export interface FitMatch {
  fit: Fit;
  match: string;
}

/** Everything that the words match. Words hold nothing that could be taken for an operator. */
export function matchAny(words: readonly string[], scope: string): string {
  return matchFrom(words, scope, 1, '*');
}

/**
 * The same in parts, the best first; no record is in two of them. Whole words come before begun ones,
 * which also makes common words quick: the index gives records of a word one by one, but has to
 * gather all records of all the words that begin so before it gives the first.
 */
export function matchByFit(words: readonly string[], scope: string): FitMatch[] {
  const whole = matchFrom(words, scope, 1, '');
  return FITS.map((fit) => {
    if (fit > 3) return { fit, match: atLevel(words, scope, (fit - 3) as Level, '') };
    return { fit, match: `(${atLevel(words, scope, fit as Level, '*')}) NOT (${whole})` };
  });
}

/** Records whose words have this level and not all the next one. */
function atLevel(words: readonly string[], scope: string, level: Level, end: '' | '*'): string {
  const match = matchFrom(words, scope, level, end);
  if (level === 3) return match;
  return `(${match}) NOT (${matchFrom(words, scope, (level + 1) as Level, end)})`;
}

function matchFrom(words: readonly string[], scope: string, level: Level, end: '' | '*'): string {
  const before = LEVEL_LETTER[level] + scope;
  return words
    .map((word, at) => `"${before}${word}"${at === words.length - 1 ? end : ''}`)
    .join(' AND ');
}
