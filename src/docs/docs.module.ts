import { Module } from '@nestjs/common';
import { ApiDocument } from './api-document.js';
import { DocsController } from './docs.controller.js';
import { DocsPage } from './docs-page.js';

/** The API's own documentation. */
@Module({
  controllers: [DocsController],
  providers: [ApiDocument, DocsPage],
})
export class DocsModule {}
