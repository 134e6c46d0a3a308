import { StandardSchemaValidationPipe } from '@nestjs/common';
import * as z from 'zod';
import type { ValidationIssue } from '@appbase-pfe/types';
import { errors } from '../common/errors.js';
import { reasonOf } from './reasons.js';

z.config({ customError: reasonOf });

interface SchemaIssue {
  readonly message: string;
  /** The fields that a strict object does not know: they have one issue together. */
  readonly keys?: readonly string[] | undefined;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * Nest would silently drop fields named `constructor` or `prototype`. The body parser has refused
 * what is dangerous about them already, so that the rest may keep their names.
 */
class ValidationPipe extends StandardSchemaValidationPipe {
  protected override stripProtoKeys(): void {}
}

/** Checks `@Body({schema})`, `@Query({schema})` and `@Param(name, {schema})`. */
export const validationPipe = () =>
  new ValidationPipe({
    exceptionFactory: (issues) => errors.validation(issues.flatMap(toIssues)),
  });

/** What a caller is told of an issue: a path and a reason for each field. */
export function toIssues({ message, path, keys }: SchemaIssue): ValidationIssue[] {
  const parts = (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  return keys === undefined
    ? [{ path: parts.join('.'), reason: message }]
    : keys.map((key) => ({ path: [...parts, key].join('.'), reason: 'unknown' }));
}

/**
 * A value that has passed its schema, where no pipe has checked it.
 *
 * @throws AppError `VALIDATION_ERROR`
 */
export function parsed<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw errors.validation(result.error.issues.flatMap(toIssues));
}
