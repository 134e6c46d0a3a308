import { createHash } from 'node:crypto';
import { type Level, LEVELS } from './words.js';

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

/** A search of one level in the language of the full-text index, and what it gives in SQL. */
export interface LevelMatch {
  level: Level;
  match: string;
}

/** Everything that the words match. Words hold nothing that could be taken for an operator. */
export function matchAny(words: readonly string[], scope: string): string {
  return matchFrom(words, scope, 1);
}

/**
 * The same in parts, the best first: records in which every word counts much, those in which every
 * word counts somewhat, the rest. None is in two of them.
 */
export function matchByLevel(words: readonly string[], scope: string): LevelMatch[] {
  return LEVELS.map((level) => {
    const match = matchFrom(words, scope, level);
    if (level === 3) return { level, match };
    return { level, match: `(${match}) NOT (${matchFrom(words, scope, (level + 1) as Level)})` };
  });
}

function matchFrom(words: readonly string[], scope: string, level: Level): string {
  const before = LEVEL_LETTER[level] + scope;
  return words
    .map((word, at) => `"${before}${word}"${at === words.length - 1 ? '*' : ''}`)
    .join(' AND ');
}
