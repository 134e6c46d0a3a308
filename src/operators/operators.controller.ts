import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import * as z from 'zod';
import {
  CreateOperator,
  ListOperators,
  OperatorView,
  pageOf,
  UpdateOperator,
} from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresOperator } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { OperatorAccountsService } from './operator-accounts.service.js';

/** The dashboard accounts, for owners. */
@ApiTags('operators')
@Controller('operators')
export class OperatorsController {
  constructor(private readonly operators: OperatorAccountsService) {}

  /** All operators, oldest first. */
  @Get()
  @RequiresOperator('owner')
  @ApiOperation({ summary: 'List operators' })
  @ApiData(pageOf(OperatorView))
  list(@Query({ schema: ListOperators }) query: ListOperators) {
    return this.operators.list(query);
  }

  /** Adds an account. */
  @Post()
  @RequiresOperator('owner')
  @ApiOperation({ summary: 'Add an operator' })
  @ApiData(OperatorView, 201)
  create(
    @Context() context: RequestContext,
    @Body({ schema: CreateOperator }) input: CreateOperator,
  ) {
    return this.operators.create(context, input);
  }

  /** Changes email, role or password; a new password ends the account's sessions. */
  @Patch(':id')
  @RequiresOperator('owner')
  @ApiOperation({ summary: 'Change an operator' })
  @ApiData(OperatorView)
  update(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body({ schema: UpdateOperator }) input: UpdateOperator,
  ) {
    return this.operators.update(context, id, input);
  }

  /** Removes an account and its sessions. The last owner stays. */
  @Delete(':id')
  @RequiresOperator('owner')
  @ApiOperation({ summary: 'Remove an operator' })
  @ApiData(z.object({ deleted: z.literal(true) }))
  delete(@Context() context: RequestContext, @Param('id') id: string) {
    return this.operators.delete(context, id);
  }
}
