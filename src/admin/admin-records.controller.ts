import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  CollectionName,
  CreateRecordAs,
  DeletedView,
  ExpandedRecord,
  GetRecord,
  ListRecords,
  PatchRecord,
  RecordPage,
  RecordView,
  ReplaceRecord,
} from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { RecordListService } from '../records/list/record-list.service.js';
import { RecordsService } from '../records/records.service.js';
import { sendRecord } from '../records/send-record.js';

const COLLECTION = { schema: CollectionName };
const Reads = () => RequiresAdmin('records:read');
const Writes = () => RequiresAdmin('records:write', 'operator');

/** The records of all users, for operators and servers. */
@ApiTags('admin: records')
@Controller('admin/collections/:collection/records')
export class AdminRecordsController {
  constructor(
    private readonly records: RecordsService,
    private readonly lists: RecordListService,
  ) {}

  /** A page of a collection, whoever the owners are. */
  @Get()
  @Reads()
  @ApiOperation({ summary: 'List the records of all users' })
  @ApiData(RecordPage)
  async list(
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Query({ schema: ListRecords }) query: ListRecords,
  ) {
    return sendRecord(reply, await this.lists.list(context, collection, query));
  }

  /** Stores a record, for `ownerId` when it is given. */
  @Post()
  @Writes()
  @ApiOperation({ summary: 'Create a record for any user' })
  @ApiData(RecordView, 201)
  async create(
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Body({ schema: CreateRecordAs }) body: CreateRecordAs,
    @Headers('idempotency-key') repeat: string | undefined,
  ) {
    return sendRecord(reply, await this.records.create(context, collection, body, repeat));
  }

  /** One record, whoever its owner is. */
  @Get(':id')
  @Reads()
  @ApiOperation({ summary: 'Get a record of any user' })
  @ApiData(ExpandedRecord)
  get(
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
    @Query({ schema: GetRecord }) { expand }: GetRecord,
  ) {
    return sendRecord(reply, this.records.get(context, collection, id, expand));
  }

  /** Replaces all of a record's data. Its owner stays. */
  @Put(':id')
  @Writes()
  @ApiOperation({ summary: 'Replace a record of any user' })
  @ApiData(RecordView)
  async replace(
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
    @Body({ schema: ReplaceRecord }) body: ReplaceRecord,
    @Headers('if-match') ifMatch: string | undefined,
  ) {
    const target = { collection, id, ifMatch };
    return sendRecord(reply, await this.records.replace(context, target, body));
  }

  /** Merges a JSON merge patch (RFC 7396) into a record's data. */
  @Patch(':id')
  @Writes()
  @ApiOperation({ summary: 'Patch a record of any user' })
  @ApiData(RecordView)
  async patch(
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
    @Body({ schema: PatchRecord }) body: PatchRecord,
    @Headers('if-match') ifMatch: string | undefined,
  ) {
    const target = { collection, id, ifMatch };
    return sendRecord(reply, await this.records.patch(context, target, body));
  }

  /** Deletes a record, whoever its owner is. */
  @Delete(':id')
  @Writes()
  @ApiOperation({ summary: 'Delete a record of any user' })
  @ApiData(DeletedView)
  async remove(
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
  ) {
    return sendRecord(reply, await this.records.remove(context, { collection, id, ifMatch }));
  }
}
