import { get } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StoredFile } from '@appbase-pfe/types';
import { aCaller, type Caller, storedFiles, until } from '../support/files.js';
import {
  type OperatorHeaders,
  signInOperator,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>';
const HTML = '<!doctype html><script>alert(1)</script>';
const XML =
  '<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></x>';
const TYPES = [
  'text/html',
  'application/xhtml+xml',
  'image/svg+xml',
  'text/xml',
  'application/xml',
  'application/javascript',
  'text/plain',
  'image/png',
  'application/octet-stream',
];
const EXTENSIONS = ['html', 'html.', 'svg', 'xhtml', 'xml', 'png', 'txt'];

describe('the bytes of files', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let ann: Caller;

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    ann = await aCaller(instance);
  });
  afterAll(() => instance.destroy());

  const store = (bytes: Buffer | string, type: string, name: string) =>
    ann.store('matrix', new Blob([bytes as string], { type }), name);

  it('never run as a page, whatever name, type and content say (4.2 row 20, 1.3.4)', async () => {
    for (const content of [SVG, HTML, XML]) {
      for (const type of TYPES) {
        for (const extension of EXTENSIONS) {
          const { url } = await store(content, type, `x.${extension}`);
          const { headers } = await ann.fetch(url, { method: 'HEAD' });
          const seen = [
            headers.get('content-type'),
            headers.get('content-disposition')?.split(';')[0],
            headers.get('x-content-type-options'),
            headers.get('content-security-policy'),
          ];
          expect(seen).toEqual([type, 'attachment', 'nosniff', "sandbox; default-src 'none'"]);
        }
      }
    }
  });

  it.each([
    ['image/png', PNG, 'inline'],
    ['image/jpeg', PNG, 'attachment'],
    ['text/html', PNG, 'attachment'],
    ['application/octet-stream', PNG, 'attachment'],
    ['text/plain', 'plain words', 'inline'],
    ['text/plain', PNG, 'attachment'],
    ['application/pdf', '%PDF-1.7\n', 'inline'],
    ['application/pdf', 'plain words', 'attachment'],
    ['image/svg+xml', SVG, 'attachment'],
  ])('declared %s are shown as they should be', async (type, bytes, kind) => {
    const { url } = await store(bytes, type, 'x.bin');
    const { headers } = await ann.fetch(url);
    expect(headers.get('content-disposition')).toBe(`${kind}; filename="x.bin"`);
  });

  it('lie under names of our own, whatever the client calls them (4.2 row 23)', async () => {
    const names = [
      '../../../evil',
      '..\\evil',
      'C:\\evil',
      'CON',
      '‮gnp.exe',
      `${'x'.repeat(300)}.png`,
    ];
    for (const name of names) {
      const { url, file } = await store('x', 'text/plain', name);
      expect(file.filename).not.toMatch(/[/\\\u202E]/);
      expect(Buffer.byteLength(file.filename)).toBeLessThanOrEqual(255);
      expect(url).toBe(`/storage/buckets/matrix/${file.id}`);
      expect((await ann.fetch(url)).headers.get('content-disposition')).toMatch(
        /^inline; filename="[\x20-\x7e]+"(?:; filename\*=UTF-8''[A-Za-z0-9%.!~_-]+)?$/,
      );
    }
    for (const name of storedFiles(instance)) expect(name).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each(['..', '%2e%2e%2fapp.sqlite', '..%5c..', '%00', 'x'.repeat(256), 'constructor'])(
    'are not found under the id %s',
    async (id) => {
      const answer = await ann.fetch(`/storage/buckets/matrix/${id}`, { redirect: 'manual' });
      expect([200, 404]).toContain(answer.status);
      expect(await answer.text()).not.toContain('SQLite format');
    },
  );

  it('come in parts, with validators (4.2 row 22)', async () => {
    const { url } = await store('0123456789', 'text/plain', 'digits.txt');
    const whole = await ann.fetch(url);
    const etag = whole.headers.get('etag')!;
    const get = async (headers: Record<string, string>) => {
      const answer = await ann.fetch(url, { headers });
      return [answer.status, await answer.text(), answer.headers.get('content-range')];
    };
    expect(await get({ range: 'bytes=2-4' })).toEqual([206, '234', 'bytes 2-4/10']);
    expect(await get({ range: 'bytes=-3', 'if-range': etag })).toEqual([
      206,
      '789',
      'bytes 7-9/10',
    ]);
    expect(await get({ range: 'bytes=-3', 'if-range': '"old"' })).toEqual([
      200,
      '0123456789',
      null,
    ]);
    expect(await get({ range: 'bytes=10-' })).toEqual([416, '', 'bytes */10']);
    expect(await get({ range: 'bytes=-0' })).toEqual([416, '', 'bytes */10']);
    expect(await get({ range: 'bytes=5-1' })).toEqual([416, '', 'bytes */10']);
    expect(await get({ range: 'bytes=0-1,4-5' })).toEqual([200, '0123456789', null]);
    expect(await get({ 'if-none-match': etag })).toEqual([304, '', null]);
    expect(await get({ 'if-modified-since': whole.headers.get('last-modified')! })).toEqual([
      304,
      '',
      null,
    ]);
    expect((await get({ 'if-match': '"old"' }))[0]).toBe(412);
    const head = await ann.fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      '10',
      '',
    ]);
    const later = await ann.fetch(url, { headers: { range: 'bytes=0-0' } });
    expect(await later.text()).toBe('0');
  });

  it('stop with the session of the reader, and the writer (4.2 row 9)', async () => {
    const bob = await aCaller(instance);
    const big = await bob.store('big', new Blob([Buffer.alloc(32 * 1024 * 1024)]), 'big.bin');
    const reading = await bob.fetch(big.url);
    const before = storedFiles(instance).length;
    const writer = connect(Number(new URL(instance.url).port), '127.0.0.1');
    writer.on('error', () => {});
    const head = Object.entries(bob.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    writer.write(
      `POST /storage/buckets/big/upload HTTP/1.1\r\nhost: x\r\n${head.join('')}` +
        'content-length: 1000000\r\ncontent-type: multipart/form-data; boundary=b\r\n\r\n' +
        '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nbytes',
    );
    await until(() => storedFiles(instance).length > before);
    const answered = new Promise<string>((resolve) => {
      writer.once('data', (data) => resolve(data.toString()));
    });
    const ban = await fetch(`${instance.url}/admin/users/${bob.id}/ban`, {
      method: 'POST',
      headers: operator as unknown as Record<string, string>,
    });
    expect(ban.status).toBe(200);
    await expect(reading.arrayBuffer()).rejects.toThrow();
    expect(await answered).toMatch(/^HTTP\/1\.1 401 /);
    expect((await bob.fetch(big.url)).status).toBe(401);
    expect(storedFiles(instance)).toHaveLength(before);
    writer.destroy();
  });

  it('are let go when the reader leaves', async () => {
    const big: StoredFile = await ann.store('big', new Blob([Buffer.alloc(8 * 1024 * 1024)]), 'b');
    for (let round = 0; round < 20; round++) {
      await new Promise<void>((resolve) => {
        const options = { headers: ann.headers, agent: false };
        get(instance.url + big.url, options, (answer) => {
          expect(answer.statusCode).toBe(200);
          answer.once('error', () => {});
          answer.once('close', resolve);
          answer.destroy();
        });
      });
    }
    const answer = await ann.fetch(big.url);
    expect((await answer.arrayBuffer()).byteLength).toBe(8 * 1024 * 1024);
  });
});
