import type { RecordView } from '@appbase-pfe/types';

/** A column of the grid: a field of `data`, or one of the record's own. */
export interface GridColumn {
  /** As in `sort`: `data.name`, `createdAt`. */
  key: string;
  title: string;
  own: boolean;
}

const OWN = ['ownerId', 'createdAt', 'updatedAt'];
const SHOWN_AT_FIRST = 7;
const MOST = 60;

/** All columns there could be, the most common fields first. */
export function columnsOf(records: readonly RecordView[], schema?: unknown): GridColumn[] {
  const counts = new Map<string, number>();
  for (const name of schemaFields(schema)) counts.set(name, records.length + 1);
  for (const { data } of records)
    for (const name of Object.keys(data)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const fields = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST);
  return [
    ...fields.map(([name]) => ({ key: `data.${name}`, title: name, own: false })),
    ...OWN.map((name) => ({ key: name, title: name, own: true })),
  ];
}

function schemaFields(schema: unknown): string[] {
  const properties = (schema as { properties?: object } | undefined)?.properties;
  return properties ? Object.keys(properties) : [];
}

/** The chosen columns (`data.name,createdAt` in the address), or a sensible few. */
export function shownColumns(all: readonly GridColumn[], chosen: string | undefined): GridColumn[] {
  if (chosen === undefined)
    return [
      ...all.filter(({ own }) => !own).slice(0, SHOWN_AT_FIRST),
      ...all.filter(({ key }) => key === 'createdAt'),
    ];
  const keys = chosen.split(',').filter(Boolean);
  return keys.map(
    (key) =>
      all.find((column) => column.key === key) ?? {
        key,
        title: key.replace(/^data\./, ''),
        own: !key.startsWith('data.'),
      },
  );
}

/** What is at a field: its own name first, then as a path into what lies in it (`at.ward`). */
export function fieldAt(data: Record<string, unknown>, field: string): unknown {
  if (field in data) return data[field];
  let found: unknown = data;
  for (const part of field.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string, unknown>)[part];
  }
  return found;
}

/** What a record has in a column. */
export const valueAt = (record: RecordView, { key, own }: GridColumn): unknown =>
  own ? record[key as keyof RecordView] : fieldAt(record.data, key.slice('data.'.length));

/** A value as the text of a cell. */
export function cellText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value.slice(0, 300);
  return (JSON.stringify(value) ?? '').slice(0, 300);
}
