import { Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  CollectionName,
  pageOf,
  Paging,
  RecordVersion,
  RecordVersionWithData,
  RecordView,
  HistoryVersion,
} from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { sendRecord } from '../records/send-record.js';
import { RecordHistory } from '../records/typed/record-history.js';

const COLLECTION = { schema: CollectionName };

@ApiTags('admin: records')
@Controller('admin/collections/:collection/records/:id/history')
export class AdminHistoryController {
  constructor(private readonly history: RecordHistory) {}

  /** The versions of a record, the newest first: who made each and when. */
  @Get()
  @RequiresAdmin('records:read')
  @ApiOperation({ summary: 'List the versions of a record of any user' })
  @ApiData(pageOf(RecordVersion))
  list(
    @Context() context: RequestContext,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
    @Query({ schema: Paging }) paging: Paging,
  ) {
    return this.history.list(context, { collection, id }, paging);
  }

  /** A version of a record with its data. */
  @Get(':n')
  @RequiresAdmin('records:read')
  @ApiOperation({ summary: 'Get a version of a record of any user' })
  @ApiData(RecordVersionWithData)
  get(
    @Context() context: RequestContext,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
    @Param('n', { schema: HistoryVersion }) version: number,
  ) {
    return this.history.get(context, { collection, id }, version);
  }

  /** Makes an old version the newest. */
  @Post(':n/restore')
  @RequiresAdmin('records:write', 'operator')
  @ApiOperation({ summary: 'Restore a version of a record of any user' })
  @ApiData(RecordView)
  async restore(
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
    @Param('n', { schema: HistoryVersion }) version: number,
    @Headers('if-match') ifMatch: string | undefined,
  ) {
    const target = { collection, id, ifMatch };
    return sendRecord(reply, await this.history.restore(context, target, version));
  }
}
