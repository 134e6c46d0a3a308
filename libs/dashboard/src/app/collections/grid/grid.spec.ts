import { describe, expect, it } from '@jest/globals';
import { cellText, columnsOf, shownColumns } from './columns';
import { nextSort } from './sorting';

const record = (data: Record<string, unknown>) => ({
  id: 'record01',
  collection: 'c',
  ownerId: 'user0001',
  data,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});

describe('grid columns', () => {
  it('are the fields that occur, the most common first, then the record’s own', () => {
    const all = columnsOf([record({ rare: 1, name: 'a' }), record({ name: 'b' })]);
    expect(all.map(({ key }) => key)).toEqual([
      'data.name',
      'data.rare',
      'ownerId',
      'createdAt',
      'updatedAt',
    ]);
    expect(shownColumns(all, undefined).map(({ key }) => key)).toEqual([
      'data.name',
      'data.rare',
      'createdAt',
    ]);
    expect(shownColumns(all, 'updatedAt,data.gone').map(({ title }) => title)).toEqual([
      'updatedAt',
      'gone',
    ]);
  });

  it('show values as text', () => {
    expect([undefined, null, 'a', 1, { a: [1] }].map(cellText)).toEqual([
      '',
      'null',
      'a',
      '1',
      '{"a":[1]}',
    ]);
  });
});

describe('nextSort', () => {
  it('goes up, down and off', () => {
    expect(nextSort(undefined, 'a', false)).toBe('a');
    expect(nextSort('a', 'a', false)).toBe('-a');
    expect(nextSort('-a', 'a', false)).toBeUndefined();
  });
  it('keeps the other columns when asked', () => {
    expect(nextSort('-b', 'a', true)).toBe('-b,a');
    expect(nextSort('-b', 'a', false)).toBe('a');
  });
});
