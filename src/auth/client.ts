import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessGrant } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';

const SESSION_COOKIE = 'appbase_session';
const DEVICE_COOKIE = 'appbase_device';
const DEVICE_HEADER = 'x-appbase-device';
const DEVICE_SECONDS = 365 * 24 * 60 * 60;
const USER_AGENT_MAX = 200;

/** Who is at the other end, as far as signing in cares. */
export interface Client {
  context: RequestContext;
  userAgent: string | undefined;
  /** The value of a device that has signed in here before. */
  device: string | undefined;
}

/** What a sign-in or a refresh hands to the client beside the answer's body. */
export interface Delivery {
  sessionValue: string;
  sessionSeconds: number;
  /** A device value to remember, when the client has none yet. */
  device?: string | undefined;
}

export function clientOf(request: FastifyRequest): Client {
  return {
    context: request.context,
    userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_MAX),
    device: header(request, DEVICE_HEADER) ?? cookie(request, DEVICE_COOKIE),
  };
}

/** The session value of a request: from the body when it is there, else from the cookie. */
export function presentedSession(
  request: FastifyRequest,
  body: { refreshToken?: string | undefined } | undefined,
): string | undefined {
  return body?.refreshToken ?? cookie(request, SESSION_COOKIE);
}

/**
 * Gives the session to the client: as a cookie, or in the body for a client that keeps no cookies
 * (it asked with `x-appbase-session: body`, or presented its session in the body).
 */
export function deliver<T extends AccessGrant>(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: T,
  delivery: Delivery,
): T {
  const { sessionValue, sessionSeconds, device } = delivery;
  if (wantsBody(request)) {
    if (device !== undefined) {
      void reply.header(DEVICE_HEADER, device);
      // For a page on another site, which keeps it as it keeps the session.
      const exposed = reply.getHeader('access-control-expose-headers');
      if (typeof exposed === 'string') {
        void reply.header('access-control-expose-headers', `${exposed}, X-Appbase-Device`);
      }
    }
    return { ...answer, refreshToken: sessionValue };
  }
  setCookie(request, reply, SESSION_COOKIE, sessionValue, sessionSeconds);
  if (device !== undefined) setCookie(request, reply, DEVICE_COOKIE, device, DEVICE_SECONDS);
  return answer;
}

/** Takes the session cookie back. */
export function clearSession(request: FastifyRequest, reply: FastifyReply): void {
  if (!wantsBody(request)) setCookie(request, reply, SESSION_COOKIE, '', 0);
}

function wantsBody(request: FastifyRequest): boolean {
  const body = request.body as { refreshToken?: unknown } | null | undefined;
  return header(request, 'x-appbase-session') === 'body' || body?.refreshToken !== undefined;
}

function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  value: string,
  seconds: number,
): void {
  // `protocol` believes X-Forwarded-Proto only from a trusted proxy.
  const secure = request.protocol === 'https' ? '; Secure' : '';
  void reply.header(
    'set-cookie',
    `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`,
  );
}

function cookie(request: FastifyRequest, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined && value !== '') return value;
  }
  return undefined;
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
