import { Controller, Param, Post, Put, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { BucketName, FileId, StoredFile, VersionNumber } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { FilesService } from '../storage/files.service.js';

const BUCKET = { schema: BucketName };
const FORM = {
  schema: {
    type: 'object' as const,
    required: ['file'],
    properties: { file: { type: 'string' as const, format: 'binary' } },
  },
};

/** Files that operators and servers put in. They belong to who put them in. */
@ApiTags('admin: files')
@Controller('admin/buckets/:b/files')
export class AdminFileUploadsController {
  constructor(private readonly files: FilesService) {}

  /** Stores a file; the bucket is created by use. */
  @Post()
  @RequiresAdmin('files:write', 'operator', { upload: true })
  @ApiOperation({ summary: 'Upload a file' })
  @ApiConsumes('multipart/form-data')
  @ApiBody(FORM)
  @ApiData(StoredFile, 201)
  upload(@Req() request: FastifyRequest, @Param('b', BUCKET) bucket: string) {
    return this.files.upload(request, bucket);
  }

  /** Stores the next version of a file of any user. */
  @Put(':id')
  @RequiresAdmin('files:write', 'operator', { upload: true })
  @ApiOperation({ summary: 'Upload a new version of a file of any user' })
  @ApiConsumes('multipart/form-data')
  @ApiBody(FORM)
  @ApiData(StoredFile)
  replace(
    @Req() request: FastifyRequest,
    @Param('b', BUCKET) bucket: string,
    @Param('id', { schema: FileId }) id: string,
  ) {
    return this.files.replace(request, bucket, id);
  }

  /** Makes an old version the newest one. */
  @Post(':id/versions/:n/restore')
  @RequiresAdmin('files:write', 'operator')
  @ApiOperation({ summary: 'Make an old version of a file of any user the newest one' })
  @ApiData(StoredFile)
  restore(
    @Context() context: RequestContext,
    @Param('b', BUCKET) bucket: string,
    @Param('id', { schema: FileId }) id: string,
    @Param('n', { schema: VersionNumber }) version: number,
  ) {
    return this.files.restore(context, bucket, id, version);
  }
}
