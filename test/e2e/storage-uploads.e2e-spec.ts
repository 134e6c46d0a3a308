import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { SettingsService } from '../../src/settings/settings.service.js';
import { storedBytes } from '../../src/storage/files.sql.js';
import { type Caller, aCaller, storedFiles, until } from '../support/files.js';
import { startTestInstance, type TestInstance } from '../support/instance.js';

const MiB = 1024 * 1024;
const LIMIT = 2 * MiB;
const BOUNDARY = 'xxBOUNDARYxx';
const PATH = '/storage/buckets/uploads/upload';

interface Part {
  name: string;
  filename?: string;
  type?: string;
  body: string;
}

describe('uploads', () => {
  let instance: TestInstance;
  let ann: Caller;
  let before: string[];

  beforeAll(async () => {
    instance = await startTestInstance({ APPBASE_MAX_UPLOAD_BYTES: String(LIMIT) });
    ann = await aCaller(instance);
  });
  beforeEach(() => {
    before = storedFiles(instance);
  });
  afterAll(() => instance.destroy());

  const part = ({ name, filename, type, body }: Part) =>
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"` +
    (filename === undefined ? '' : `; filename="${filename}"`) +
    (type === undefined ? '' : `\r\ncontent-type: ${type}`) +
    `\r\n\r\n${body}\r\n`;
  const send = (
    body: string,
    type = `multipart/form-data; boundary=${BOUNDARY}`,
    headers: Record<string, string> = {},
  ) => ann.fetch(PATH, { method: 'POST', body, headers: { 'content-type': type, ...headers } });
  const sendParts = (parts: Part[], headers?: Record<string, string>) =>
    send(`${parts.map(part).join('')}--${BOUNDARY}--\r\n`, undefined, headers);
  const file = (more: Partial<Part> = {}): Part => ({
    name: 'file',
    filename: 'a.txt',
    type: 'text/plain',
    body: 'x',
    ...more,
  });
  const nothingLeft = () => expect(storedFiles(instance)).toEqual(before);
  const settings = () => instance.server.app.get(SettingsService, { strict: false });
  const codeOf = async (answer: Response) =>
    ((await answer.json()) as { error: { code: string } }).error.code;

  /** Speaks HTTP by hand: sends a head and some of the body, and hands out the socket. */
  const begin = (contentLength: number, body: string) => {
    const socket = connect(Number(new URL(instance.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      `POST ${PATH} HTTP/1.1\r\nhost: x\r\nx-api-key: ${instance.apiKey}\r\n` +
        `authorization: ${ann.headers['authorization']}\r\ncontent-length: ${contentLength}\r\n` +
        `content-type: multipart/form-data; boundary=${BOUNDARY}\r\n\r\n${body}`,
    );
    return socket;
  };

  it('may have other parts before and after the file', async () => {
    const note = { name: 'note', body: 'hello' };
    const answer = await sendParts([note, file(), { ...note, name: '__proto__' }]);
    expect(answer.status).toBe(201);
  });

  it.each([
    ['image/png', 'image/png'],
    ['Image/PNG; x=y', 'image/png'],
    ['not a type', 'application/octet-stream'],
    [undefined, 'application/octet-stream'],
  ])('of the declared type %s are kept as %s', async (type, kept) => {
    const answer = await sendParts([file({ type })]);
    expect(await answer.json()).toMatchObject({ data: { file: { mimeType: kept } } });
  });

  it('of no bytes are files too', async () => {
    const answer = await sendParts([file({ body: '' })]);
    const { data } = (await answer.json()) as { data: { url: string; file: { size: number } } };
    expect(data.file.size).toBe(0);
    const bytes = await ann.fetch(data.url);
    expect([bytes.status, bytes.headers.get('content-length')]).toEqual([200, '0']);
    expect((await ann.fetch(data.url, { headers: { range: 'bytes=0-' } })).status).toBe(416);
  });

  it.each([
    ['another content type', () => send('{}', 'application/json')],
    ['no content type', () => ann.fetch(PATH, { method: 'POST' })],
    ['no boundary', () => send('x', 'multipart/form-data')],
    ['an empty body', () => send('')],
    ['no part "file"', () => sendParts([{ name: 'note', body: 'x' }])],
    ['a part "file" that is no file', () => sendParts([{ name: 'file', body: 'x' }])],
    ['a file without a name', () => sendParts([file({ filename: '' })])],
    ['a file under another name', () => sendParts([file({ name: 'other' })])],
    ['two files', () => sendParts([file(), file()])],
    ['two files under different names', () => sendParts([file(), file({ name: 'other' })])],
    ['too many fields', () => sendParts([...Array(40).fill({ name: 'a', body: 'x' }), file()])],
    [
      'a field that is too long',
      () => sendParts([{ name: 'a', body: 'x'.repeat(20_000) }, file()]),
    ],
    ['a last part cut off', () => send(part(file()))],
    ['a NUL in a name', () => sendParts([file({ filename: 'a\u0000.txt' })])],
    ['a broken header', () => send(`--${BOUNDARY}\r\nno header\r\n\r\nx\r\n--${BOUNDARY}--\r\n`)],
  ])('with %s are refused and leave nothing', async (_what, upload) => {
    const answer = await upload();
    expect([answer.status, await codeOf(answer)]).toEqual([400, 'VALIDATION_ERROR']);
    nothingLeft();
  });

  it('are refused with a name that is no bucket', async () => {
    expect((await ann.upload('a.b', 'x')).status).toBe(400);
    expect((await ann.upload('x'.repeat(65), 'x')).status).toBe(400);
  });

  it('stop at the limit, whether the size was announced or not', async () => {
    expect((await sendParts([file({ body: 'x'.repeat(LIMIT) })])).status).toBe(201);
    before = storedFiles(instance);
    for (const size of [LIMIT + 1, LIMIT + 3 * MiB]) {
      const answer = await sendParts([file({ body: 'x'.repeat(size) })]);
      expect([answer.status, await codeOf(answer)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
      nothingLeft();
    }
  });

  it('over the limit are not read on (5.2.1)', async () => {
    const socket = begin(10 ** 12, part(file({ body: 'x'.repeat(1000) })).slice(0, -2));
    const answer = new Promise<string>((resolve) => {
      socket.once('data', (data) => resolve(data.toString()));
    });
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    nothingLeft();
    await new Promise((resolve) => socket.once('close', resolve));
  });

  it('over the limit in chunks are answered and cut off', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(256 * 1024);
    const body = new ReadableStream({
      pull(controller) {
        if (sent === 0) controller.enqueue(Buffer.from(part(file({ body: '' })).slice(0, -2)));
        sent += chunk.length;
        if (sent > 512 * MiB) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const answer = await ann.fetch(PATH, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    } as RequestInit);
    expect(answer.status).toBe(413);
    expect(sent).toBeLessThan(64 * MiB);
    nothingLeft();
  });

  it('that are aborted leave nothing', async () => {
    const socket = begin(LIMIT, part(file({ body: 'x'.repeat(LIMIT / 2) })).slice(0, -2));
    await until(() => storedFiles(instance).length > before.length);
    socket.destroy();
    await until(() => storedFiles(instance).length === before.length);
    nothingLeft();
  });

  it('follow the limit that an operator sets', async () => {
    await settings().update({ actor: 'test' }, { maxUploadBytes: 10 });
    expect((await sendParts([file({ body: 'x'.repeat(11) })])).status).toBe(413);
    await settings().update({ actor: 'test' }, { maxUploadBytes: LIMIT });
    expect((await sendParts([file({ body: 'x'.repeat(11) })])).status).toBe(201);
  });

  it('past the quota of the app are refused, also many at once', async () => {
    const usage = storedSizes();
    await settings().update({ actor: 'test' }, { storageQuotaBytes: usage + 250_000 });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => sendParts([file({ body: 'x'.repeat(100_000) })])),
    );
    const full = answers.filter(({ status }) => status === 507);
    const stored = answers.filter(({ status }) => status === 201);
    expect(stored.length).toBeLessThanOrEqual(2);
    expect(full.length).toBe(6 - stored.length);
    expect(await codeOf(full[0]!)).toBe('INSUFFICIENT_STORAGE');
    expect(storedFiles(instance)).toHaveLength(before.length + stored.length);
    await settings().update({ actor: 'test' }, { storageQuotaBytes: 0 });
    expect((await sendParts([file()])).status).toBe(201);
  });

  it('that are repeated under one key are stored once', async () => {
    const repeat = { 'idempotency-key': 'upload-1' };
    const [first, second] = await Promise.all([
      sendParts([file()], repeat),
      sendParts([file()], repeat),
    ]);
    expect([first.status, second.status]).toEqual([201, 201]);
    const body = await first.json();
    expect(await second.json()).toEqual(body);
    expect(await (await sendParts([file()], repeat)).json()).toEqual(body);
    expect(storedFiles(instance)).toHaveLength(before.length + 1);
    const other = await sendParts([file({ body: 'y' })], repeat);
    expect([other.status, await codeOf(other)]).toEqual([409, 'CONFLICT']);
    expect((await sendParts([file()], { 'idempotency-key': 'x'.repeat(65) })).status).toBe(400);
    expect(storedFiles(instance)).toHaveLength(before.length + 1);
  });

  const storedSizes = () => {
    const db = instance.server.app.get(Database, { strict: false });
    return db.read((connection) => storedBytes(connection));
  };
});
