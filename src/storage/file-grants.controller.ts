import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { BucketName, FileId, Grants } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresKeyAndUser } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { FileGrantsService } from './file-grants.service.js';

/** Sharing single files with users and groups. */
@ApiTags('storage')
@Controller('storage/buckets/:b/:id/grants')
export class FileGrantsController {
  constructor(private readonly grants: FileGrantsService) {}

  /** To whom a file is granted; for those who may update it. */
  @Get()
  @RequiresKeyAndUser()
  @ApiOperation({ summary: 'Get to whom a file is granted' })
  @ApiData(Grants)
  get(
    @Context() context: RequestContext,
    @Param('b', { schema: BucketName }) bucket: string,
    @Param('id', { schema: FileId }) id: string,
  ) {
    return this.grants.get(context, bucket, id);
  }

  /** Grants a file to these users and groups, and to nobody else. */
  @Put()
  @RequiresKeyAndUser()
  @ApiOperation({ summary: 'Set to whom a file is granted' })
  @ApiData(Grants)
  replace(
    @Context() context: RequestContext,
    @Param('b', { schema: BucketName }) bucket: string,
    @Param('id', { schema: FileId }) id: string,
    @Body({ schema: Grants }) grants: Grants,
  ) {
    return this.grants.replace(context, bucket, id, grants);
  }
}
