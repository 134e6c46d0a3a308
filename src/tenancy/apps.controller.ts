import { Body, Controller, Delete, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  AppPage,
  AppView,
  CreateApp,
  CreatedApp,
  DeleteAppQuery,
  ListApps,
  UpdateApp,
  WaitQuery,
} from '@appbase-pfe/types';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { AppRequests } from './app-requests.js';
import { AppsService } from './apps.service.js';
import { AppIdParam } from './app-id-param.js';

@ApiTags('apps')
@Controller('apps')
export class AppsController {
  constructor(
    private readonly apps: AppsService,
    private readonly requests: AppRequests,
  ) {}

  @Post()
  @RequiresAdmin('apps:write', 'operator')
  @ApiOperation({
    summary: 'Registers an app and starts it; with wait=healthy answers 201 when it is healthy',
  })
  // The topmost one is the status unless the caller waits.
  @ApiData(CreatedApp, 202)
  @ApiData(CreatedApp, 201)
  create(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: CreateApp }) body: CreateApp,
    @Query({ schema: WaitQuery }) query: WaitQuery,
  ) {
    return this.requests.create(request, reply, body, query);
  }

  @Get()
  @RequiresAdmin('apps:read')
  @ApiOperation({ summary: 'Lists the apps; deleted ones only with state=deleted' })
  @ApiData(AppPage)
  list(@Query({ schema: ListApps }) query: ListApps) {
    return this.apps.list(query);
  }

  @Get(':id')
  @RequiresAdmin('apps:read')
  @ApiOperation({ summary: 'Shows an app, by its id or slug' })
  @ApiData(AppView)
  get(@Param('id', { schema: AppIdParam }) id: string) {
    return this.apps.get(id);
  }

  @Patch(':id')
  @RequiresAdmin('apps:write', 'operator')
  @ApiOperation({ summary: 'Changes the name, the limits or the way out of an app' })
  @ApiData(AppView)
  update(
    @Req() request: FastifyRequest,
    @Param('id', { schema: AppIdParam }) id: string,
    @Body({ schema: UpdateApp }) body: UpdateApp,
  ) {
    return this.apps.update(request.context, id, body);
  }

  @Delete(':id')
  @RequiresAdmin('apps:write', 'owner')
  @ApiOperation({ summary: 'Stops an app and keeps its data for 7 days; purge=true wipes it' })
  @ApiData(AppView, 202)
  remove(
    @Req() request: FastifyRequest,
    @Param('id', { schema: AppIdParam }) id: string,
    @Query({ schema: DeleteAppQuery }) query: DeleteAppQuery,
  ) {
    return this.requests.remove(request.context, id, query);
  }
}
