import { Body, Controller, Get, Header, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AppSchema, ApplySchema, SchemaDifference } from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData, ApiRaw } from '../http/api-data.js';
import { SchemaDocumentService } from './schema-document.service.js';

/** All settings of collections, buckets and groups as one document. */
@ApiTags('admin: collections')
@Controller('admin/schema')
export class SchemaDocumentController {
  constructor(private readonly schema: SchemaDocumentService) {}

  /** Everything that is declared, in a stable order. */
  @Get()
  @RequiresAdmin('schema:read')
  @ApiOperation({ summary: 'Get all settings as one document' })
  @ApiData(AppSchema)
  get() {
    return this.schema.get();
  }

  /** Makes everything as the document says; a dry run only tells the difference. */
  @Put()
  @RequiresAdmin('schema:write', 'operator')
  @ApiOperation({ summary: 'Apply a document of settings' })
  @ApiData(SchemaDifference)
  apply(
    @Context() context: RequestContext,
    @Query({ schema: ApplySchema }) { dryRun }: ApplySchema,
    @Body({ schema: AppSchema }) wanted: AppSchema,
  ) {
    return this.schema.run(context, wanted, dryRun === 'true');
  }

  /** TypeScript types of the records of each collection. */
  @Get('types.ts')
  @RequiresAdmin('schema:read', 'viewer', { raw: true })
  @Header('content-type', 'text/plain; charset=utf-8')
  @ApiOperation({ summary: 'Get TypeScript types of the collections' })
  @ApiRaw('text/plain', 'TypeScript source')
  types() {
    return this.schema.types();
  }
}
