import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CreateKey, KeyView, NewKeyView, pageOf, Paging } from '@appbase-pfe/types';
import { ApiKeysService } from '../access/api-keys.service.js';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';

/** The keys of this app, for its owners. */
@ApiTags('admin: keys')
@Controller('admin/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  /** All keys, also those that were revoked or have expired; never their values. */
  @Get()
  @RequiresAdmin('keys:write')
  @ApiOperation({ summary: 'List API keys' })
  @ApiData(pageOf(KeyView))
  list(@Query({ schema: Paging }) paging: Paging) {
    return this.keys.page(paging);
  }

  /** Makes a key. The answer is the only place where its value is ever shown. */
  @Post()
  @RequiresAdmin('keys:write', 'owner')
  @ApiOperation({ summary: 'Make an API key' })
  @ApiData(NewKeyView, 201)
  create(@Context() context: RequestContext, @Body({ schema: CreateKey }) input: CreateKey) {
    return this.keys.create(context, input);
  }

  /** Makes a key with the same rights and revokes this one, both or neither. */
  @Post(':id/rotate')
  @RequiresAdmin('keys:write', 'owner')
  @ApiOperation({ summary: 'Replace an API key' })
  @ApiData(NewKeyView, 201)
  rotate(@Context() context: RequestContext, @Param('id') id: string) {
    return this.keys.rotate(context, id);
  }

  /** Revokes a key for good. It stays in the list. */
  @Delete(':id')
  @RequiresAdmin('keys:write', 'owner')
  @ApiOperation({ summary: 'Revoke an API key' })
  @ApiData(KeyView)
  revoke(@Context() context: RequestContext, @Param('id') id: string) {
    return this.keys.revoke(context, id);
  }
}
