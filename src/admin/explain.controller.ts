import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccessExplanation, ExplainAccess } from '@appbase-pfe/types';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { ExplainService } from './explain.service.js';

/** Questions about the rules. */
@ApiTags('admin')
@Controller('admin/access')
export class ExplainController {
  constructor(private readonly access: ExplainService) {}

  /** Whether the rules let a user do something with a record or file, and which clause decided. */
  @Post('explain')
  @RequiresAdmin('schema:read')
  @ApiOperation({ summary: 'Explain a decision of the rules' })
  @ApiData(AccessExplanation)
  explain(@Body({ schema: ExplainAccess }) question: ExplainAccess) {
    return this.access.explain(question);
  }
}
