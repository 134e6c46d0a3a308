import fc from 'fast-check';
import type { Environment } from '../../src/filter/environment.js';
import type { EvaluatedRecord } from '../../src/filter/evaluate.js';

/** Few names and values, so that filters and records often meet; and those that tend to break things. */
const NAMES = [
  'a',
  'b',
  'ward',
  'constructor',
  'toString',
  "q'",
  'x"y',
  'a\\',
  'é😀',
  'x]',
  '?',
  '--',
];
const TEXTS = [
  '',
  'a',
  'A',
  'ab',
  '5',
  'true',
  "'; DROP TABLE r; --",
  '%_',
  '😀',
  '\uffff',
  'é',
  'a\u0000b',
  '2026-01-01T00:00:00.000Z',
];
const NUMBERS = [
  0,
  -0,
  1,
  -1,
  5,
  0.1,
  1.5,
  2 ** 53,
  2 ** 60,
  2 ** 63,
  -(2 ** 63),
  1e21,
  1e300,
  5e-324,
];
const GROUPS = ['a', 'ab', 'ward', '5'];
const IDS = ['user-0001', 'user-0002', 'a'];
const TIMES = [0, 1_700_000_000_000, 1_700_000_000_001];

const text = () =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...TEXTS) },
    fc.string({ unit: 'grapheme', maxLength: 4 }),
  );
const number = () =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...NUMBERS) },
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
const name = () => fc.constantFrom(...NAMES);
const path = () => fc.array(name(), { minLength: 1, maxLength: 2 }).map((parts) => parts.join('.'));

const scalar = () => fc.oneof(text(), number(), fc.boolean(), fc.constant(null));

/** A JSON value of small depth. */
const json = () =>
  fc.letrec<{ value: unknown; list: unknown; object: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 2, withCrossShrink: true }, scalar(), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 3 }),
    object: fc.dictionary(name(), tie('value'), { maxKeys: 3 }),
  }));

export const aRecord = (): fc.Arbitrary<EvaluatedRecord> =>
  fc.record({
    id: fc.constantFrom('record-01', 'record-02', 'a'),
    ownerId: fc.constantFrom(...IDS, null),
    createdAt: fc.constantFrom(...TIMES),
    updatedAt: fc.constantFrom(...TIMES),
    // As stored: through JSON once.
    data: json().object.map((data) => JSON.parse(JSON.stringify(data)) as unknown),
    grants: fc.record({ read: principals(), write: principals() }),
  });

const principals = () =>
  fc.subarray([...IDS.map((id) => `user:${id}`), ...GROUPS.map((group) => `group:${group}`)], {
    maxLength: 2,
  });

export const anEnvironment = (): fc.Arbitrary<Environment> =>
  fc.record(
    {
      now: fc.constantFrom(...TIMES),
      user: fc.record({
        id: fc.constantFrom(...IDS),
        email: fc.constantFrom('a', 'a@b.c', ''),
        groups: fc.subarray(GROUPS),
      }),
    },
    { requiredKeys: ['now'] },
  );

const single = (key: string, value: fc.Arbitrary<unknown>) => value.map((it) => ({ [key]: it }));

function conditions(rule: boolean): fc.Arbitrary<Record<string, unknown>> {
  const reference = fc.constantFrom(
    { $user: 'id' },
    { $user: 'email' },
    { $now: '-7d' },
    { $now: '0s' },
  );
  const value = rule ? fc.oneof(json().value, reference) : json().value;
  const some = rule ? fc.constantFrom(...TEXTS.filter((it) => it !== '')) : text();
  const comparable = rule ? fc.oneof(text(), number(), reference) : fc.oneof(text(), number());
  const list = fc.array(value, { minLength: rule ? 1 : 0, maxLength: 4 });
  const lists = rule ? fc.oneof(list, fc.constant({ $user: 'groups' })) : list;
  const operators = fc.oneof(
    single('$eq', value),
    single('$ne', value),
    ...['$gt', '$gte', '$lt', '$lte'].map((key) => single(key, comparable)),
    single('$in', lists),
    single('$nin', lists),
    single('$exists', fc.boolean()),
    single('$contains', fc.oneof(some, number(), fc.boolean())),
    single('$startsWith', some),
  );
  const onField = fc
    .tuple(path(), fc.oneof(value, operators, operators))
    .map(([key, condition]) => ({ [key]: condition }));
  const time = fc.constantFrom(...TIMES).map((at) => new Date(at).toISOString());
  const own = fc.oneof(
    single('$ownerId', fc.oneof(fc.constantFrom(...IDS), single('$ne', fc.constantFrom(...IDS)))),
    single(
      '$id',
      fc.oneof(
        single('$startsWith', some),
        single('$contains', some),
        single('$in', fc.array(some, { minLength: 1, maxLength: 2 })),
      ),
    ),
    single(
      '$createdAt',
      fc.oneof(
        time,
        single('$gt', time),
        single('$lte', time),
        single('$in', fc.array(time, { minLength: 1, maxLength: 2 })),
      ),
    ),
  );
  const extra = fc.constantFrom<Record<string, unknown>>(
    { $public: true },
    { $granted: 'read' },
    { $granted: 'write' },
    { $ownerId: { $user: 'id' } },
    { ward: { $in: { $user: 'groups' } } },
    { $updatedAt: { $gte: { $now: '-7d' } } },
  );
  return rule ? fc.oneof(onField, onField, own, extra) : fc.oneof(onField, onField, onField, own);
}

const expression = (rule: boolean) =>
  fc.letrec<{ filter: Record<string, unknown> }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      conditions(rule),
      fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map(($and) => ({ $and })),
      fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map(($or) => ({ $or })),
      tie('filter').map(($not) => ({ $not })),
      fc.tuple(conditions(rule), conditions(rule)).map(([one, other]) => ({ ...one, ...other })),
    ),
  })).filter;

/** Any filter that can be parsed, as a client would write it. */
export const aFilter = () => expression(false);

/** Any rule that can be parsed. */
export const aRule = () => expression(true);
