import fc from 'fast-check';

/** Texts that have broken somebody's server. */
const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\r\nb: c',
  "' OR 1=1 --",
  '"; DROP TABLE records; --',
  '%00',
  '%zz',
  '../../app.sqlite',
  '..\\..\\app.sqlite',
  '__proto__',
  'constructor',
  'toString',
  '\u202Egnp.exe',
  '\uD83D\uDD11',
  '\uD800',
  'İıſK',
  '$gt',
  '{{7*7}}',
  '*',
  '-',
  '-0',
  '1e999',
  'NaN',
  'null',
  '[object Object]',
  'x'.repeat(257),
  'x'.repeat(70_000),
];

/** Any JSON value, odd ones before others. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...ODD_TEXTS),
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, [], {}, [[]], [null]),
  fc.constantFrom<unknown>({ $ne: '' }, { $gt: null }, { length: 1e9 }, { toString: 1 }),
  fc.jsonValue({ maxDepth: 4 }),
);

export const oddText = fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: 'binary' }));

const FIELDS = ['n', 'name', 'nest.deep', 'data.n', '$id', '$ownerId', '$createdAt', '$x', 'a b'];
const OPERATORS = [
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$exists',
  '$contains',
  '$startsWith',
  '$search',
  '$granted',
  '$regex',
];
const scalar = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.string(),
  fc.constantFrom('2026-01-01T00:00:00.000Z', null, { $user: 'id' }, { $now: true }),
);

/** Filters: most of them in the language, some just outside it. */
export const filter: fc.Arbitrary<unknown> = fc.letrec<{ node: unknown; condition: unknown }>(
  (tie) => ({
    condition: fc.dictionary(
      fc.oneof(fc.constantFrom(...FIELDS), oddText),
      fc.oneof(
        scalar,
        fc.dictionary(
          fc.constantFrom(...OPERATORS),
          fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }), oddValue),
          { minKeys: 1, maxKeys: 2 },
        ),
        oddValue,
      ),
      { maxKeys: 3 },
    ),
    node: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      tie('condition'),
      fc.record({ $and: fc.array(tie('node'), { maxLength: 4 }) }),
      fc.record({ $or: fc.array(tie('node'), { maxLength: 4 }) }),
      fc.record({ $not: tie('node') }),
    ),
  }),
).node;

const sortField = fc
  .tuple(
    fc.constantFrom('', '-', '--', '+'),
    fc.oneof(fc.constantFrom('data.n', 'data.name', 'createdAt', 'id', 'data', 'data.'), oddText),
  )
  .map((parts) => parts.join(''));

/** What the parameters that hold a language of their own may hold, by name. */
export const languages: Readonly<Record<string, fc.Arbitrary<string>>> = {
  filter: filter.map((value) => JSON.stringify(value)),
  sort: fc.array(sortField, { minLength: 1, maxLength: 4 }).map((fields) => fields.join(',')),
  fields: fc.array(sortField, { minLength: 1, maxLength: 4 }).map((fields) => fields.join(',')),
  expand: fc.oneof(fc.constantFrom('owner', 'n', 'n.name', 'n,n'), oddText),
  from: fc.constantFrom('2026-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z', '2026-13-40'),
  to: fc.constantFrom('2100-01-01T00:00:00.000Z', '2026-01-01', 'now'),
  step: fc.constantFrom('60', '3600', '1', '0', '86400'),
};
