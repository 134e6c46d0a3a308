import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MetricsSeries, ReadMetrics } from '@appbase-pfe/types';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { MetricsService } from '../metrics/metrics.service.js';

/** What this app was asked, and how it did. */
@ApiTags('admin: metrics')
@Controller('admin/metrics')
export class MetricsHistoryController {
  constructor(private readonly metrics: MetricsService) {}

  /** Requests, errors, latency, users, records and storage over time. */
  @Get()
  @RequiresAdmin('metrics:read')
  @ApiOperation({ summary: 'Metrics over time' })
  @ApiData(MetricsSeries)
  read(@Query({ schema: ReadMetrics }) query: ReadMetrics) {
    return this.metrics.read(query);
  }
}
