import { describe, expect, it } from '@jest/globals';
import { declaredType, mayShow, sniffType } from './content-type.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const sniff = (bytes: Buffer | string) => sniffType(Buffer.from(bytes as string), true);

describe('declaredType', () => {
  it.each([
    ['image/png', 'image/png'],
    ['Text/HTML; charset=utf-8', 'text/html'],
    ['application/vnd.api+json', 'application/vnd.api+json'],
    ['image/svg+xml;a="b;c"', 'image/svg+xml'],
    [undefined, 'application/octet-stream'],
    ['', 'application/octet-stream'],
    ['png', 'application/octet-stream'],
    ['image/', 'application/octet-stream'],
    ['image/png\r\nx: y', 'application/octet-stream'],
    ['image/png/x', 'application/octet-stream'],
    ['image png', 'application/octet-stream'],
  ])('%j', (header, type) => {
    expect(declaredType(header)).toBe(type);
  });
});

describe('sniffType', () => {
  it.each([
    [PNG, 'image/png'],
    ['%PDF-1.7\n', 'application/pdf'],
    ['hello, Grüße', 'text/plain'],
    ['', 'text/plain'],
    ['a\u0000b', undefined],
    [Buffer.from([0xff, 0x41, 0x80, 0x41]), undefined],
    ['<!doctype html><p>', 'text/html'],
    ['words first <script >alert(1)</script>', 'text/html'],
    ['  <svg xmlns="http://www.w3.org/2000/svg" onload="x()">', 'image/svg+xml'],
    ['1 < 2 and a<3', 'text/plain'],
  ])('%.40j', async (bytes, type) => {
    expect(await sniff(bytes)).toBe(type);
  });

  it('does not mind a character cut in two', async () => {
    expect(await sniffType(Buffer.from('aé').subarray(0, 2), false)).toBe('text/plain');
    expect(await sniffType(Buffer.from('aé').subarray(0, 2), true)).toBeUndefined();
  });
});

describe('mayShow (5.2.2)', () => {
  it.each([
    ['image/png', 'image/png', true],
    ['image/jpg', 'image/jpeg', true],
    ['text/plain', 'text/plain', true],
    ['application/pdf', 'application/pdf', true],
    ['image/png', 'image/jpeg', false],
    ['image/png', null, false],
    ['image/svg+xml', 'image/svg+xml', false],
    ['text/html', 'text/html', false],
    ['text/html', 'text/plain', false],
    ['text/plain', 'text/html', false],
    ['application/octet-stream', 'image/png', false],
    ['application/zip', 'application/zip', false],
    ['constructor', null, false],
  ])('declared %s, sniffed %s', (declared, sniffed, shown) => {
    expect(mayShow(declared, sniffed)).toBe(shown);
  });
});
