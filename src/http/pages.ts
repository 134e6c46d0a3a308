import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { errors } from '../common/errors.js';
import { programFolder } from '../common/program.js';

/** Where the web consoles are built to. */
const FOLDER = join(programFolder, 'libs', 'dashboard', 'dist');
const ASSET = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
const PUBLIC = { access: { kind: 'public' }, raw: true, takesQuery: true } as const;
const YEAR = 'public, max-age=31536000, immutable';

/**
 * All from this server; no inline script or style. Pictures, players and frames (a PDF) also show
 * what the page has fetched itself (`blob:`).
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  'frame-src blob:',
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface Console {
  /** Where it is served, without the slash at the end: `/dashboard`. */
  at: string;
  /** The page that starts it. It finds its way by the part after `#`, so there is no other. */
  page: string;
}

/** Serves a web console: its page, and the files that the page loads. */
export async function registerConsole(fastify: FastifyInstance, console: Console): Promise<void> {
  if (existsSync(FOLDER)) {
    const options = { serve: false, cacheControl: false, dotfiles: 'ignore' } as const;
    await fastify.register(fastifyStatic, { root: FOLDER, ...options });
  }
  const { at, page } = console;
  if (at !== '') {
    // The addresses in the page are relative: it must be asked for with the slash.
    fastify.get(at, { config: PUBLIC }, (_, reply) => reply.redirect(`${at}/`));
  }
  fastify.get(`${at}/`, { config: PUBLIC }, (_, reply) => send(reply, page, 'no-cache'));
  fastify.get<{ Params: { name: string } }>(
    `${at}/assets/:name`,
    { config: PUBLIC },
    (request, reply) => sendAsset(reply, request.params.name),
  );
}

/** The name of such a file holds a hash of its content, so it never changes. */
function sendAsset(reply: FastifyReply, name: string): FastifyReply {
  if (!ASSET.test(name)) throw errors.notFound('There is no such file');
  return send(reply, `assets/${name}`, YEAR);
}

function send(reply: FastifyReply, path: string, cache: string): FastifyReply {
  if (!existsSync(join(FOLDER, path))) throw errors.notFound('There is no such file');
  return reply
    .header('content-security-policy', POLICY)
    .header('cross-origin-resource-policy', 'same-origin')
    .header('cache-control', cache)
    .sendFile(path);
}
