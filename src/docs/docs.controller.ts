import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/declare-access.js';
import { ApiRaw } from '../http/api-data.js';
import { ApiDocument } from './api-document.js';
import { DocsPage } from './docs-page.js';

/** The API document and a page to read and try it, all from this machine. */
@ApiTags('system')
@Controller('docs')
export class DocsController {
  constructor(
    private readonly document: ApiDocument,
    private readonly page: DocsPage,
  ) {}

  /** The Swagger UI page. */
  @Get()
  @Public({ raw: true })
  @ApiOperation({ summary: 'Read and try the API' })
  @ApiRaw('text/html', 'The page')
  index(@Res() reply: FastifyReply) {
    this.page.sendIndex(reply);
  }

  /** The OpenAPI 3.1 document. */
  @Get('json')
  @Public({ raw: true })
  @ApiOperation({ summary: 'The API document' })
  @ApiRaw('application/json', 'An OpenAPI 3.1 document')
  json(@Res() reply: FastifyReply) {
    void reply.type('application/json; charset=utf-8').send(this.document.json());
  }

  @Get('assets/:name')
  @Public({ raw: true })
  @ApiExcludeEndpoint()
  asset(@Param('name') name: string, @Res() reply: FastifyReply) {
    return this.page.sendAsset(reply, name);
  }
}
