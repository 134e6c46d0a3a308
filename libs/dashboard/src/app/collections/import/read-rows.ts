import { parseCsv } from './csv';

export interface Rows {
  /** Field names of a CSV's head; of JSON, those that occur. */
  fields: string[];
  rows: Row[];
}
export interface Row {
  /** Line or place in the file, as a person counts. */
  number: number;
  data?: Record<string, unknown>;
  wrong?: string;
}

const MOST_BYTES = 1024 * 1024;

/** Reads a file's text: a JSON list, JSON lines, or CSV with a head. Throws when it is none. */
export function readRows(text: string, name: string): Rows {
  const trimmed = text.trim();
  if (trimmed === '') throw new Error('The file is empty');
  if (/\.(json|jsonl|ndjson)$/i.test(name) || /^[[{]/.test(trimmed)) return fromJson(trimmed);
  return fromCsv(text);
}

function fromJson(text: string): Rows {
  const values: unknown[] = text.startsWith('[')
    ? (JSON.parse(text) as unknown[])
    : text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as unknown);
  const rows = values.map((value, index) => checked({ number: index + 1 }, dataOf(value)));
  return { fields: [...new Set(rows.flatMap(({ data }) => Object.keys(data ?? {})))], rows };
}

/** An exported record brings its data in `data`; anything else is the data. */
function dataOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  const exported = 'collection' in record && 'createdAt' in record && 'data' in record;
  return exported ? record['data'] : value;
}

function fromCsv(text: string): Rows {
  const [head, ...lines] = parseCsv(text);
  if (!head || head.length === 0) throw new Error('The first line has no field names');
  const own = ['id', 'ownerId', 'createdAt', 'updatedAt'];
  const fields = head.map((field) => field.trim());
  const rows = lines.map((cells, index) => {
    const number = index + 2;
    if (cells.length !== fields.length)
      return { number, wrong: `has ${cells.length} cells, the head has ${fields.length}` };
    const pairs = fields.map((field, at) => [field, valueOf(cells[at]!)] as const);
    const kept = pairs.filter(
      ([field, value]) => field && value !== undefined && !own.includes(field),
    );
    return checked({ number }, Object.fromEntries(kept));
  });
  return { fields: fields.filter((field) => !own.includes(field)), rows };
}

/** A cell as a value: numbers, yes/no, lists and objects as such, nothing as absent, else text. */
function valueOf(cell: string): unknown {
  const text = cell.trim();
  if (text === '') return undefined;
  if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^[[{]/.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return cell;
    }
  }
  return cell;
}

function checked(row: Row, data: unknown): Row {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return { ...row, wrong: 'is not a JSON object' };
  if (new TextEncoder().encode(JSON.stringify(data)).length > MOST_BYTES)
    return { ...row, wrong: 'is larger than 1 MiB' };
  return { ...row, data: data as Record<string, unknown> };
}
