import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppView, CreateApp, CreatedApp, DeleteAppQuery, WaitQuery } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { AppLifecycle } from './app-lifecycle.js';
import { type App, toAppView } from './app-row.js';
import { AppWait } from './app-wait.js';
import { AppsService } from './apps.service.js';

/** Wishes of the API: answered at once with 202, or with 201 when the caller waits for the end. */
@Injectable()
export class AppRequests {
  constructor(
    private readonly apps: AppsService,
    private readonly lifecycle: AppLifecycle,
    private readonly wait: AppWait,
  ) {}

  async create(
    { context, headers }: FastifyRequest,
    reply: FastifyReply,
    input: CreateApp,
    query: WaitQuery,
  ): Promise<CreatedApp> {
    const created = await this.apps.create(context, input, headers['idempotency-key']);
    if (query.wait === undefined) return created;
    const app = await this.wait.untilHealthy(created.app.id, 1);
    reply.status(201);
    return { ...created, app };
  }

  async start(context: RequestContext, reply: FastifyReply, id: string, query: WaitQuery) {
    return this.whenHealthy(await this.lifecycle.start(context, id), reply, query);
  }

  async restart(context: RequestContext, reply: FastifyReply, id: string, query: WaitQuery) {
    return this.whenHealthy(await this.lifecycle.restart(context, id), reply, query);
  }

  async retry(context: RequestContext, reply: FastifyReply, id: string, query: WaitQuery) {
    return this.whenHealthy(await this.lifecycle.retry(context, id), reply, query);
  }

  async restore(context: RequestContext, reply: FastifyReply, id: string, query: WaitQuery) {
    return this.whenHealthy(await this.lifecycle.restore(context, id), reply, query);
  }

  async stop(context: RequestContext, reply: FastifyReply, id: string, query: WaitQuery) {
    const app = await this.lifecycle.stop(context, id);
    if (query.wait === undefined) return toAppView(app);
    const stopped = await this.wait.untilStopped(app.id);
    reply.status(201);
    return stopped;
  }

  /** A wipe is answered when nothing is left. */
  async remove(context: RequestContext, id: string, query: DeleteAppQuery): Promise<AppView> {
    if (query.purge !== 'true') return this.lifecycle.remove(context, id);
    const app = await this.lifecycle.purge(context, id, query.confirm);
    await this.wait.untilGone(app.id);
    return app;
  }

  private async whenHealthy(app: App, reply: FastifyReply, query: WaitQuery): Promise<AppView> {
    if (query.wait === undefined || app.desired === 'stopped') return toAppView(app);
    const healthy = await this.wait.untilHealthy(app.id, app.generation);
    reply.status(201);
    return healthy;
  }
}
