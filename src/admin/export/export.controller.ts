import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequiresAdmin } from '../../access/declare-access.js';
import { ApiRaw } from '../../http/api-data.js';
import { ExportService } from './export.service.js';

/** What was put in can be taken out. */
@ApiTags('admin: export')
@Controller('admin/export')
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  /** Records, files, users without hashes, audit and settings, in open formats. */
  @Get()
  @RequiresAdmin('export', 'operator', { raw: true })
  @ApiOperation({ summary: 'Download everything of this app as a zip' })
  @ApiRaw('application/zip', 'NDJSON, CSV and the files themselves')
  async download(@Res() reply: FastifyReply) {
    const { name, stream } = await this.exports.start(reply.request.context);
    return reply
      .type('application/zip')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(stream);
  }
}
