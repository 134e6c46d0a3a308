import { type FieldType, type JsonSchema, type SchemaField, WORDS, withType } from './schema-model';

/** A field as a form holds it: texts, as they are typed. */
export interface FieldValues {
  name: string;
  type: FieldType;
  nullable: boolean;
  required: boolean;
  description: string;
  enum: string;
  format: string;
  pattern: string;
  items: string;
  uniqueItems: boolean;
  minLength: string;
  maxLength: string;
  minimum: string;
  maximum: string;
  multipleOf: string;
  minItems: string;
  maxItems: string;
}

const NUMBERS = [
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'multipleOf',
  'minItems',
  'maxItems',
] as const;
type NumberWord = (typeof NUMBERS)[number];
const WHOLE: readonly NumberWord[] = ['minLength', 'maxLength', 'minItems', 'maxItems'];

const text = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

export function valuesOf(field: SchemaField | undefined): FieldValues {
  const schema = field?.schema ?? {};
  const type = field?.type ?? 'string';
  const items = schema['items'] as JsonSchema | undefined;
  return {
    name: field?.name ?? '',
    type,
    nullable: field?.nullable ?? false,
    required: field?.required ?? false,
    description: text(schema['description']),
    enum: Array.isArray(schema['enum'])
      ? schema['enum']
          .filter((value) => value !== null || type === 'any')
          .map((value) => (type === 'any' ? JSON.stringify(value) : text(value)))
          .join('\n')
      : '',
    format: text(schema['format']),
    pattern: text(schema['pattern']),
    items: text(items?.['type']),
    uniqueItems: schema['uniqueItems'] === true,
    ...(Object.fromEntries(NUMBERS.map((word) => [word, text(schema[word])])) as Record<
      NumberWord,
      string
    >),
  };
}

/** What is wrong with what was typed, by field of the form. */
export function wrongIn(values: FieldValues, taken: readonly string[]): Record<string, string> {
  const wrong: Record<string, string> = {};
  const name = values.name.trim();
  if (name === '') wrong['name'] = 'Give the field a name';
  else if (taken.includes(name)) wrong['name'] = 'There is a field of this name already';
  const words = WORDS[values.type];
  for (const word of NUMBERS) {
    if (!words.includes(word) || values[word].trim() === '') continue;
    const number = Number(values[word]);
    if (!Number.isFinite(number)) wrong[word] = 'Must be a number';
    else if (WHOLE.includes(word) && (!Number.isInteger(number) || number < 0))
      wrong[word] = 'Must be a whole number, 0 or more';
    else if (word === 'multipleOf' && number <= 0) wrong[word] = 'Must be more than 0';
  }
  if (words.includes('enum') && linesOf(values.enum).some((line) => !readable(line, values.type)))
    wrong['enum'] =
      values.type === 'any' ? 'Each line must be JSON: "text", 5, true' : 'Must be numbers';
  return wrong;
}

/** The field's schema; words that the form does not know stay as they were. */
export function schemaOf(values: FieldValues, before: JsonSchema): JsonSchema {
  const { type, nullable } = values;
  const schema = withType(before, type, nullable);
  const words = WORDS[type];
  const put = (word: string, value: unknown) => {
    if (word !== 'description' && !words.includes(word)) return;
    if (value === undefined || value === '') delete schema[word];
    else schema[word] = value;
  };
  put('description', values.description.trim());
  put('format', values.format);
  put('pattern', values.pattern);
  for (const word of NUMBERS)
    put(word, values[word].trim() === '' ? undefined : Number(values[word]));
  const allowed = linesOf(values.enum).map((line) => valueOf(line, type));
  put('enum', allowed.length === 0 ? undefined : nullable ? [...allowed, null] : allowed);
  put('uniqueItems', values.uniqueItems || undefined);
  if (values.items !== text((before['items'] as JsonSchema | undefined)?.['type']))
    put('items', values.items === '' ? undefined : { type: values.items });
  return schema;
}

const linesOf = (lines: string): string[] =>
  lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function valueOf(line: string, type: FieldType): unknown {
  if (type === 'string') return line;
  return type === 'any' ? (JSON.parse(line) as unknown) : Number(line);
}

function readable(line: string, type: FieldType): boolean {
  try {
    const value = valueOf(line, type);
    return typeof value !== 'number' || Number.isFinite(value);
  } catch {
    return false;
  }
}
