import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Aggregate, AggregateView, CollectionName } from '@appbase-pfe/types';
import type { RequestContext } from '../../access/caller.js';
import { Context } from '../../access/context.js';
import { RequiresKeyAndUser } from '../../access/declare-access.js';
import { ApiData } from '../../http/api-data.js';
import { Aggregates } from './aggregates.js';

@ApiTags('database')
@Controller('db/collections/:collection/aggregate')
export class AggregateController {
  constructor(private readonly aggregates: Aggregates) {}

  /** Counts, sums, averages, smallest and greatest values, by group. */
  @Post()
  @RequiresKeyAndUser({ guest: true })
  @ApiOperation({ summary: 'Count and sum records' })
  @ApiData(AggregateView)
  run(
    @Context() context: RequestContext,
    @Param('collection', { schema: CollectionName }) collection: string,
    @Body({ schema: Aggregate }) body: Aggregate,
  ) {
    return this.aggregates.run(context, collection, body);
  }
}
