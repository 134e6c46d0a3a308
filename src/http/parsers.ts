import type { FastifyInstance } from 'fastify';

/**
 * Body parsers: JSON that refuses `__proto__` and `constructor.prototype`, where an empty body
 * counts as none; multipart streams are left alone for multer.
 */
export function registerParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const json = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => {
      if (body === '') done(null, undefined);
      else void json(request, body, done);
    },
  );
  fastify.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null));
}

/** Query strings: a key that comes twice becomes an array, which every schema refuses. */
export function parseQuery(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  for (const [key, value] of new URLSearchParams(text)) {
    const before = query[key];
    query[key] = before === undefined ? value : [before, value].flat();
  }
  return query;
}
