import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AppGrants as AppGrantsView, SetAppGrants } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresOperator } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { AppIdParam } from './app-id-param.js';
import { AppGrants } from './app-grants.js';

@ApiTags('apps')
@Controller('apps')
export class AppGrantsController {
  constructor(private readonly grants: AppGrants) {}

  @Get(':id/operators')
  @RequiresOperator('owner')
  @ApiOperation({ summary: 'Who may do more in this app than in all of them' })
  @ApiData(AppGrantsView)
  list(@Param('id', { schema: AppIdParam }) id: string) {
    return this.grants.list(id);
  }

  @Put(':id/operators')
  @RequiresOperator('owner')
  @ApiOperation({ summary: 'Sets who may do more in this app than in all of them' })
  @ApiData(AppGrantsView)
  set(
    @Context() context: RequestContext,
    @Param('id', { schema: AppIdParam }) id: string,
    @Body({ schema: SetAppGrants }) body: SetAppGrants,
  ) {
    return this.grants.set(context, id, body);
  }
}
