import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signUp, startTestInstance, type TestInstance } from '../support/instance.js';

describe('what comes over the wire', () => {
  let instance: TestInstance;
  let headers: Record<string, string>;

  beforeAll(async () => {
    instance = await startTestInstance();
    ({ headers } = await signUp(instance));
  });
  afterAll(() => instance.destroy());

  /** Sends bytes as they are and returns all that comes back until the server closes. */
  const raw = (text: string) =>
    new Promise<string>((resolve) => {
      const { hostname, port } = new URL(instance.url);
      let answer = '';
      const socket = connect(Number(port), hostname, () => socket.write(text));
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => (answer += chunk));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(answer));
    });
  const count = async () => {
    const answer = await fetch(`${instance.url}/db/collections/smuggled`, { headers });
    return ((await answer.json()) as { data: { total: number } }).data.total;
  };
  const credentials = () =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
  const body = '{"data":{}}';
  const start = () =>
    `POST /db/collections/smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n` +
    `Content-Type: application/json\r\n${credentials()}`;

  it('takes the request that the malformed ones are made of', async () => {
    const answer = await raw(`${start()}Content-Length: ${body.length}\r\n\r\n${body}`);
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    expect(await count()).toBe(1);
  });

  it.each([
    [
      'both Content-Length and Transfer-Encoding',
      (length: number) =>
        `Content-Length: ${length}\r\nTransfer-Encoding: chunked\r\n\r\n` +
        `${length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ],
    [
      'two different Content-Lengths',
      (length: number) => `Content-Length: ${length}\r\nContent-Length: 1\r\n\r\n${body}`,
    ],
    [
      'the same Content-Length twice',
      (length: number) => `Content-Length: ${length}\r\nContent-Length: ${length}\r\n\r\n${body}`,
    ],
    [
      'a folded header',
      (length: number) => `X-Folded: a\r\n b\r\nContent-Length: ${length}\r\n\r\n${body}`,
    ],
    ['bare line feeds', (length: number) => `X-Bare: a\nContent-Length: ${length}\n\n${body}`],
    ['a space before the colon', (length: number) => `Content-Length : ${length}\r\n\r\n${body}`],
    [
      'an encoding that ends otherwise',
      () => `Transfer-Encoding: chunked, identity\r\n\r\n${body}`,
    ],
    ['a chunk of no length', () => `Transfer-Encoding: chunked\r\n\r\nzz\r\n${body}\r\n0\r\n\r\n`],
  ])('refuses %s, and no route hears of it (ASVS 4.2.1)', async (_name, rest) => {
    const before = await count();
    const answer = await raw(start() + rest(body.length));
    expect(answer).not.toMatch(/^HTTP\/1\.1 2/m);
    if (answer !== '') expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(await count()).toBe(before);
  });

  it.each([
    ['no HTTP at all', 'HELLO\r\n\r\n', 400, 'VALIDATION_ERROR'],
    ['an unknown method', 'BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'VALIDATION_ERROR'],
    [
      'headers without end',
      `GET /health HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
      431,
      'PAYLOAD_TOO_LARGE',
    ],
  ])('answers %s in the envelope', async (_name, text, status, code) => {
    const [head = '', json = ''] = (await raw(text)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/^Connection: close$/m);
    const requestId = /^X-Request-Id: (.+)$/m.exec(head)?.[1];
    const error = { code, message: expect.any(String), requestId };
    expect(JSON.parse(json)).toEqual({ success: false, error });
  });

  it('tells a client that still sends a body why nobody wants it', async () => {
    const body = 'x'.repeat(9 * 1024 * 1024);
    const send = (more: Record<string, string>) =>
      new Promise<number | string>((resolve) => {
        const sent = request(`${instance.url}/db/batch`, {
          method: 'POST',
          agent: false,
          headers: { ...headers, 'content-type': 'application/json', ...more },
        });
        sent.once('response', (answer) =>
          answer.resume().once('end', () => resolve(answer.statusCode!)),
        );
        sent.once('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
        sent.end(body);
      });
    for (let n = 0; n < 10; n++) {
      expect(await send({ 'content-length': String(body.length) })).toBe(413);
      expect(await send({ 'transfer-encoding': 'chunked' })).toBe(413);
      expect(await send({ authorization: 'Bearer x.y.z' })).toBe(401);
    }
  });

  it('leaves Object.prototype as it was, whatever comes (ASVS 1.5.2)', async () => {
    const before = Reflect.ownKeys(Object.prototype);
    const names = [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'valueOf',
    ];
    const statuses: number[] = [];
    const send = async (method: string, path: string, json?: string) => {
      const answer = await fetch(instance.url + path, {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        ...(json === undefined ? {} : { body: json }),
      });
      statuses.push(answer.status);
      await answer.text();
    };
    for (const name of names) {
      const nested = `{"${name}":{"polluted":1,"prototype":{"polluted":1}}}`;
      await send('POST', '/db/collections/fuzz', `{"data":${nested}}`);
      await send('POST', '/db/collections/fuzz', nested);
      await send('POST', `/db/collections/${name}`, '{"data":{"a":1}}');
      await send('PATCH', `/db/collections/fuzz/${name}`, `{"data":${nested}}`);
      await send('PATCH', '/auth/me', `{"customIdentity":{"${name}":"x"}}`);
      await send('POST', '/db/batch', `{"operations":[${nested}]}`);
      const text = encodeURIComponent(nested);
      await send('GET', `/db/collections/fuzz?filter=${text}`);
      await send('GET', `/db/collections/fuzz?sort=data.${name}.polluted&fields=${name}.polluted`);
      await send('GET', `/db/collections/fuzz?${name}[polluted]=1&${name}=1`);
      await send('GET', `/storage/buckets/${name}/${name}`);
      await send('GET', `/${name}`);
    }
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect(Reflect.ownKeys(Object.prototype)).toEqual(before);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
