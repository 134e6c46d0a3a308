import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CollectionName, SubscribeToRecords } from '@appbase-pfe/types';
import { RequiresAdmin } from '../access/declare-access.js';
import { SubscriptionsService } from '../records/changes/subscriptions.service.js';

/** The live changes of all users' records, for operators and servers. */
@ApiTags('admin: records')
@Controller('admin/collections/:collection/subscribe')
export class AdminRecordStreamController {
  constructor(private readonly subscriptions: SubscriptionsService) {}

  /** The changes as they happen, and since `Last-Event-ID`. */
  @Get()
  @RequiresAdmin('records:read', 'viewer', { raw: true })
  @ApiOperation({ summary: 'Follow the changes of all users (server-sent events)' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Position to resume after' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'An event stream', schema: { type: 'string' } })
  async subscribe(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('collection', { schema: CollectionName }) collection: string,
    @Query({ schema: SubscribeToRecords }) { filter }: SubscribeToRecords,
    @Headers('last-event-id') lastEventId: string | undefined,
  ) {
    await this.subscriptions.subscribe(request.context, reply, collection, filter, lastEventId);
  }
}
