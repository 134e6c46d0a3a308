import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { BucketName, CollectionName, FileId, Grants } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { RecordGrantsService } from '../records/record-grants.service.js';
import { FileGrantsService } from '../storage/file-grants.service.js';

const COLLECTION = { schema: CollectionName };
const BUCKET = { schema: BucketName };
const FILE = { schema: FileId };

/** To whom records and files of all owners are granted. */
@Controller('admin')
export class AdminGrantsController {
  constructor(
    private readonly records: RecordGrantsService,
    private readonly files: FileGrantsService,
  ) {}

  /** To whom a record is granted. */
  @Get('collections/:collection/records/:id/grants')
  @RequiresAdmin('records:read')
  @ApiTags('admin: records')
  @ApiOperation({ summary: 'Get to whom a record of any user is granted' })
  @ApiData(Grants)
  ofRecord(
    @Context() context: RequestContext,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
  ) {
    return this.records.get(context, { collection, id });
  }

  /** Grants a record to these users and groups, and to nobody else. */
  @Put('collections/:collection/records/:id/grants')
  @RequiresAdmin('records:write', 'operator')
  @ApiTags('admin: records')
  @ApiOperation({ summary: 'Set to whom a record of any user is granted' })
  @ApiData(Grants)
  replaceOfRecord(
    @Context() context: RequestContext,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
    @Body({ schema: Grants }) grants: Grants,
  ) {
    return this.records.replace(context, { collection, id }, grants);
  }

  /** To whom a file is granted. */
  @Get('buckets/:b/files/:id/grants')
  @RequiresAdmin('files:read')
  @ApiTags('admin: files')
  @ApiOperation({ summary: 'Get to whom a file of any user is granted' })
  @ApiData(Grants)
  ofFile(
    @Context() context: RequestContext,
    @Param('b', BUCKET) bucket: string,
    @Param('id', FILE) id: string,
  ) {
    return this.files.get(context, bucket, id);
  }

  /** Grants a file to these users and groups, and to nobody else. */
  @Put('buckets/:b/files/:id/grants')
  @RequiresAdmin('files:write', 'operator')
  @ApiTags('admin: files')
  @ApiOperation({ summary: 'Set to whom a file of any user is granted' })
  @ApiData(Grants)
  replaceOfFile(
    @Context() context: RequestContext,
    @Param('b', BUCKET) bucket: string,
    @Param('id', FILE) id: string,
    @Body({ schema: Grants }) grants: Grants,
  ) {
    return this.files.replace(context, bucket, id, grants);
  }
}
