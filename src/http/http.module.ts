import { Global, Module } from '@nestjs/common';
import { DirectHandlers } from './direct-handlers.js';

/** What features say to the HTTP server. */
@Global()
@Module({ providers: [DirectHandlers], exports: [DirectHandlers] })
export class HttpModule {}
