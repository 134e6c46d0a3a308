import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import * as z from 'zod';
import { Public } from '../access/declare-access.js';

@ApiTags('system')
@Controller('health')
export class HealthController {
  /** The process answers. */
  @Get('live')
  @Public({ raw: true })
  @ApiOperation({ summary: 'The process answers' })
  @ApiOkResponse({ standardSchema: z.object({ status: z.literal('ok') }) })
  live() {
    return { status: 'ok' };
  }
}
