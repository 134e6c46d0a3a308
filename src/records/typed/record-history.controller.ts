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
import type { RequestContext } from '../../access/caller.js';
import { Context } from '../../access/context.js';
import { RequiresKeyAndUser } from '../../access/declare-access.js';
import { ApiData } from '../../http/api-data.js';
import { sendRecord } from '../send-record.js';
import { RecordHistory } from './record-history.js';

const COLLECTION = { schema: CollectionName };

@ApiTags('database')
@Controller('db/collections/:collection/:id/history')
export class RecordHistoryController {
  constructor(private readonly history: RecordHistory) {}

  /** The versions of a record, the newest first: who made each and when. */
  @Get()
  @RequiresKeyAndUser({ guest: true })
  @ApiOperation({
    summary: 'List the versions of a record',
  })
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
  @RequiresKeyAndUser({ guest: true })
  @ApiOperation({
    summary: 'Get a version of a record',
  })
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
  @RequiresKeyAndUser()
  @ApiOperation({
    summary: 'Restore a version of a record',
  })
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
