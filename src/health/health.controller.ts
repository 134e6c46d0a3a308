import { Controller, Get, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import * as z from 'zod';
import { HealthView } from '@appbase-pfe/types';
import { Public } from '../access/declare-access.js';
import { HealthService } from './health.service.js';

const Live = z.object({ status: z.literal('ok') });

/** How the server is, for people, supervisors and proxies. */
@ApiTags('system')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** Everything that the server needs, thing by thing. */
  @Get()
  @Public({ raw: true })
  @ApiOperation({ summary: 'How the server is' })
  @ApiOkResponse({ standardSchema: HealthView })
  @ApiServiceUnavailableResponse({ standardSchema: HealthView })
  async check(@Res({ passthrough: true }) reply: FastifyReply) {
    return answer(reply, await this.health.check());
  }

  /** The process answers: the only thing that may cause a restart. */
  @Get('live')
  @Public({ raw: true })
  @ApiOperation({ summary: 'The process answers' })
  @ApiOkResponse({ standardSchema: Live })
  live() {
    return { status: 'ok' };
  }

  /** The server may get traffic. */
  @Get('ready')
  @Public({ raw: true })
  @ApiOperation({ summary: 'The server may get traffic' })
  @ApiOkResponse({ standardSchema: HealthView })
  @ApiServiceUnavailableResponse({ standardSchema: HealthView })
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    return answer(reply, await this.health.check());
  }
}

function answer(reply: FastifyReply, view: HealthView): HealthView {
  void reply.status(view.status === 'ok' ? 200 : 503).header('cache-control', 'no-store');
  return view;
}
