import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  answer,
  aSession,
  fakeServer,
  type FakeServer,
  KEY,
  storeOf,
} from '../test/fake-server.js';
import { AppBase, StorageError, type UploadProgress } from './index.js';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const stored = { file: { id: 'file-0001' }, url: '/storage/buckets/photos/file-0001' };
async function clientOf(handle?: Parameters<typeof fakeServer>[0]) {
  server = await fakeServer(handle ?? ((_request, response) => answer(response, 201, stored)));
  return AppBase.init({ endpoint: server.url, apiKey: KEY, sessionStore: storeOf(aSession()) });
}

/** Head and content of the one part of a form. */
function partOf(body: string | undefined) {
  const [head = '', ...rest] = (body ?? '').split('\r\n\r\n');
  const content = rest.join('\r\n\r\n');
  return {
    name: /name="([^"]*)"/.exec(head)?.[1],
    filename: /filename="([^"]*)"/.exec(head)?.[1],
    type: /content-type: (.*)/i.exec(head)?.[1],
    content: content.slice(0, content.lastIndexOf('\r\n--')),
  };
}

async function* pieces() {
  yield 'one ';
  yield new TextEncoder().encode('two');
}

describe('an upload', () => {
  const cases: [string, () => unknown, object, object][] = [
    ['a Blob', () => new Blob(['bytes'], { type: 'text/plain' }), {}, { type: 'text/plain' }],
    ['a File', () => new File(['bytes'], 'a b.txt'), {}, { filename: 'a b.txt' }],
    [
      'a Buffer',
      () => Buffer.from('bytes'),
      { filename: 'x.bin', contentType: 'image/png' },
      { filename: 'x.bin', type: 'image/png' },
    ],
    ['an ArrayBuffer', () => new TextEncoder().encode('bytes').buffer, {}, {}],
    [
      'a Readable',
      () => Readable.from([Buffer.from('by'), Buffer.from('tes')]),
      { filename: 'r', contentType: 'text/csv' },
      { filename: 'r', type: 'text/csv' },
    ],
    ['a web stream', () => new Blob(['bytes']).stream(), {}, {}],
  ];
  it.each(cases)('takes %s', async (_name, file, options, expected) => {
    const client = await clientOf();
    await expect(client.storage.upload('photos', file() as Blob, options)).resolves.toEqual(stored);
    const { path, headers, body } = server?.seen[0] ?? {};
    expect(path).toBe('/storage/buckets/photos/upload');
    expect(headers?.['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(headers?.['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
    expect(partOf(body)).toEqual({
      name: 'file',
      filename: 'upload',
      type: 'application/octet-stream',
      content: 'bytes',
      ...expected,
    });
  });

  it('takes a FormData as it is and a generator of pieces', async () => {
    const client = await clientOf();
    const form = new FormData();
    form.append('note', 'first');
    form.append('file', new Blob(['in a form']), 'f.txt');
    await client.storage.upload('photos', form);
    expect(server?.seen[0]?.body).toContain('in a form');
    await client.storage.upload('photos', pieces());
    expect(partOf(server?.seen[1]?.body).content).toBe('one two');
  });

  it('keeps a name from breaking out of its header', async () => {
    const client = await clientOf();
    await client.storage.upload('photos', pieces(), {
      filename: 'a"\r\nX-Evil: 1',
      contentType: 'text/plain\r\nX-Evil: 2',
    });
    expect(partOf(server?.seen[0]?.body)).toMatchObject({
      filename: 'a%22%0D%0AX-Evil: 1',
      type: 'text/plainX-Evil: 2',
    });
  });

  it('tells how far it is, and stops when aborted', async () => {
    const client = await clientOf();
    const seen: UploadProgress[] = [];
    await client.storage.upload('photos', Buffer.alloc(300_000), {
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toEqual({ loaded: 300_000, total: 300_000 });

    const controller = new AbortController();
    async function* endless() {
      for (;;) {
        yield new Uint8Array(1000);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    const upload = client.storage.upload('photos', endless(), {
      signal: controller.signal,
      onProgress: ({ loaded }) => loaded > 5000 && controller.abort(),
    });
    await expect(upload).rejects.toMatchObject({ name: 'StorageError', code: 'ABORTED' });
  });

  it('streams: memory stays flat', async () => {
    const client = await clientOf((_request, response) => answer(response, 201, stored));
    let most = 0;
    let made = 0;
    async function* source() {
      for (let n = 0; n < 64; n++) {
        made += 65_536;
        yield new Uint8Array(65_536);
      }
    }
    let sent = 0;
    await client.storage.upload('photos', source(), {
      onProgress: ({ loaded }) => {
        most = Math.max(most, made - sent);
        sent = loaded;
      },
    });
    expect(sent).toBe(64 * 65_536);
    expect(most).toBeLessThanOrEqual(2 * 65_536);
  });
});

describe('a download', () => {
  const bytes = Buffer.from([0, 255, 13, 10, 128]);
  it('comes as Buffer in Node, or as asked', async () => {
    const client = await clientOf((_request, response) => response.end(bytes));
    const download = await client.storage.download('photos', 'file-0001', { version: 2 });
    expect(Buffer.isBuffer(download)).toBe(true);
    expect(download).toEqual(bytes);
    expect(server?.seen[0]?.path).toBe('/storage/buckets/photos/file-0001?version=2');
    const blob = await client.storage.download('photos', 'file-0001', { as: 'blob' });
    expect(Buffer.from(await blob.arrayBuffer())).toEqual(bytes);
    const stream = await client.storage.download('photos', 'file-0001', { as: 'stream' });
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk);
    expect(Buffer.concat(chunks)).toEqual(bytes);
  });

  it('that breaks in the middle is a NETWORK_ERROR, never a short file', async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setTimeout(() => response.destroy(), 5);
    });
    const broken = client.storage.download('photos', 'file-0001');
    await expect(broken).rejects.toBeInstanceOf(StorageError);
    await expect(broken).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  });
});

describe('addresses', () => {
  it('are absolute', async () => {
    const client = await clientOf((_request, response) =>
      answer(response, 201, { url: '/storage/links/abc?signature=x', expiresAt: 'soon' }),
    );
    expect(client.storage.getUrl('photos', 'file-0001')).toBe(
      `${server?.url}/storage/buckets/photos/file-0001`,
    );
    await expect(
      client.storage.signedUrl('photos', 'file-0001', { expiresIn: 60 }),
    ).resolves.toEqual({ url: `${server?.url}/storage/links/abc?signature=x`, expiresAt: 'soon' });
    expect(server?.seen[0]).toMatchObject({
      method: 'POST',
      path: '/storage/buckets/photos/file-0001/url',
      json: { expiresIn: 60 },
    });
  });
});
