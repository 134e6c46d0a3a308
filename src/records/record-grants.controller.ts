import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CollectionName, Grants } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresKeyAndUser } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { RecordGrantsService } from './record-grants.service.js';

const COLLECTION = { schema: CollectionName };

/** Sharing single records with users and groups. */
@ApiTags('database')
@Controller('db/collections/:collection/:id/grants')
export class RecordGrantsController {
  constructor(private readonly grants: RecordGrantsService) {}

  /** To whom a record is granted; for those who may update it. */
  @Get()
  @RequiresKeyAndUser()
  @ApiOperation({ summary: 'Get to whom a record is granted' })
  @ApiData(Grants)
  get(
    @Context() context: RequestContext,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
  ) {
    return this.grants.get(context, { collection, id });
  }

  /** Grants a record to these users and groups, and to nobody else. */
  @Put()
  @RequiresKeyAndUser()
  @ApiOperation({ summary: 'Set to whom a record is granted' })
  @ApiData(Grants)
  replace(
    @Context() context: RequestContext,
    @Param('collection', COLLECTION) collection: string,
    @Param('id') id: string,
    @Body({ schema: Grants }) grants: Grants,
  ) {
    return this.grants.replace(context, { collection, id }, grants);
  }
}
