import { describe, expect, it } from '@jest/globals';
import { decide } from './ranges.js';

const MODIFIED = Date.parse('2026-03-01T10:00:00.700Z');
const DATE = new Date(MODIFIED).toUTCString();
const LATER = new Date(MODIFIED + 60_000).toUTCString();
const EARLIER = new Date(MODIFIED - 60_000).toUTCString();
const on = (headers: Record<string, string>, size = 10, method = 'GET') =>
  decide(method, headers, size, { etag: '"a"', modifiedAt: MODIFIED });
const part = (first: number, last: number) => ({ status: 206, range: { first, last } });
const WHOLE = { status: 200 };

describe('ranges (4.2 row 22)', () => {
  it.each([
    ['bytes=0-3', 10, part(0, 3)],
    ['bytes=4-', 10, part(4, 9)],
    ['bytes=-3', 10, part(7, 9)],
    ['bytes=-30', 10, part(0, 9)],
    ['bytes=0-99999999999999999999999999', 10, part(0, 9)],
    ['BYTES=9-9', 10, part(9, 9)],
    ['bytes=-0', 10, { status: 416 }],
    ['bytes=5-1', 10, { status: 416 }],
    ['bytes=10-', 10, { status: 416 }],
    ['bytes=99999999999999999999999999-', 10, { status: 416 }],
    ['bytes=0-0', 0, { status: 416 }],
    ['bytes=-1', 0, { status: 416 }],
    ['bytes=0-1,3-4', 10, WHOLE],
    [`bytes=${'0-,'.repeat(5000)}0-`, 10, WHOLE],
    ['bytes=-', 10, WHOLE],
    ['bytes=a-b', 10, WHOLE],
    ['bytes=1.5-2', 10, WHOLE],
    ['lines=1-2', 10, WHOLE],
    ['', 10, WHOLE],
  ])('%.40s of %d bytes', (range, size, outcome) => {
    expect(on({ range }, size)).toEqual(outcome);
  });

  it('are for GET only', () => {
    expect(on({ range: 'bytes=0-1' }, 10, 'HEAD')).toEqual(WHOLE);
  });

  it.each([
    ['"a"', 206],
    ['"b"', 200],
    ['W/"a"', 200],
    [DATE, 206],
    [EARLIER, 200],
    ['nonsense', 200],
  ])('count with If-Range: %s', (header, status) => {
    expect(on({ range: 'bytes=0-1', 'if-range': header }).status).toBe(status);
  });
});

describe('conditions', () => {
  it.each([
    [{ 'if-none-match': '"a"' }, 304],
    [{ 'if-none-match': 'W/"a"' }, 304],
    [{ 'if-none-match': '"x", "a"' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"x"' }, 200],
    [{ 'if-none-match': '"x"', 'if-modified-since': LATER }, 200],
    [{ 'if-modified-since': DATE }, 304],
    [{ 'if-modified-since': LATER }, 304],
    [{ 'if-modified-since': EARLIER }, 200],
    [{ 'if-modified-since': 'nonsense' }, 200],
    [{ 'if-match': '"a"' }, 200],
    [{ 'if-match': 'W/"a"' }, 412],
    [{ 'if-match': '"x"' }, 412],
    [{ 'if-none-match': '"a"', range: 'bytes=0-1' }, 304],
  ])('%j', (headers, status) => {
    expect(on(headers as Record<string, string>).status).toBe(status);
  });
});
