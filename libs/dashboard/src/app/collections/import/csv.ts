import type { RecordView } from '@appbase-pfe/types';

/** The rows of a CSV text (RFC 4180): quotes, line ends inside quotes, `,` or `;`. */
export function parseCsv(text: string): string[][] {
  const input = text.replace(/^\uFEFF/, '');
  const separator = separatorOf(input);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < input.length; at++) {
    const char = input[at]!;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (input[at + 1] === '"') cell += input[++at];
      else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === separator) {
      row.push(cell);
      cell = '';
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && input[at + 1] === '\n') at++;
      rows.push([...row, cell]);
      row = [];
      cell = '';
    } else cell += char;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows.filter((cells) => cells.length > 1 || cells[0] !== '');
}

function separatorOf(text: string): string {
  const line = text.split(/\r?\n/, 1)[0] ?? '';
  return line.split(';').length > line.split(',').length ? ';' : ',';
}

/** Records as CSV: their own fields, then every field of `data`. */
export function toCsv(records: readonly RecordView[]): string {
  const fields = [...new Set(records.flatMap(({ data }) => Object.keys(data)))];
  const lines = records.map(({ id, ownerId, createdAt, updatedAt, data }) =>
    [id, ownerId, createdAt, updatedAt, ...fields.map((name) => data[name])].map(cellOf).join(','),
  );
  const head = ['id', 'ownerId', 'createdAt', 'updatedAt', ...fields].map(cellOf).join(',');
  return `${[head, ...lines].join('\r\n')}\r\n`;
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // A spreadsheet would run a text that begins like a formula.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
