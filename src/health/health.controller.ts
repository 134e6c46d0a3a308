import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../access/declare-access.js';

@ApiTags('system')
@Controller('health')
export class HealthController {
  /** The process answers. */
  @Get('live')
  @Public({ raw: true })
  @ApiOperation({ summary: 'The process answers' })
  live() {
    return { status: 'ok' };
  }
}
