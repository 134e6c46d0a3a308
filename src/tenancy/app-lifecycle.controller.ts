import { applyDecorators, Controller, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppView, WaitQuery } from '@appbase-pfe/types';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { AppIdParam } from './app-id-param.js';
import { AppRequests } from './app-requests.js';

/** A wish that is answered with 202 at once, or with 201 when it has come true. */
const Wish = (verb: string, summary: string) =>
  applyDecorators(
    Post(`:id/${verb}`),
    ApiOperation({ summary }),
    ApiData(AppView, 201),
    ApiData(AppView, 202),
  );

@ApiTags('apps')
@Controller('apps')
export class AppLifecycleController {
  constructor(private readonly requests: AppRequests) {}

  @Wish('start', 'Starts an app')
  @RequiresAdmin('apps:write', 'operator')
  start(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id', { schema: AppIdParam }) id: string,
    @Query({ schema: WaitQuery }) query: WaitQuery,
  ) {
    return this.requests.start(request.context, reply, id, query);
  }

  @Wish('stop', 'Stops an app')
  @RequiresAdmin('apps:write', 'operator')
  stop(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id', { schema: AppIdParam }) id: string,
    @Query({ schema: WaitQuery }) query: WaitQuery,
  ) {
    return this.requests.stop(request.context, reply, id, query);
  }

  @Wish('restart', 'Stops an app and starts it anew')
  @RequiresAdmin('apps:write', 'operator')
  restart(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id', { schema: AppIdParam }) id: string,
    @Query({ schema: WaitQuery }) query: WaitQuery,
  ) {
    return this.requests.restart(request.context, reply, id, query);
  }

  @Wish('retry', 'Tries at once what waits for its next try')
  @RequiresAdmin('apps:write', 'operator')
  retry(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id', { schema: AppIdParam }) id: string,
    @Query({ schema: WaitQuery }) query: WaitQuery,
  ) {
    return this.requests.retry(request.context, reply, id, query);
  }

  @Wish('restore', 'Brings a deleted app back, with its data')
  @RequiresAdmin('apps:write', 'owner')
  restore(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id', { schema: AppIdParam }) id: string,
    @Query({ schema: WaitQuery }) query: WaitQuery,
  ) {
    return this.requests.restore(request.context, reply, id, query);
  }
}
