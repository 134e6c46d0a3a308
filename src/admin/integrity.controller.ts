import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { IntegrityView } from '@appbase-pfe/types';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { IntegrityService } from './integrity.service.js';

/** Whether what is stored is as it was stored. */
@ApiTags('admin: settings')
@Controller('admin/integrity')
export class IntegrityController {
  constructor(private readonly integrity: IntegrityService) {}

  /** When the data was last looked at, and what was found. */
  @Get()
  @RequiresAdmin(undefined)
  @ApiOperation({ summary: 'When the data was last looked at, and what was found' })
  @ApiData(IntegrityView)
  view(): IntegrityView {
    return this.integrity.view();
  }
}
