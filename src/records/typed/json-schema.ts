import { type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { RE2JS } from 're2js';
import { MAX_SCHEMA_BYTES, type ValidationIssue } from '@appbase-pfe/types';
import { errors } from '../../common/errors.js';

/** How many reasons an answer gives. */
const MAX_ISSUES = 20;

/** Tells what is wrong with the data of a record; nothing when it is as it should be. */
export type SchemaCheck = (data: unknown) => ValidationIssue[];

/** Patterns run in time linear in the text: a pattern of RE2's kind cannot hang the server. */
const linearPattern = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    // ajv tells patterns apart by their text.
    const toString = () => pattern;
    return { test: (text: string) => compiled.matcher(text).find(), toString };
  },
  { code: 'linearPattern' },
);

/**
 * Compiles a JSON Schema 2020-12. References lead nowhere but into the schema itself.
 *
 * @throws AppError `VALIDATION_ERROR` when it is no schema
 */
export function compileSchema(schema: Record<string, unknown>, path = 'schema'): SchemaCheck {
  requireSmall(schema, path);
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    validateFormats: true,
    logger: false,
    code: { regExp: linearPattern as never },
  });
  const addFormats = ajvFormats as unknown as (to: Ajv2020) => void;
  addFormats(ajv);
  const validate = compile(ajv, schema, path);
  return (data) =>
    validate(data) === true ? [] : (validate.errors ?? []).slice(0, MAX_ISSUES).map(toIssue);
}

function requireSmall(schema: Record<string, unknown>, path: string): void {
  let text: string;
  try {
    text = JSON.stringify(schema);
  } catch {
    // It comes out of JSON, so there is nothing but its depth.
    throw errors.invalid(path, 'is nested too deeply');
  }
  if (Buffer.byteLength(text) > MAX_SCHEMA_BYTES) {
    throw errors.invalid(path, `is larger than ${MAX_SCHEMA_BYTES} bytes`);
  }
}

function compile(ajv: Ajv2020, schema: Record<string, unknown>, path: string): ValidateFunction {
  try {
    if (schema['$async'] === true) throw new Error('$async is not supported');
    return ajv.compile(schema);
  } catch (error) {
    throw errors.invalid(path, `is not a JSON Schema 2020-12: ${(error as Error).message}`);
  }
}

function toIssue({ instancePath, message, params, keyword }: ErrorObject): ValidationIssue {
  const parts = instancePath.split('/').slice(1).map(unescapePointer);
  const property = params['missingProperty'] ?? params['additionalProperty'];
  if (typeof property === 'string') parts.push(property);
  const reason =
    keyword === 'additionalProperties' ? 'is not a field of this collection' : (message ?? keyword);
  return { path: ['data', ...parts].join('.'), reason };
}

const unescapePointer = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~');
