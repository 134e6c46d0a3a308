/** The operators of the filter language, with the words the builder uses for them. */
export const OPERATORS = [
  ['$eq', 'is'],
  ['$ne', 'is not'],
  ['$gt', 'is greater than'],
  ['$gte', 'is at least'],
  ['$lt', 'is less than'],
  ['$lte', 'is at most'],
  ['$contains', 'contains'],
  ['$startsWith', 'starts with'],
  ['$in', 'is one of'],
  ['$nin', 'is none of'],
  ['$exists', 'exists'],
] as const;
export type Operator = (typeof OPERATORS)[number][0];

export const VALUE_KINDS = [
  ['text', 'Text'],
  ['number', 'Number'],
  ['yesno', 'Yes or no'],
  ['null', 'Empty (null)'],
] as const;
export type ValueKind = (typeof VALUE_KINDS)[number][0];

/** One line of the builder. `text` is what is typed; of a list, with commas. */
export interface Condition {
  field: string;
  operator: Operator;
  kind: ValueKind;
  text: string;
}

const LISTS: readonly string[] = ['$in', '$nin'];
const isOperator = (name: string): name is Operator => OPERATORS.some(([known]) => known === name);

/** The filter that the lines mean: all of them must hold. */
export function filterOf(conditions: readonly Condition[]): Record<string, unknown> {
  const parts = conditions
    .filter(({ field }) => field.trim() !== '')
    .map((condition) => ({ [condition.field.trim()]: partOf(condition) }));
  const fields = parts.flatMap((part) => Object.keys(part));
  // Two lines on one field cannot share an object.
  return new Set(fields).size === fields.length ? Object.assign({}, ...parts) : { $and: parts };
}

function partOf({ operator, kind, text }: Condition): unknown {
  if (operator === '$exists') return { $exists: text !== 'false' };
  const value = LISTS.includes(operator)
    ? text.split(',').map((item) => valueOf(kind, item.trim()))
    : valueOf(kind, text);
  return operator === '$eq' ? value : { [operator]: value };
}

function valueOf(kind: ValueKind, text: string): unknown {
  if (kind === 'number') return text.trim() === '' ? 0 : Number(text);
  if (kind === 'yesno') return text !== 'false';
  return kind === 'null' ? null : text;
}

/** The lines that mean a filter; undefined when the builder cannot show it (`$or`, nested, …). */
export function conditionsOf(filter: unknown): Condition[] | undefined {
  if (!isObject(filter)) return undefined;
  const conditions: Condition[] = [];
  for (const [field, part] of Object.entries(filter)) {
    const found =
      field === '$and' && Array.isArray(part)
        ? flat(part.map(conditionsOf))
        : fieldConditions(field, part);
    if (found === undefined) return undefined;
    conditions.push(...found);
  }
  return conditions;
}

function fieldConditions(field: string, part: unknown): Condition[] | undefined {
  if (['$or', '$not', '$and', '$granted', '$public'].includes(field)) return undefined;
  if (!isObject(part)) return flat([condition(field, '$eq', part)]);
  return flat(
    Object.entries(part).map(([name, value]) =>
      isOperator(name) ? condition(field, name, value) : undefined,
    ),
  );
}

function condition(field: string, operator: Operator, value: unknown): Condition[] | undefined {
  if (operator === '$exists')
    return typeof value === 'boolean'
      ? [{ field, operator, kind: 'yesno', text: String(value) }]
      : undefined;
  if (!LISTS.includes(operator)) {
    const kind = kindOf(value);
    return kind && [{ field, operator, kind, text: textOf(value) }];
  }
  if (!Array.isArray(value)) return undefined;
  const kinds = new Set(value.map(kindOf));
  const kind = value.length === 0 ? 'text' : value.map(kindOf)[0];
  const plain = kinds.size <= 1 && !value.some((item) => textOf(item).includes(','));
  return kind && plain
    ? [{ field, operator, kind, text: value.map(textOf).join(', ') }]
    : undefined;
}

function kindOf(value: unknown): ValueKind | undefined {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'yesno' : undefined;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function flat(lists: (Condition[] | undefined)[]): Condition[] | undefined {
  return lists.includes(undefined) ? undefined : lists.flatMap((list) => list ?? []);
}

/** The filter in a text, or why it is none. Nothing is no filter. */
export function parseFilter(text: string): { filter?: Record<string, unknown>; wrong?: string } {
  if (text.trim() === '') return { filter: {} };
  try {
    const filter: unknown = JSON.parse(text);
    return isObject(filter)
      ? { filter }
      : { wrong: 'A filter is a JSON object: {"field": "value"}' };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : 'This is not JSON' };
  }
}

/** How the filter stands in the address; nothing when it lets all through. */
export const filterText = (filter: Record<string, unknown>): string | undefined =>
  Object.keys(filter).length === 0 ? undefined : JSON.stringify(filter);
