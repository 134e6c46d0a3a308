import fc from 'fast-check';
import { type Schema, SchemaValues } from './schema-values.js';
import { languages, oddText } from './values.js';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

export interface Operation {
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export interface FuzzedRequest {
  method: string;
  /** As the document has it. */
  route: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: string | undefined;
}

const CONTAINERS = ['collection', 'b', 'group'];
/** Stands for something that an earlier answer named. */
const KNOWN_ID = /KNOWN-(\d+)/g;

/** Puts ids of things that are there in the place of marks. */
export function withKnownIds(request: FuzzedRequest, known: readonly string[]): FuzzedRequest {
  const fill = (text: string) =>
    text.replace(KNOWN_ID, (_, n: string) => known[Number(n) % known.length] ?? 'unknown-id');
  const { path, query, body } = request;
  return { ...request, path: fill(path), query: fill(query), body: body && fill(body) };
}

const knownId = fc.nat({ max: 1_000_000 }).map((n) => `KNOWN-${n}`);

/** Requests for one operation of the document. */
export function requestsFor(
  document: ApiDocument,
  method: string,
  route: string,
): fc.Arbitrary<FuzzedRequest> {
  const operation = document.paths[route]![method]!;
  const values = new SchemaValues(document.components.schemas);
  const { parameters = [], requestBody } = operation;
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  return fc
    .record({
      path: fc.tuple(...of('path').map(({ name }) => inPath(name))),
      query: queryOf(of('query'), values),
      headers: headersOf(of('header')),
      body: requestBody === undefined ? fc.constant(undefined) : bodyOf(requestBody, values),
      type: fc.constantFrom(...Array<string>(9).fill('application/json'), 'text/plain'),
    })
    .map(({ path, query, headers, body, type }) => ({
      method: method.toUpperCase(),
      route,
      path: path.reduce((filled, part) => filled.replace(/\{\w+\}/, () => part), route),
      query,
      headers: body === undefined ? headers : { ...headers, 'content-type': type },
      body,
    }));
}

function inPath(name: string): fc.Arbitrary<string> {
  const usual = CONTAINERS.includes(name)
    ? fc.constantFrom('notes', 'people', 'fuzz')
    : name === 'n'
      ? fc.constantFrom('1', '2', '0', '999')
      : knownId;
  return fc.oneof(
    { weight: 9, arbitrary: usual },
    { weight: 1, arbitrary: oddText.map((text) => encoded(text.slice(0, 300)) || 'x') },
  );
}

function queryOf(parameters: Parameter[], values: SchemaValues): fc.Arbitrary<string> {
  const each = parameters.map(({ name, required = false, schema }) => {
    const language = languages[name];
    const value =
      language ?? (name.endsWith('Id') ? knownId : values.of(schema).map((one) => String(one)));
    const pair = fc
      .oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: oddText })
      .map((text) => [`${encoded(name)}=${encoded(text.slice(0, 4000))}`]);
    return fc.oneof(
      { weight: required ? 9 : 4, arbitrary: pair },
      { weight: required ? 1 : 6, arbitrary: fc.constant<string[]>([]) },
      { weight: 1, arbitrary: pair.map(([one]) => [one!, one!]) },
    );
  });
  const surplus = fc.oneof(
    { weight: 9, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: oddText.map((text) => [`${encoded(text.slice(0, 100))}=1`]) },
  );
  return fc.tuple(...each, surplus).map((pairs) => pairs.flat().join('&'));
}

function headersOf(parameters: Parameter[]): fc.Arbitrary<Record<string, string>> {
  const value = fc.oneof(
    fc.stringMatching(/^[!-~]{0,70}$/),
    fc.constantFrom('*', '"x"', 'W/"x"', '0', '1'),
  );
  return fc.record(Object.fromEntries(parameters.map(({ name }) => [name.toLowerCase(), value])), {
    requiredKeys: [],
  }) as fc.Arbitrary<Record<string, string>>;
}

function bodyOf({ content = {} }: Content, values: SchemaValues): fc.Arbitrary<string> {
  const schema = content['application/json']?.schema;
  if (schema === undefined) return fc.string();
  const json = values.nearly(schema).map((value) => JSON.stringify(value));
  const broken = fc
    .tuple(json, fc.nat())
    .map(([text, at]) => text.slice(0, at % (text.length + 1)));
  return fc.oneof(
    { weight: 12, arbitrary: json },
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: oddText },
  );
}

/** Lone surrogates cannot be encoded: they go. */
const encoded = (text: string) => encodeURIComponent(text.toWellFormed());
