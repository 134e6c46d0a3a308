import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** What is under way at shutdown may take this long. */
const GRACE_MS = 10_000;
/** Connections that become free meanwhile are closed this often. */
const LOOK_EVERY_MS = 50;

/**
 * Lets the server close although clients hold connections open on which they have not asked for
 * anything yet (browsers and `fetch` do): Node counts those as busy and would wait for them.
 */
export function closeUnusedConnections(fastify: FastifyInstance): void {
  const { server } = fastify;
  const unused = new Set<Socket>();
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', (request) => unused.delete(request.socket));
  fastify.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy();
    // One on which the last answer went out after the close has begun would be waited for, too.
    const look = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS).unref();
    server.once('close', () => clearInterval(look));
    setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
  });
}
