// Load over raw sockets: a client that costs little beside the server it measures.
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

/** Sends requests over `connections` kept-alive sockets for `ms`; tells how many a second. */
export async function load({ port, ms, connections = 32, request, status }) {
  const durations = [];
  const end = performance.now() + ms;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, () => client(port, end, request, status, durations)),
  );
  const seconds = (performance.now() - started) / 1000;
  return { perSecond: durations.length / seconds, durations };
}

function client(port, end, request, status, durations) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let received = Buffer.alloc(0);
    let sent = 0;
    const next = () => {
      if (performance.now() >= end) {
        socket.destroy();
        resolve();
        return;
      }
      sent = performance.now();
      socket.write(request());
    };
    socket.on('connect', next);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const headEnd = received.indexOf(HEAD_END);
      if (headEnd === -1) return;
      const head = received.toString('latin1', 0, headEnd);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (Number.isNaN(length)) return reject(new Error(`no length: ${head}`));
      if (received.length < headEnd + 4 + length) return;
      if (!head.startsWith(`HTTP/1.1 ${status}`)) return reject(new Error(received.toString()));
      durations.push(performance.now() - sent);
      received = Buffer.alloc(0);
      next();
    });
  });
}

/** The text of a request. */
export function requestText(method, path, headers, body = '') {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === ''
      ? []
      : ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
