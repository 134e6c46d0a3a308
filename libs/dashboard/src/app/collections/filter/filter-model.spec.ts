import { describe, expect, it } from '@jest/globals';
import { conditionsOf, filterOf, filterText, parseFilter } from './filter-model';

describe('filter model', () => {
  it.each([
    {},
    { tag: 'a', done: true, n: 5, gone: null },
    { age: { $gt: 18, $lte: 65 } },
    { $and: [{ name: { $startsWith: 'A' } }, { name: { $contains: 'd' } }] },
    { ward: { $in: ['a', 'b'] }, room: { $nin: [1, 2] }, note: { $exists: false } },
  ])('shows %j as lines and makes the same filter of them', (filter) => {
    const lines = conditionsOf(filter);
    const again = conditionsOf(filterOf(lines!));
    expect(again).toEqual(lines);
    expect(lines).toBeDefined();
  });

  it('keeps types apart', () => {
    expect(filterOf([{ field: 'n', operator: '$eq', kind: 'text', text: '5' }])).toEqual({
      n: '5',
    });
    expect(filterOf([{ field: 'n', operator: '$eq', kind: 'number', text: '5' }])).toEqual({
      n: 5,
    });
  });

  it.each([{ $or: [{ a: 1 }] }, { a: { $eq: { b: 1 } } }, { a: [1] }, { a: { $in: ['x,y'] } }])(
    'leaves %j to the text',
    (filter) => expect(conditionsOf(filter)).toBeUndefined(),
  );

  it('takes nothing for no filter and says what is wrong with the rest', () => {
    expect(parseFilter('  ')).toEqual({ filter: {} });
    expect(parseFilter('[1]').wrong).toContain('JSON object');
    expect(parseFilter('{"a"').wrong).toBeDefined();
    expect(filterText({})).toBeUndefined();
    expect(filterText({ a: 1 })).toBe('{"a":1}');
  });
});
