import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppEventPage, ListAppEvents } from '@appbase-pfe/types';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData, ApiRaw } from '../http/api-data.js';
import { AppIdParam } from './app-id-param.js';
import { AppEvents } from './app-events.js';
import { AppsService } from './apps.service.js';
import { EventStreams } from './event-streams.js';

@ApiTags('apps')
@Controller()
export class AppEventsController {
  constructor(
    private readonly apps: AppsService,
    private readonly events: AppEvents,
    private readonly streams: EventStreams,
  ) {}

  @Get('events')
  @RequiresAdmin('apps:read', 'viewer', { raw: true })
  @ApiOperation({
    summary: 'Streams what happens to all apps; Last-Event-ID replays what was missed',
  })
  @ApiRaw('text/event-stream', 'One event for each thing that happened')
  stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    this.streams.start(request, reply);
  }

  @Get('apps/:id/events')
  @RequiresAdmin('apps:read')
  @ApiOperation({ summary: 'Lists what happened to an app, the newest first' })
  @ApiData(AppEventPage)
  list(
    @Param('id', { schema: AppIdParam }) id: string,
    @Query({ schema: ListAppEvents }) query: ListAppEvents,
  ) {
    return this.events.ofApp(this.apps.find(id).id, query);
  }
}
