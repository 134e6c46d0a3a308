import { Body, Controller, Delete, Get, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { CreateMasterKey, MasterKeyView, NewMasterKeyView, pageOf } from '@appbase-pfe/types';
import { ApiKeysService } from '../access/api-keys.service.js';
import { RequiresOperator } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';

const KeyIdParam = z.string().min(1).max(256);

/** Secret keys of the control plane itself, for scripts. Only owners make them, by hand. */
@ApiTags('operators')
@Controller('operator/keys')
export class MasterKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @RequiresOperator('owner')
  @ApiOperation({ summary: "Lists the control plane's own keys" })
  @ApiData(pageOf(MasterKeyView))
  list() {
    const items = this.keys.list();
    return { items, total: items.length };
  }

  @Post()
  @RequiresOperator('owner')
  @ApiOperation({ summary: 'Makes a key for scripts; the only answer that shows its value' })
  @ApiData(NewMasterKeyView, 201)
  create(@Req() request: FastifyRequest, @Body({ schema: CreateMasterKey }) body: CreateMasterKey) {
    return this.keys.create(request.context, { ...body, kind: 'secret' });
  }

  @Delete(':id')
  @RequiresOperator('owner')
  @ApiOperation({ summary: 'Revokes a key' })
  @ApiData(MasterKeyView)
  revoke(@Req() request: FastifyRequest, @Param('id', { schema: KeyIdParam }) id: string) {
    return this.keys.revoke(request.context, id);
  }
}
