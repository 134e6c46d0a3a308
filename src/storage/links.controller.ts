import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BucketName, FileId, OpenLink, SignedLink, SignLink } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { Public, RequiresKeyAndUser } from '../access/declare-access.js';
import { ApiData, ApiRaw } from '../http/api-data.js';
import { LinksService } from './links.service.js';
import { Downloads } from './transfer/downloads.js';

/** Links that open one file for a while. */
@ApiTags('storage')
@Controller('storage')
export class LinksController {
  constructor(
    private readonly links: LinksService,
    private readonly downloads: Downloads,
  ) {}

  /** Makes a link that needs neither key nor token. */
  @Post('buckets/:b/:id/url')
  @RequiresKeyAndUser()
  @ApiOperation({ summary: 'Make a signed link of limited life' })
  @ApiData(SignedLink, 201)
  sign(
    @Context() context: RequestContext,
    @Param('b', { schema: BucketName }) bucket: string,
    @Param('id', { schema: FileId }) id: string,
    @Body({ schema: SignLink }) wish: SignLink,
  ) {
    return this.links.sign(context, bucket, id, wish);
  }

  /** The bytes behind a link; ranges and conditions as for a download. */
  @Get('signed/:b/:id')
  @Public({ raw: true, counted: true })
  @ApiOperation({ summary: 'Download by a signed link' })
  @ApiRaw('application/octet-stream', 'The bytes of the file')
  open(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('b', { schema: BucketName }) bucket: string,
    @Param('id', { schema: FileId }) id: string,
    @Query({ schema: OpenLink }) link: OpenLink,
  ) {
    return this.downloads.answer(this.links.open(bucket, id, link), request, reply);
  }
}
