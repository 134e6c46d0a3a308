import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CollectionName,
  CollectionSettings,
  CollectionView,
  DeclaredCollection,
  DeclareOptions,
  DeletedCollection,
  pageOf,
  Paging,
} from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { CollectionsService } from '../records/collections.service.js';

const COLLECTION = { schema: CollectionName };

/** What operators declare about collections. */
@ApiTags('admin: collections')
@Controller('admin/collections')
export class CollectionsController {
  constructor(private readonly collections: CollectionsService) {}

  /** Every collection that has records or settings. */
  @Get()
  @RequiresAdmin('schema:read')
  @ApiOperation({ summary: 'List collections' })
  @ApiData(pageOf(CollectionView))
  list(@Query({ schema: Paging }) paging: Paging) {
    return this.collections.list(paging);
  }

  /** A collection: how many records it has, its settings and how far its indexes are. */
  @Get(':collection')
  @RequiresAdmin('schema:read')
  @ApiOperation({ summary: 'Get a collection' })
  @ApiData(CollectionView)
  get(@Param('collection', COLLECTION) collection: string) {
    return this.collections.get(collection);
  }

  /** Declares everything about a collection; what is left out has its default again. */
  @Put(':collection')
  @RequiresAdmin('schema:write', 'operator')
  @ApiOperation({ summary: 'Declare the settings of a collection' })
  @ApiData(DeclaredCollection)
  put(
    @Context() context: RequestContext,
    @Param('collection', COLLECTION) collection: string,
    @Query({ schema: DeclareOptions }) options: DeclareOptions,
    @Body({ schema: CollectionSettings }) settings: CollectionSettings,
  ) {
    return this.collections.put(context, collection, settings, options);
  }

  /** Deletes all records of a collection and forgets its settings. */
  @Delete(':collection')
  @RequiresAdmin('schema:write', 'operator')
  @ApiOperation({ summary: 'Delete a collection with its records' })
  @ApiData(DeletedCollection)
  remove(@Context() context: RequestContext, @Param('collection', COLLECTION) collection: string) {
    return this.collections.remove(context, collection);
  }
}
