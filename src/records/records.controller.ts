import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  BatchView,
  CollectionName,
  CreateRecord,
  DeletedView,
  ExpandedRecord,
  GetRecord,
  ListRecords,
  MAX_BATCH_BYTES,
  PatchRecord,
  RecordPage,
  RecordView,
  ReplaceRecord,
  SubscribeToRecords,
  successOf,
  UncheckedBatch,
} from '@appbase-pfe/types';
import { RequiresKeyAndUser } from '../access/declare-access.js';
import { DirectHandlers } from '../http/direct-handlers.js';
import { parsed } from '../http/validation.js';
import { SubscriptionsService } from './changes/subscriptions.service.js';
import { RecordListService } from './list/record-list.service.js';
import { RecordsService } from './records.service.js';
import { sendRecord } from './send-record.js';

const COLLECTION = { schema: CollectionName };
const record = { standardSchema: successOf(RecordView) };
const PLAIN: GetRecord = {};
const IfMatch = () =>
  ApiHeader({ name: 'If-Match', required: false, description: 'The ETag that was read' });
const IdempotencyKey = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Up to 64 characters: a repeated request gets the first answer',
  });

@ApiTags('database')
@Controller('db')
export class RecordsController {
  constructor(
    private readonly records: RecordsService,
    private readonly lists: RecordListService,
    private readonly subscriptions: SubscriptionsService,
    direct: DirectHandlers,
  ) {
    direct.set('records.get', (request, reply) => {
      const { collection, id } = request.params as { collection: string; id: string };
      // Most ask for nothing more than the record.
      const query = request.raw.url!.includes('?') ? parsed(GetRecord, request.query) : PLAIN;
      return this.get(request, reply, parsed(CollectionName, collection), id, query);
    });
  }

  /** Stores a new record. */
  @Post('collections/:collection')
  @RequiresKeyAndUser()
  @ApiOperation({ summary: 'Create a record' })
  @IdempotencyKey()
  @ApiCreatedResponse(record)
  async create(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Body({ schema: CreateRecord }) body: CreateRecord,
    @Headers('idempotency-key') repeat: string | undefined,
  ) {
    return sendRecord(reply, await this.records.create(request.context, collection, body, repeat));
  }

  /** A page of the records that the caller may read. */
  @Get('collections/:collection')
  @RequiresKeyAndUser({ guest: true })
  @ApiOperation({ summary: 'List records' })
  @ApiOkResponse({ standardSchema: successOf(RecordPage) })
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Query({ schema: ListRecords }) query: ListRecords,
  ) {
    return sendRecord(reply, await this.lists.list(request.context, collection, query));
  }

  /** The changes of the collection's records as they happen, and since `Last-Event-ID`. */
  @Get('collections/:collection/subscribe')
  @RequiresKeyAndUser({ guest: true, raw: true })
  @ApiOperation({ summary: 'Follow the changes of a collection (server-sent events)' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Position to resume after' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'An event stream', schema: { type: 'string' } })
  async subscribe(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Query({ schema: SubscribeToRecords }) { filter }: SubscribeToRecords,
    @Headers('last-event-id') lastEventId: string | undefined,
  ) {
    await this.subscriptions.subscribe(request.context, reply, collection, filter, lastEventId);
  }

  /** One record, with its version as ETag. */
  @Get('collections/:collection/:id')
  @RequiresKeyAndUser({ guest: true, direct: 'records.get' })
  @ApiOperation({ summary: 'Get a record' })
  @ApiOkResponse({ standardSchema: successOf(ExpandedRecord) })
  get(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
    @Query({ schema: GetRecord }) { expand }: GetRecord,
  ) {
    return sendRecord(reply, this.records.get(request.context, collection, id, expand));
  }

  /** Replaces all of a record's data. */
  @Put('collections/:collection/:id')
  @RequiresKeyAndUser()
  @ApiOperation({ summary: 'Replace a record' })
  @IfMatch()
  @ApiOkResponse(record)
  async replace(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
    @Body({ schema: ReplaceRecord }) body: ReplaceRecord,
    @Headers('if-match') ifMatch: string | undefined,
  ) {
    return sendRecord(
      reply,
      await this.records.replace(request.context, { collection, id, ifMatch }, body),
    );
  }

  /** Merges a JSON merge patch (RFC 7396) into a record's data. */
  @Patch('collections/:collection/:id')
  @RequiresKeyAndUser()
  @ApiOperation({ summary: 'Patch a record' })
  @IfMatch()
  @ApiOkResponse(record)
  async patch(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
    @Body({ schema: PatchRecord }) body: PatchRecord,
    @Headers('if-match') ifMatch: string | undefined,
  ) {
    return sendRecord(
      reply,
      await this.records.patch(request.context, { collection, id, ifMatch }, body),
    );
  }

  /** Deletes a record. */
  @Delete('collections/:collection/:id')
  @RequiresKeyAndUser()
  @ApiOperation({ summary: 'Delete a record' })
  @IfMatch()
  @ApiOkResponse({ standardSchema: successOf(DeletedView) })
  async remove(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
  ) {
    return sendRecord(
      reply,
      await this.records.remove(request.context, { collection, id, ifMatch }),
    );
  }

  /** Up to 100 changes, all or nothing. */
  @Post('batch')
  @HttpCode(200)
  @RequiresKeyAndUser({ bodyLimit: MAX_BATCH_BYTES })
  @ApiOperation({ summary: 'Change several records at once' })
  @IdempotencyKey()
  @ApiOkResponse({ standardSchema: successOf(BatchView) })
  async batch(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: UncheckedBatch }) body: UncheckedBatch,
    @Headers('idempotency-key') repeat: string | undefined,
  ) {
    return sendRecord(reply, await this.records.batch(request.context, body, repeat));
  }
}
