import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { Gate } from './access/gate.js';
import { newRequestId } from './common/ids.js';
import { NestLogger } from './common/logger.js';
import { ApiDocument } from './docs/api-document.js';
import { buildDocument, type DocumentInfo } from './docs/openapi.js';
import { ErrorFilter } from './http/error-filter.js';
import { registerBodyBudget } from './http/body-budget.js';
import { registerCors } from './http/cors.js';
import { AnswersOfATurn } from './http/answers-of-a-turn.js';
import { DirectHandlers } from './http/direct-handlers.js';
import { answerMalformed } from './http/malformed.js';
import { registerHooks, setCommonHeaders } from './http/hooks.js';
import { type Console, registerConsole } from './http/pages.js';
import { parseQuery, registerParsers } from './http/parsers.js';
import { RouteTable } from './http/route-table.js';
import { closeUnusedConnections } from './http/unused-connections.js';
import { validationPipe } from './http/validation.js';
import { MetricsService } from './metrics/metrics.service.js';
import { Prometheus } from './metrics/prometheus.js';
import { SettingsService } from './settings/settings.service.js';

/** Bytes of a request body unless the route says otherwise: a record of 1 MiB in its wrapping. */
const BODY_LIMIT = 1024 * 1024 + 64 * 1024;
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

export interface ServerOptions {
  trustedProxies: readonly string[];
  logger: Logger;
  /** How the role's API presents itself. */
  document: DocumentInfo;
  /** The role's web console. */
  console?: Console;
}

export interface Server {
  app: NestFastifyApplication;
  fastify: FastifyInstance;
  routes: RouteTable;
}

/** Builds the HTTP server of a role around its module, without listening. */
export async function createServer(module: DynamicModule, options: ServerOptions): Promise<Server> {
  const routes = new RouteTable();
  const filter = new ErrorFilter(routes, options.logger);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // Long enough that a wrong name reaches validation and is explained.
    routerOptions: { maxParamLength: 256, querystringParser: parseQuery },
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : newRequestId();
    },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      setCommonHeaders(request, reply);
      filter.answer(error, request, reply);
    },
    clientErrorHandler: answerMalformed,
    forceCloseConnections: 'idle',
    logger: false,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  const answers = new AnswersOfATurn();
  fastify.addHook('onRoute', (route) => {
    if (route.config?.bodyLimit !== undefined) route.bodyLimit = route.config.bodyLimit;
    const name = route.config?.direct;
    if (name !== undefined) {
      const handler = app.get(DirectHandlers, { strict: false }).get(name);
      route.handler = (request, reply) => answers.send(reply, handler(request, reply));
    }
    routes.add(route);
  });
  registerBodyBudget(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(options.logger),
    bodyParser: false,
    abortOnError: false,
  });
  closeUnusedConnections(fastify);
  registerParsers(fastify);
  const settings = app.get(SettingsService, { strict: false });
  registerCors(fastify, () => settings.current.corsOrigins);
  const metrics = app.get(MetricsService, { strict: false });
  const prometheus = app.get(Prometheus, { strict: false });
  registerHooks(
    fastify,
    app.get(Gate, { strict: false }),
    options.logger,
    (request, status, ms) => {
      metrics.count(status, ms);
      prometheus.observe(request.method, request.routeOptions.url ?? 'unknown', status, ms);
    },
  );
  if (options.console !== undefined) await registerConsole(fastify, options.console);
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(filter);
  app.get(ApiDocument, { strict: false }).use(() => buildDocument(app, routes, options.document));
  return { app, fastify, routes };
}
