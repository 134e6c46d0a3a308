import { describe, expect, it } from '@jest/globals';
import { slugProblem } from '@appbase-pfe/types';
import { slugFrom } from './slug.js';

describe('slugFrom', () => {
  it.each([
    ['Password Manager', 'password-manager'],
    ['Hôpital  Saint-Rémy!', 'hopital-saint-remy'],
    ['2nd floor', 'app-2nd-floor'],
    ['API', 'api-2'],
    ['Clinic API', 'clinic-api-2'],
    ['日本', 'app-2'],
    ['a'.repeat(40), 'a'.repeat(30)],
    [`${'a'.repeat(29)} b`, 'a'.repeat(29)],
  ])('%s → %s', (name, slug) => {
    expect(slugFrom(name, () => false)).toBe(slug);
    expect(slugProblem(slug)).toBeUndefined();
  });

  it('takes the next number while one is taken', () => {
    const taken = new Set(['clinic', 'clinic-2']);
    expect(slugFrom('Clinic', (slug) => taken.has(slug))).toBe('clinic-3');
    const long = 'b'.repeat(30);
    expect(slugFrom(long, (slug) => slug === long)).toBe(`${'b'.repeat(28)}-2`);
  });
});

describe('slugProblem', () => {
  it.each([
    'api',
    'www',
    'admin',
    'x-api',
    'x-dashboard',
    'x-app',
    '-a',
    'a-',
    'A',
    '1a',
    '',
    'a_b',
  ])('refuses %j', (slug) => expect(slugProblem(slug)).toBeDefined());
  it.each(['a', 'a1', 'clinic-2', 'x'.repeat(30)])('takes %j', (slug) =>
    expect(slugProblem(slug)).toBeUndefined(),
  );
});
