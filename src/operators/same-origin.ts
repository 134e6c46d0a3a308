import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { errors } from '../common/errors.js';

const CHANGES_NOTHING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The CSRF token of a session: derived, so that it can be told again and is stored nowhere. */
export function csrfTokenOf(sessionValue: string): string {
  return createHmac('sha256', sessionValue).update('csrf').digest('base64url');
}

/**
 * Makes sure that a request which changes something was made by our own page: it knows the CSRF
 * token, and where the browser says which page it was, that page is of this host.
 *
 * @throws AppError `FORBIDDEN`
 */
export function requireSameOrigin(request: FastifyRequest, sessionValue: string): void {
  if (CHANGES_NOTHING.has(request.method)) return;
  const { origin, 'sec-fetch-site': site, 'x-csrf-token': token } = request.headers;
  if (origin !== undefined && hostOf(origin) !== request.host) {
    throw errors.forbidden('The request comes from another origin');
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw errors.forbidden('The request comes from another origin');
  }
  if (typeof token !== 'string' || !equal(token, csrfTokenOf(sessionValue))) {
    throw errors.forbidden('The x-csrf-token header is missing or wrong');
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
