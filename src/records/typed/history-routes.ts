import { Get, Headers, Injectable, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  CollectionName,
  HistoryVersion,
  pageOf,
  Paging,
  RecordVersion,
  RecordVersionWithData,
  RecordView,
} from '@appbase-pfe/types';
import type { RequestContext } from '../../access/caller.js';
import { Context } from '../../access/context.js';
import { ApiData } from '../../http/api-data.js';
import { sendRecord } from '../send-record.js';
import { RecordHistory } from './record-history.js';

const COLLECTION = { schema: CollectionName };

/** Who may call the routes, and how the document calls what they are about. */
interface HistoryAccess {
  reads: () => MethodDecorator;
  restores: () => MethodDecorator;
  /** `a record`. */
  of: string;
}

/**
 * The routes of a record's versions, for a controller to extend: they are the same for users and for
 * operators but for who may call them.
 */
export function historyRoutes({ reads, restores, of }: HistoryAccess) {
  @Injectable()
  class HistoryRoutes {
    constructor(readonly history: RecordHistory) {}

    /** The versions of a record, the newest first: who made each and when. */
    @Get()
    @reads()
    @ApiOperation({ summary: `List the versions of ${of}` })
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
    @reads()
    @ApiOperation({ summary: `Get a version of ${of}` })
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
    @restores()
    @ApiOperation({ summary: `Restore a version of ${of}` })
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
  return HistoryRoutes;
}
