import { errors } from '../../common/errors.js';
import { parsePath, readField } from '../../filter/field.js';
import { type RecordRow, toFilterRecord } from '../record-json.js';

/** The fields that searches look in, the one that counts most first. */
export type SearchFields = readonly (readonly string[])[];

/** How much a word counts in a record: 3 is much. */
export type Level = 1 | 2 | 3;

/** What is looked at of one field, in characters and in words, and of one word. */
const MAX_TEXT = 100_000;
const MAX_WORDS = 5000;
const MAX_WORD = 64;
/** Most words of one search. */
const MAX_ASKED = 16;

/** Letters, marks and digits make words; the full-text index splits at nothing else. */
const WORD = /[\p{L}\p{M}\p{N}\p{Co}]+/gu;

/** As in BM25: how soon more of the same word stops to matter, and how much long texts lose. */
const SATURATION = 1.2;
const BY_LENGTH = 0.75;
/** BM25 compares with the average of all texts. That would tell of hidden ones: this is fixed. */
const USUAL_WORDS = 40;
const FIELD_WEIGHTS = [1, 0.7];
const OTHER_WEIGHT = 0.5;
const MUCH = 1.2;
const SOME = 0.6;

/** @throws AppError `VALIDATION_ERROR` */
export function parseSearchFields(names: readonly string[]): SearchFields {
  return names.map((name, at) => {
    const path = parsePath(name);
    if ('reason' in path) throw errors.invalid(`search.${at}`, `"${name}" ${path.reason}`);
    if (names.indexOf(name) < at) throw errors.invalid(`search.${at}`, 'is named twice');
    return path;
  });
}

/**
 * The words that are searched for. All must be there; the last one may go on.
 *
 * @throws AppError `VALIDATION_ERROR`
 */
export function parseSearch(text: string): readonly string[] {
  const words = wordsOf(text);
  if (words.length === 0) throw errors.invalid('search', 'has no word in it');
  if (words.length > MAX_ASKED) {
    throw errors.invalid('search', `has more than ${MAX_ASKED} words`);
  }
  return words.filter((word, at) => words.lastIndexOf(word) === at);
}

/** The words of a record, each with how much it counts there. */
export function weighWords(row: RecordRow, fields: SearchFields): ReadonlyMap<string, Level> {
  const record = toFilterRecord(row);
  const scores = new Map<string, number>();
  for (const [at, path] of fields.entries()) {
    const words = textsOf(readField(record, { path })).flatMap(wordsOf).slice(0, MAX_WORDS);
    const weight = FIELD_WEIGHTS[at] ?? OTHER_WEIGHT;
    for (const [word, times] of count(words)) {
      const score = weight * saturated(times, words.length);
      scores.set(word, (scores.get(word) ?? 0) + score);
    }
  }
  return new Map([...scores].map(([word, score]) => [word, levelOf(score)]));
}

/** Texts and numbers, alone or in a list. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.slice(0, MAX_WORDS).flatMap(textOf);
  return textOf(value);
}

function textOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'number' ? [String(value)] : [];
}

function wordsOf(text: string): string[] {
  const words = text.slice(0, MAX_TEXT).normalize('NFKC').toLowerCase().match(WORD) ?? [];
  return words.map((word) => (word.length > MAX_WORD ? cut(word) : word));
}

/** Never in the middle of a character. */
const cut = (word: string) => Array.from(word).slice(0, MAX_WORD).join('');

function count(words: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  return times;
}

function saturated(times: number, length: number): number {
  const long = SATURATION * (1 - BY_LENGTH + (BY_LENGTH * length) / USUAL_WORDS);
  return (times * (SATURATION + 1)) / (times + long);
}

function levelOf(score: number): Level {
  if (score >= MUCH) return 3;
  return score >= SOME ? 2 : 1;
}
