import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { ValidationIssue } from '@appbase-pfe/types';
import { errors } from '../common/errors.js';

interface SchemaIssue {
  readonly message: string;
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
    exceptionFactory: (issues) => errors.validation(issues.map(toIssue)),
  });

export function toIssue(issue: SchemaIssue): ValidationIssue {
  const path = (issue.path ?? [])
    .map((part) => String(typeof part === 'object' ? part.key : part))
    .join('.');
  return { path, reason: issue.message };
}
