import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiRaw } from '../http/api-data.js';
import { Prometheus } from './prometheus.js';

/** Figures for a monitoring system. */
@ApiTags('system')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly prometheus: Prometheus) {}

  /** The metrics of this process in Prometheus's text format. */
  @Get()
  @RequiresAdmin('metrics:read', 'viewer', { raw: true })
  @ApiOperation({ summary: 'Metrics for Prometheus' })
  @ApiRaw('text/plain', 'Prometheus text format 0.0.4')
  async text(@Res() reply: FastifyReply) {
    const text = await this.prometheus.text();
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text);
  }
}
