import { Body, Controller, Delete, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  BucketName,
  Deleted,
  DownloadFile,
  FileId,
  FilePage,
  FileVersions,
  ListFiles,
  SignedLink,
  SignLink,
} from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData, ApiRaw } from '../http/api-data.js';
import { EVERY_FILE } from '../storage/file-gate.js';
import { FileListService } from '../storage/file-list.service.js';
import { FilesService } from '../storage/files.service.js';
import { LinksService } from '../storage/links.service.js';
import { Downloads } from '../storage/transfer/downloads.js';

/** Files of all owners. */
@ApiTags('admin: files')
@Controller('admin/buckets/:b/files')
export class AdminFilesController {
  constructor(
    private readonly files: FilesService,
    private readonly lists: FileListService,
    private readonly links: LinksService,
    private readonly downloads: Downloads,
  ) {}

  /** Lists a bucket's files, oldest first. */
  @Get()
  @RequiresAdmin('files:read')
  @ApiOperation({ summary: 'List the files of a bucket, of all owners' })
  @ApiData(FilePage)
  async list(
    @Param('b', { schema: BucketName }) bucket: string,
    @Query({ schema: ListFiles }) page: ListFiles,
  ) {
    const { files, ...rest } = await this.lists.listBy(EVERY_FILE, bucket, page);
    return { items: files, ...rest };
  }

  /** The bytes of a file. */
  @Get(':id')
  @RequiresAdmin('files:read', 'viewer', { raw: true })
  @ApiOperation({ summary: 'Download a file' })
  @ApiRaw('application/octet-stream', 'The bytes of the file')
  download(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('b', { schema: BucketName }) bucket: string,
    @Param('id', { schema: FileId }) id: string,
    @Query({ schema: DownloadFile }) { version }: DownloadFile,
  ) {
    const row = this.files.versionBy(EVERY_FILE, bucket, id, version);
    return this.downloads.answer(row, request, reply);
  }

  /** Removes a file with all its versions. */
  @Delete(':id')
  @RequiresAdmin('files:write', 'operator')
  @ApiOperation({ summary: 'Delete a file' })
  @ApiData(Deleted)
  remove(
    @Context() context: RequestContext,
    @Param('b', { schema: BucketName }) bucket: string,
    @Param('id', { schema: FileId }) id: string,
  ) {
    return this.files.deleteBy(EVERY_FILE, context, bucket, id);
  }

  /** The versions of a file. */
  @Get(':id/versions')
  @RequiresAdmin('files:read')
  @ApiOperation({ summary: 'List the versions of a file, oldest first' })
  @ApiData(FileVersions)
  versions(
    @Param('b', { schema: BucketName }) bucket: string,
    @Param('id', { schema: FileId }) id: string,
  ) {
    return this.files.versionsBy(EVERY_FILE, bucket, id);
  }

  /** Makes a link that opens the file without a credential. */
  @Post(':id/url')
  @RequiresAdmin('files:read', 'operator')
  @ApiOperation({ summary: 'Make a signed link of limited life' })
  @ApiData(SignedLink, 201)
  sign(
    @Context() context: RequestContext,
    @Param('b', { schema: BucketName }) bucket: string,
    @Param('id', { schema: FileId }) id: string,
    @Body({ schema: SignLink }) wish: SignLink,
  ) {
    return this.links.signAny(context, bucket, id, wish);
  }
}
