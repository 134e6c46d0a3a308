import type { FastifyInstance } from 'fastify';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const REQUEST_HEADERS = [
  'authorization',
  'cache-control',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'last-event-id',
  'range',
  'x-api-key',
  'x-appbase-device',
  'x-appbase-session',
  'x-request-id',
].join(', ');
const EXPOSED = 'ETag, Retry-After, RateLimit, X-Request-Id';
const MAX_AGE_SECONDS = '600';

/**
 * What an operator's cookie opens is for its own page alone. An app's page on the list may share
 * the site (`localhost` with another port), so the browser would send the cookie along.
 */
const OWN_PAGE_ONLY = /^\/(?:admin|operators?|dashboard|metrics|apps|events)(?:[/?]|$)/;

/**
 * Cross-origin access for the pages on the list, asked anew for every request. A page that is not
 * on it gets the same answer without a word on origins. The headers stand on the reply, so a stream
 * that writes its own head takes them from `reply.getHeaders()`.
 */
export function registerCors(fastify: FastifyInstance, origins: () => readonly string[]): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('vary', 'Origin');
    const { origin, 'access-control-request-method': wanted } = request.headers;
    const allowed =
      origin !== undefined && origins().includes(origin) && !OWN_PAGE_ONLY.test(request.url);
    if (allowed) {
      reply.header('access-control-allow-origin', origin);
      reply.header('access-control-allow-credentials', 'true');
      reply.header('access-control-expose-headers', EXPOSED);
    }
    if (request.method !== 'OPTIONS' || origin === undefined || wanted === undefined) {
      done();
      return;
    }
    if (allowed) {
      reply.header('access-control-allow-methods', METHODS);
      reply.header('access-control-allow-headers', REQUEST_HEADERS);
      reply.header('access-control-max-age', MAX_AGE_SECONDS);
    }
    void reply.code(204).send();
  });
}
