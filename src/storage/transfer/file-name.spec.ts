import { describe, expect, it } from '@jest/globals';
import { cleanFileName, contentDisposition } from './file-name.js';

describe('cleanFileName (5.3.1, 4.2 row 23)', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['Grüße 日本.txt', 'Grüße 日本.txt'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['C:\\temp\\a.txt', 'a.txt'],
    ['..', 'file'],
    ['/', 'file'],
    ['a\u0000.png', 'a.png'],
    ['a\r\nSet-Cookie: x=1.txt', 'aSet-Cookie: x=1.txt'],
    ['evil\u202Egnp.exe', 'evilgnp.exe'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['page.html.', 'page.html'],
    ['page.svg . ', 'page.svg'],
    ['\uD800x', '\uFFFDx'],
    ['u\u0308.txt', 'ü.txt'],
  ])('%j', (given, kept) => {
    expect(cleanFileName(given)).toBe(kept);
  });

  it('cuts a long name by whole characters and keeps its extension', () => {
    expect(cleanFileName(`${'x'.repeat(300)}.pdf`)).toBe(`${'x'.repeat(251)}.pdf`);
    expect(cleanFileName(`${'日'.repeat(300)}.pdf`)).toBe(`${'日'.repeat(83)}.pdf`);
    expect(Buffer.byteLength(cleanFileName(`a.${'x'.repeat(300)}`))).toBe(255);
  });
});

describe('contentDisposition', () => {
  it('names ASCII plainly', () => {
    expect(contentDisposition('inline', 'a b.txt')).toBe('inline; filename="a b.txt"');
  });

  it('keeps quotes, backslashes and percent signs out of the plain form (4.2 row 38)', () => {
    expect(contentDisposition('attachment', `a"b\\c%41'(*).txt`)).toBe(
      `attachment; filename="a_b_c_41'(*).txt"; filename*=UTF-8''a%22b%5Cc%2541%27%28%2A%29.txt`,
    );
  });

  it('says other names in UTF-8 (RFC 8187)', () => {
    expect(contentDisposition('attachment', 'é😀.txt')).toBe(
      `attachment; filename="__.txt"; filename*=UTF-8''%C3%A9%F0%9F%98%80.txt`,
    );
  });
});
