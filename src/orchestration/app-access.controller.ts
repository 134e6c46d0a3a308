import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CreateKey, KeyView, NewKeyView, pageOf, TicketView } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin, RequiresOperator } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { AppIdParam } from '../tenancy/app-id-param.js';
import { AppAccessService } from './app-access.service.js';

@ApiTags('apps')
@Controller('apps')
export class AppAccessController {
  constructor(private readonly access: AppAccessService) {}

  @Get(':id/keys')
  @RequiresAdmin('keys:write')
  @ApiOperation({ summary: 'Lists the API keys of an app; 409 while it is not running' })
  @ApiData(pageOf(KeyView))
  keys(@Context() context: RequestContext, @Param('id', { schema: AppIdParam }) id: string) {
    return this.access.keys(context, id);
  }

  @Post(':id/keys')
  @RequiresAdmin('keys:write', 'owner')
  @ApiOperation({ summary: 'Makes an API key of an app; the only answer that shows its value' })
  @ApiData(NewKeyView, 201)
  create(
    @Context() context: RequestContext,
    @Param('id', { schema: AppIdParam }) id: string,
    @Body({ schema: CreateKey }) body: CreateKey,
  ) {
    return this.access.createKey(context, id, body);
  }

  @Post(':id/keys/:keyId/rotate')
  @RequiresAdmin('keys:write', 'owner')
  @ApiOperation({ summary: 'Replaces an API key of an app by a new one with the same rights' })
  @ApiData(NewKeyView, 201)
  rotate(
    @Context() context: RequestContext,
    @Param('id', { schema: AppIdParam }) id: string,
    @Param('keyId', { schema: AppIdParam }) keyId: string,
  ) {
    return this.access.rotateKey(context, id, keyId);
  }

  @Delete(':id/keys/:keyId')
  @RequiresAdmin('keys:write', 'owner')
  @ApiOperation({ summary: 'Revokes an API key of an app' })
  @ApiData(KeyView)
  revoke(
    @Context() context: RequestContext,
    @Param('id', { schema: AppIdParam }) id: string,
    @Param('keyId', { schema: AppIdParam }) keyId: string,
  ) {
    return this.access.revokeKey(context, id, keyId);
  }

  @Post(':id/ticket')
  @RequiresOperator('viewer')
  @ApiOperation({ summary: "A link that opens the app's dashboard signed in: 60 seconds, one use" })
  @ApiData(TicketView, 201)
  ticket(@Context() context: RequestContext, @Param('id', { schema: AppIdParam }) id: string) {
    return this.access.ticket(context, id);
  }
}
