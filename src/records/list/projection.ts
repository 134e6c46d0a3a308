import { errors } from '../../common/errors.js';
import { parsePath } from '../../filter/field.js';
import { type RecordRow, recordJson } from '../record-json.js';

const OWN = ['id', 'collection', 'ownerId', 'createdAt', 'updatedAt', 'data'] as const;
const MAX_FIELDS = 64;

/** Which parts of each record a list sends. */
export interface Projection {
  own: ReadonlySet<string>;
  /** Paths within `data`. */
  paths: readonly (readonly string[])[];
}

/**
 * Parses `fields=data.title,createdAt`. A name that is not one of the record's own is a field of
 * `data`, with or without the prefix. The id always comes; a field that a record lacks is left out.
 *
 * @throws AppError `VALIDATION_ERROR`
 */
export function parseProjection(text: string): Projection {
  const names = text.split(',');
  if (names.length > MAX_FIELDS) throw errors.invalid('fields', `names more than ${MAX_FIELDS}`);
  const own = new Set<string>(['id']);
  const paths: (readonly string[])[] = [];
  for (const name of names) {
    if (OWN.some((known) => known === name)) own.add(name);
    else paths.push(parseDataPath(name));
  }
  return { own, paths };
}

function parseDataPath(name: string): readonly string[] {
  const path = parsePath(name.startsWith('data.') ? name.slice('data.'.length) : name);
  if ('reason' in path) throw errors.invalid('fields', `"${name}" ${path.reason}`);
  return path;
}

/** The JSON of the parts that were asked for. */
export function project({ own, paths }: Projection, row: RecordRow): string {
  const record = JSON.parse(recordJson(row)) as Record<string, unknown>;
  const picked: Record<string, unknown> = {};
  for (const name of OWN) if (own.has(name)) picked[name] = record[name];
  if (!own.has('data') && paths.length > 0) picked['data'] = pick(record['data'], paths);
  return JSON.stringify(picked);
}

function pick(data: unknown, paths: readonly (readonly string[])[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const path of paths) {
    let from: unknown = data;
    let found = true;
    for (const part of path) {
      found = isObject(from) && Object.hasOwn(from, part);
      if (!found) break;
      from = (from as Record<string, unknown>)[part];
    }
    if (found) put(result, path, from);
  }
  return result;
}

function put(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = into;
  for (const part of path.slice(0, -1)) {
    const next = Object.hasOwn(at, part) ? at[part] : undefined;
    const object = isObject(next) ? next : {};
    at[part] = object;
    at = object;
  }
  at[path.at(-1)!] = value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
