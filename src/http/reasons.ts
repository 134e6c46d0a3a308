import * as z from 'zod';

type Issue = z.core.$ZodRawIssue;

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const FORMATS: Record<string, string> = {
  email: 'is no email address',
  datetime: 'is no time in ISO 8601, such as 2026-01-31T12:00:00Z',
  url: 'is no URL',
  json_string: 'is no JSON',
};

/**
 * Why a schema refuses a value, for the person who sent it: zod's own messages speak of types and
 * of comparisons. A schema that says it better keeps its own words.
 */
export function reasonOf(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value': {
      if (issue.input === undefined) return 'is missing';
      const values = issue.values.map(String);
      return `must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`;
    }
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_format':
      return issue.format === 'regex' ? `must match ${issue.pattern}` : FORMATS[issue.format];
    default:
      return undefined;
  }
}

function tooSmall({ origin, minimum, inclusive }: Issue & { code: 'too_small' }): string {
  if (origin === 'string') {
    return Number(minimum) === 1 ? 'is empty' : `is shorter than ${minimum} characters`;
  }
  if (origin === 'array') {
    return Number(minimum) === 1 ? 'is empty' : `has fewer than ${minimum} entries`;
  }
  return inclusive === false ? `must be more than ${minimum}` : `is less than ${minimum}`;
}

function tooBig({ origin, maximum, inclusive }: Issue & { code: 'too_big' }): string {
  if (origin === 'string') return `is longer than ${maximum} characters`;
  if (origin === 'array')
    return `has more than ${maximum} ${Number(maximum) === 1 ? 'entry' : 'entries'}`;
  return inclusive === false ? `must be less than ${maximum}` : `is more than ${maximum}`;
}
