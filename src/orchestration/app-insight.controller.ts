import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AppStats, AppTelemetry, LogsQuery, TelemetryQuery } from '@appbase-pfe/types';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData, ApiRaw } from '../http/api-data.js';
import { AppIdParam } from '../tenancy/app-id-param.js';
import { AppLogs } from './app-logs.js';
import { Telemetry } from './telemetry.js';

@ApiTags('apps')
@Controller('apps')
export class AppInsightController {
  constructor(
    private readonly appLogs: AppLogs,
    private readonly telemetry: Telemetry,
  ) {}

  @Get(':id/logs')
  @RequiresAdmin('logs:read', 'viewer', { raw: true })
  @ApiOperation({ summary: 'The last lines of the log of an app; with follow=true as a stream' })
  @ApiRaw('text/plain', 'The lines of the log')
  logs(
    @Res() reply: FastifyReply,
    @Param('id', { schema: AppIdParam }) id: string,
    @Query({ schema: LogsQuery }) query: LogsQuery,
  ) {
    return this.appLogs.send(reply, id, query);
  }

  @Get(':id/stats')
  @RequiresAdmin('apps:read')
  @ApiOperation({ summary: 'What an app uses now, as the engine and the instance say' })
  @ApiData(AppStats)
  stats(@Param('id', { schema: AppIdParam }) id: string) {
    return this.telemetry.now(id);
  }

  @Get(':id/telemetry')
  @RequiresAdmin('apps:read')
  @ApiOperation({ summary: 'What an app did over time: 24 hours at 15 s, 30 days at 15 minutes' })
  @ApiData(AppTelemetry)
  history(
    @Param('id', { schema: AppIdParam }) id: string,
    @Query({ schema: TelemetryQuery }) query: TelemetryQuery,
  ) {
    return this.telemetry.history(id, query);
  }
}
