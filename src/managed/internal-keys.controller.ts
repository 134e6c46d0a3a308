import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CreateKey } from '@appbase-pfe/types';
import { ApiKeysService } from '../access/api-keys.service.js';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresMaster } from '../access/declare-access.js';

/** The app's keys for the control plane: they are kept here and nowhere else. */
@ApiExcludeController()
@Controller('internal/keys')
export class InternalKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @RequiresMaster()
  list() {
    const items = this.keys.list();
    return { items, total: items.length };
  }

  @Post()
  @RequiresMaster()
  create(@Context() context: RequestContext, @Body({ schema: CreateKey }) body: CreateKey) {
    return this.keys.create(context, body);
  }

  @Post(':id/rotate')
  @RequiresMaster()
  rotate(@Context() context: RequestContext, @Param('id') id: string) {
    return this.keys.rotate(context, id);
  }

  @Delete(':id')
  @RequiresMaster()
  revoke(@Context() context: RequestContext, @Param('id') id: string) {
    return this.keys.revoke(context, id);
  }
}
