import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { DeclaredRoute } from '../access/declare-access.js';
import type { Gate } from '../access/gate.js';
import { GUEST, type RequestContext } from '../access/caller.js';
import { errors } from '../common/errors.js';

/** What every answer says about itself; a page or file that needs another policy sets its own. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'cross-origin',
};

/** Sets them, and the request id. Once more for what fails before any hook has run. */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(HEADERS);
  reply.header('x-request-id', request.id);
}

/**
 * What every request needs, done in Fastify's hooks because guards and interceptors would cost a
 * third of the throughput: request id, credentials before the body is read, the envelope.
 */
export function registerHooks(
  fastify: FastifyInstance,
  gate: Gate,
  logger: Logger,
  observe: (request: FastifyRequest, status: number, ms: number) => void,
): void {
  fastify.decorateRequest('context');
  fastify.decorateRequest('isStillAdmitted', function (this: FastifyRequest) {
    try {
      return gate.stillAdmits(this);
    } catch {
      // A database that does not answer lets nobody in.
      return false;
    }
  });

  fastify.addHook('onRequest', (request, reply, done) => {
    setCommonHeaders(request, reply);
    request.context = { requestId: request.id, ip: request.ip, caller: GUEST };
    if (request.is404) {
      done();
      return;
    }
    const route = request.routeOptions.config;
    const enter = () => {
      if (route.access?.kind !== 'public') reply.header('cache-control', 'no-store');
      done();
    };
    admitted(request, () => gate.admit(request, reply, route), enter, done);
  });

  fastify.addHook('preValidation', (request, _reply, done) => {
    if (request.is404) {
      done();
      return;
    }
    const goOn = () => done(unexpected(request));
    if (!bringsBody(request)) goOn();
    else admitted(request, () => gate.readmit(request, request.routeOptions.config), goOn, done);
  });

  fastify.addHook('preSerialization', (request, reply, payload, done) => {
    const wrap = request.routeOptions.config.raw !== true;
    done(null, wrap ? { success: true, data: payload } : payload);
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    logResponse(logger, request, reply);
    observe(request, reply.statusCode, reply.elapsedTime);
    done();
  });
}

/** Notes who is calling and goes on, at once where that is known. */
function admitted(
  request: FastifyRequest,
  ask: () => ReturnType<Gate['admit']>,
  goOn: () => void,
  fail: (error: Error) => void,
): void {
  const enter = (passed: Pick<RequestContext, 'caller' | 'keyId'>) => {
    request.context = { requestId: request.id, ip: request.ip, ...passed };
    goOn();
  };
  let passed: ReturnType<Gate['admit']>;
  try {
    passed = ask();
  } catch (error) {
    fail(error as Error);
    return;
  }
  if (passed instanceof Promise) passed.then(enter, fail);
  else enter(passed);
}

/** Whether the request had a body to wait for. */
const bringsBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/** What a request brings although its route takes none of it, as an error. */
function unexpected(request: FastifyRequest): Error | undefined {
  const route = request.routeOptions.config as Partial<DeclaredRoute>;
  return (
    (route.takesQuery === false
      ? surplus(request.query, 'takes no query parameters')
      : undefined) ??
    (route.takesBody === false ? surplus(request.body, 'takes no body') : undefined)
  );
}

function surplus(input: unknown, reason: string): Error | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const keys = Object.keys(input);
  if (keys.length === 0) return undefined;
  return errors.validation(keys.map((path) => ({ path, reason: `unknown: the route ${reason}` })));
}

function logResponse(logger: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const { statusCode } = reply;
  const level = statusCode >= 500 ? 'error' : 'debug';
  if (!logger.isLevelEnabled(level)) return;
  logger[level](
    {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url,
      status: statusCode,
      ms: Math.round(reply.elapsedTime),
      caller: request.context?.caller.kind,
    },
    'answered',
  );
}
