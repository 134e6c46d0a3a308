import { Controller, Get } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AboutView } from '@appbase-pfe/types';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';

/** What the dashboard, on its own port, cannot know by itself. */
@ApiTags('admin: settings')
@Controller('admin/about')
export class AboutController {
  constructor(private readonly host: HttpAdapterHost) {}

  /** Where apps reach this one. */
  @Get()
  @RequiresAdmin(undefined)
  @ApiOperation({ summary: 'The port of the API' })
  @ApiData(AboutView)
  about(): AboutView {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    return { apiPort: (server.address() as AddressInfo).port };
  }
}
