import { once } from 'node:events';
import { connect } from 'node:net';
import { getHeapStatistics } from 'node:v8';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Api } from '../support/api.js';
import { signUp, startTestInstance, type TestInstance } from '../support/instance.js';

/** What all bodies together may take, and a body whose end is waited for. */
const BUDGET = getHeapStatistics().heap_size_limit / 10;
const WAITED_FOR = 64 * 1024 * 1024;

let instance: TestInstance;

beforeAll(async () => {
  instance = await startTestInstance();
});
afterAll(() => instance.destroy());

it('is held up by no announcement of bodies that are refused anyway', async () => {
  const api = new Api(instance.url, (await signUp(instance)).headers);
  const { port, hostname } = new URL(instance.url);
  const count = Math.ceil(BUDGET / WAITED_FOR);
  const sockets = Array.from({ length: count }, () => connect(Number(port), hostname));
  const head = [
    'POST /auth/login HTTP/1.1',
    'Host: x',
    'Content-Type: application/json',
    `Content-Length: ${Math.floor(BUDGET / count) - 100}`,
  ];
  for (const socket of sockets) {
    await once(socket, 'connect');
    await new Promise((resolve) => socket.write(`${head.join('\r\n')}\r\n\r\n`, resolve));
  }
  for (let n = 0; n < 10; n++) await api.get('/auth/me');
  const answer = await api.post('/db/collections/notes', { data: { text: 'x'.repeat(50_000) } });
  expect([answer.status, answer.error?.code]).toEqual([201, undefined]);
  for (const socket of sockets) socket.destroy();
});
