import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Api } from '../support/api.js';
import { openEventStream } from '../support/event-stream.js';
import { type Program, startProgram } from '../support/program.js';

/** 2,000 on demand (`SSE_CLIENTS=2000`); fewer when all tests run. */
const CLIENTS = Number(process.env['SSE_CLIENTS'] ?? 300);
const EVENTS = 20;
const MiB = 1024 * 1024;
/** Nothing under way takes long here; the system would wait 15 s for what does. */
const STOP_MS = 12_000;

describe('limits and load', () => {
  let dataDir: string;
  let program: Program;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'appbase-limits-'));
  });
  afterEach(async () => {
    await program.end('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('sheds what does not fit into little memory, and goes on (reliability: out of memory)', async () => {
    program = await startProgram({ dataDir, nodeArguments: ['--max-old-space-size=256'] });
    const api = await new Api(program.url).signUp('nurse@clinic.example');
    const text = 'x'.repeat(MiB - 100);
    const statuses = new Set<number>();
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => api.post('/db/collections/notes', { data: { text } })),
      );
      for (const { status } of answers) statuses.add(status);
    }
    expect([...statuses].filter((status) => ![201, 503].includes(status))).toEqual([]);
    const lists = await Promise.all(
      Array.from({ length: 4 }, () => fetch(`${program.url}/db/collections/notes?limit=20`, api)),
    );
    for (const list of lists) {
      expect([200, 503]).toContain(list.status);
      await list.arrayBuffer();
    }
    expect(program.process.exitCode).toBeNull();
    expect((await fetch(`${program.url}/health/ready`)).status).toBe(200);
  });

  it('outlives a flood of connections with few file handles (reliability: file handles)', async () => {
    const wrapper = ['prlimit', '--nofile=256'];
    program = await startProgram({ dataDir, wrapper });
    const { port, hostname } = new URL(program.url);
    const api = await new Api(program.url).signUp('nurse@clinic.example');
    const sockets: Socket[] = [];
    for (let n = 0; n < 400; n++) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      sockets.push(socket);
    }
    await Promise.race([
      Promise.all(sockets.map((socket) => once(socket, 'connect').catch(() => undefined))),
      new Promise((resolve) => setTimeout(resolve, 2_000)),
    ]);
    for (const socket of sockets) socket.destroy();
    let stored: number | undefined;
    while (stored !== 201) {
      expect(program.process.exitCode).toBeNull();
      stored = (await api.post('/db/collections/notes', { data: {} }).catch(() => undefined))
        ?.status;
    }
    expect((await api.upload('b', 'a.bin', new Uint8Array([1]))).status).toBe(201);
    expect((await fetch(`${program.url}/health/ready`)).status).toBe(200);
  });

  it(`tells ${CLIENTS} readers everything, in order (reliability: SSE)`, async () => {
    program = await startProgram({ dataDir });
    const api = await new Api(program.url).signUp('nurse@clinic.example');
    const url = `${program.url}/db/collections/board/subscribe`;
    const streams: Awaited<ReturnType<typeof openEventStream>>[] = [];
    while (streams.length < CLIENTS) {
      const some = Array.from({ length: Math.min(50, CLIENTS - streams.length) }, () =>
        openEventStream(url, api.headers),
      );
      streams.push(...(await Promise.all(some)));
    }
    const made: string[] = [];
    for (let n = 0; n < EVENTS; n++) {
      const answer = await api.post<{ id: string }>('/db/collections/board', { data: { n } });
      made.push(answer.data.id);
    }
    await Promise.all(streams.map((stream) => stream.until((events) => events.length >= EVENTS)));
    const wrong = streams.filter(({ events }) => {
      const ids = events.map(({ data }) => (data as { record: { id: string } }).record.id);
      return ids.join() !== made.join();
    });
    expect(wrong).toEqual([]);
    await Promise.all(streams.map((stream) => stream.close()));
  });

  it('stops under load: tells streams, finishes what it took, ends with 0 (reliability: shutdown)', async () => {
    program = await startProgram({ dataDir });
    const api = await new Api(program.url).signUp('nurse@clinic.example');
    const stream = await openEventStream(
      `${program.url}/db/collections/notes/subscribe`,
      api.headers,
    );
    const acknowledged: string[] = [];
    const writers = Array.from({ length: 6 }, async () => {
      for (;;) {
        const answer = await api
          .post<{ id: string }>('/db/collections/notes', { data: {} })
          .catch(() => undefined);
        if (answer?.status !== 201) return answer?.status;
        acknowledged.push(answer.data.id);
      }
    });
    while (acknowledged.length < 100) await new Promise((resolve) => setTimeout(resolve, 5));
    const upload = slowUpload(program.url, api.headers);
    await upload.begun;
    const started = performance.now();
    const ended = program.end('SIGTERM');
    upload.finish();
    const [file, code] = [await upload.answer, await ended];
    expect(code).toBe(0);
    expect(performance.now() - started).toBeLessThan(STOP_MS);
    // What was under way is whole or refused, never cut off in silence.
    expect([201, 503, undefined]).toContain(file);
    for (const status of await Promise.all(writers)) expect([503, undefined]).toContain(status);
    await stream.ended;
    expect(stream.events.at(-1)?.event).toBe('shutdown');

    program = await startProgram({ dataDir });
    const again = new Api(program.url, api.headers);
    const { data } = await again.get<{ total: number }>('/db/collections/notes?limit=1');
    expect(data.total).toBeGreaterThanOrEqual(acknowledged.length);
    for (const id of acknowledged.slice(-50)) {
      expect((await again.get(`/db/collections/notes/${id}`)).status).toBe(200);
    }
  });
});

/** An upload of which half is there; `finish` sends the rest. */
function slowUpload(url: string, headers: Record<string, string>) {
  let finish = () => {};
  let begin = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const head =
    '--b\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n' +
    'content-type: application/octet-stream\r\n\r\n';
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const text = (part: string) => controller.enqueue(new TextEncoder().encode(part));
      text(head + 'x'.repeat(100_000));
      setTimeout(begin, 100);
      finish = () => {
        text('y'.repeat(100_000) + '\r\n--b--\r\n');
        controller.close();
      };
    },
  });
  const answer = fetch(`${url}/storage/buckets/b/upload`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'multipart/form-data; boundary=b' },
    body,
    duplex: 'half',
  } as RequestInit).then(
    async (response) => {
      await response.text();
      return response.status;
    },
    () => undefined,
  );
  return { begun, answer, finish: () => finish() };
}
