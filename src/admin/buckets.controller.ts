import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  BucketList,
  BucketName,
  BucketSettings,
  BucketView,
  DeletedBucket,
  Paging,
  StorageUsage,
} from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { BucketsService } from '../storage/buckets.service.js';

/** The app's buckets and what they take. */
@ApiTags('admin: files')
@Controller('admin')
export class BucketsController {
  constructor(private readonly buckets: BucketsService) {}

  /** Lists the buckets by name. */
  @Get('buckets')
  @RequiresAdmin('files:read')
  @ApiOperation({ summary: 'List the buckets' })
  @ApiData(BucketList)
  list(@Query({ schema: Paging }) page: Paging) {
    return this.buckets.list(page);
  }

  /** One bucket with its settings. */
  @Get('buckets/:b')
  @RequiresAdmin('schema:read')
  @ApiOperation({ summary: 'Read a bucket and its settings' })
  @ApiData(BucketView)
  view(@Param('b', { schema: BucketName }) bucket: string) {
    return this.buckets.get(bucket);
  }

  /** Sets who may do what in a bucket. */
  @Put('buckets/:b')
  @RequiresAdmin('schema:write', 'operator')
  @ApiOperation({ summary: 'Declare the settings of a bucket' })
  @ApiData(BucketView)
  put(
    @Context() context: RequestContext,
    @Param('b', { schema: BucketName }) bucket: string,
    @Body({ schema: BucketSettings }) settings: BucketSettings,
  ) {
    return this.buckets.put(context, bucket, settings);
  }

  /** Removes a bucket and everything in it. */
  @Delete('buckets/:b')
  @RequiresAdmin('schema:write', 'operator')
  @ApiOperation({ summary: 'Delete a bucket with all its files' })
  @ApiData(DeletedBucket)
  remove(@Context() context: RequestContext, @Param('b', { schema: BucketName }) bucket: string) {
    return this.buckets.delete(context, bucket);
  }

  /** How much is stored. */
  @Get('storage/usage')
  @RequiresAdmin('files:read')
  @ApiOperation({ summary: 'What is stored, in all and by bucket' })
  @ApiData(StorageUsage)
  usage() {
    return this.buckets.usage();
  }
}
