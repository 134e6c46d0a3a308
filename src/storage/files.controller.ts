import { Controller, Delete, Get, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  BucketName,
  Deleted,
  DownloadFile,
  FileId,
  FileList,
  FileVersions,
  ListFiles,
  StoredFile,
  VersionNumber,
} from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresKeyAndUser } from '../access/declare-access.js';
import { ApiData, ApiRaw } from '../http/api-data.js';
import { FileListService } from './file-list.service.js';
import { FilesService } from './files.service.js';
import { Downloads } from './transfer/downloads.js';

const FORM = {
  schema: {
    type: 'object' as const,
    required: ['file'],
    properties: { file: { type: 'string' as const, format: 'binary' } },
  },
};

@ApiTags('storage')
@Controller('storage/buckets/:b')
export class FilesController {
  constructor(
    private readonly files: FilesService,
    private readonly lists: FileListService,
    private readonly downloads: Downloads,
  ) {}

  @Post('upload')
  @RequiresKeyAndUser({ upload: true })
  @ApiOperation({ summary: 'Upload a file; the bucket is created by use' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Up to 64 characters: a repeated request gets the first answer',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody(FORM)
  @ApiData(StoredFile, 201)
  upload(@Req() request: FastifyRequest, @Param('b', { schema: BucketName }) bucket: string) {
    return this.files.upload(request, bucket);
  }

  @Get()
  @RequiresKeyAndUser({ guest: true })
  @ApiOperation({ summary: 'List the files of a bucket, oldest first' })
  @ApiData(FileList)
  list(
    @Context() context: RequestContext,
    @Param('b', { schema: BucketName }) bucket: string,
    @Query({ schema: ListFiles }) page: ListFiles,
  ) {
    return this.lists.list(context, bucket, page);
  }

  @Get(':id')
  @RequiresKeyAndUser({ guest: true, raw: true })
  @ApiOperation({ summary: 'Download a file, whole or a range of it' })
  @ApiRaw('application/octet-stream', 'The bytes of the file')
  download(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('b', { schema: BucketName }) bucket: string,
    @Param('id', { schema: FileId }) id: string,
    @Query({ schema: DownloadFile }) { version }: DownloadFile,
  ) {
    const row = this.files.version(request.context, bucket, id, version);
    return this.downloads.answer(row, request, reply);
  }

  @Put(':id')
  @RequiresKeyAndUser({ upload: true })
  @ApiOperation({ summary: 'Upload a new version of a file' })
  @ApiConsumes('multipart/form-data')
  @ApiBody(FORM)
  @ApiData(StoredFile)
  replace(
    @Req() request: FastifyRequest,
    @Param('b', { schema: BucketName }) bucket: string,
    @Param('id', { schema: FileId }) id: string,
  ) {
    return this.files.replace(request, bucket, id);
  }

  @Delete(':id')
  @RequiresKeyAndUser()
  @ApiOperation({ summary: 'Delete a file with all its versions' })
  @ApiData(Deleted)
  delete(
    @Context() context: RequestContext,
    @Param('b', { schema: BucketName }) bucket: string,
    @Param('id', { schema: FileId }) id: string,
  ) {
    return this.files.delete(context, bucket, id);
  }

  @Get(':id/versions')
  @RequiresKeyAndUser({ guest: true })
  @ApiOperation({ summary: 'List the versions of a file, oldest first' })
  @ApiData(FileVersions)
  versions(
    @Context() context: RequestContext,
    @Param('b', { schema: BucketName }) bucket: string,
    @Param('id', { schema: FileId }) id: string,
  ) {
    return this.files.versions(context, bucket, id);
  }

  @Post(':id/versions/:n/restore')
  @RequiresKeyAndUser()
  @ApiOperation({ summary: 'Make an old version the newest one' })
  @ApiData(StoredFile)
  restore(
    @Context() context: RequestContext,
    @Param('b', { schema: BucketName }) bucket: string,
    @Param('id', { schema: FileId }) id: string,
    @Param('n', { schema: VersionNumber }) version: number,
  ) {
    return this.files.restore(context, bucket, id, version);
  }
}
