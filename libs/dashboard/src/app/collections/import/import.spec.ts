import { describe, expect, it } from '@jest/globals';
import { parseCsv, toCsv } from './csv';
import { readRows } from './read-rows';

describe('csv', () => {
  it('reads quotes, line ends in quotes, either separator, a byte order mark', () => {
    expect(parseCsv('\uFEFFa,b\r\n"x, ""y""","l1\nl2"\n')).toEqual([
      ['a', 'b'],
      ['x, "y"', 'l1\nl2'],
    ]);
    expect(parseCsv('a;b\n1;2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('writes what it reads, and no formulas', () => {
    const record = {
      id: 'record01',
      collection: 'c',
      ownerId: 'user0001',
      data: { name: '=1+1', note: 'a "b", c', n: -5 },
      createdAt: 't1',
      updatedAt: 't2',
    };
    expect(toCsv([record])).toBe(
      'id,ownerId,createdAt,updatedAt,name,note,n\r\nrecord01,user0001,t1,t2,\'=1+1,"a ""b"", c",-5\r\n',
    );
  });
});

describe('readRows', () => {
  it('reads CSV with types, and says which line does not fit', () => {
    expect(readRows('name,n,ok\nAda,5,true\nBob\n', 'x.csv')).toEqual({
      fields: ['name', 'n', 'ok'],
      rows: [
        { number: 2, data: { name: 'Ada', n: 5, ok: true } },
        { number: 3, wrong: 'has 1 cells, the head has 3' },
      ],
    });
  });

  it('reads JSON lists, JSON lines and exported records', () => {
    expect(readRows('[{"a":1},2]', 'x.json').rows).toEqual([
      { number: 1, data: { a: 1 } },
      { number: 2, wrong: 'is not a JSON object' },
    ]);
    expect(readRows('{"a":1}\n{"a":2}', 'x.jsonl').rows).toHaveLength(2);
    const exported = '[{"id":"x","collection":"c","createdAt":"t","data":{"a":1}}]';
    expect(readRows(exported, 'x.json').rows[0]!.data).toEqual({ a: 1 });
  });
});
