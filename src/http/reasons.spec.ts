import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { AppError } from '../common/errors.js';
import { parsed } from './validation.js';

function reasons(schema: z.ZodType, value: unknown): unknown {
  try {
    parsed(schema, value);
  } catch (error) {
    return error instanceof AppError ? error.details : error;
  }
  return 'accepted';
}

describe('the reasons that a caller is told', () => {
  const cases: [string, z.ZodType, unknown, string][] = [
    ['nothing', z.string(), undefined, 'is missing'],
    ['a number for text', z.string(), 5, 'must be text'],
    ['text for a number', z.number(), '5', 'must be a number'],
    ['half a number', z.int(), 1.5, 'must be a whole number'],
    ['text for a list', z.array(z.string()), 'a', 'must be a list'],
    ['null for an object', z.object({}), null, 'must be an object'],
    ['an empty text', z.string().min(1), '', 'is empty'],
    ['a short text', z.string().min(12), 'abc', 'is shorter than 12 characters'],
    ['a long text', z.string().max(2), 'abc', 'is longer than 2 characters'],
    ['an empty list', z.array(z.string()).min(1), [], 'is empty'],
    ['a long list', z.array(z.string()).max(1), ['a', 'b'], 'has more than 1 entry'],
    ['a small number', z.number().min(1), 0, 'is less than 1'],
    ['a number at its open end', z.number().positive(), 0, 'must be more than 0'],
    ['a large number', z.number().max(9), 10, 'is more than 9'],
    ['another word', z.enum(['a', 'b']), 'c', 'must be one of a, b'],
    ['another constant', z.literal('a'), 'c', 'must be a'],
    ['no email address', z.email(), 'c', 'is no email address'],
    ['another pattern', z.string().regex(/^a$/), 'c', 'must match /^a$/'],
    ['its own words', z.string().regex(/^a$/, 'must be an a'), 'c', 'must be an a'],
  ];

  it.each(cases)('%s', (_name, schema, value, reason) => {
    expect(reasons(schema, value)).toEqual([{ path: '', reason }]);
  });
});
