import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AppSettings, UpdateSettings } from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { SettingsService } from '../settings/settings.service.js';

/** What an operator may set for this app. */
@ApiTags('admin: settings')
@Controller('admin/settings')
export class SettingsController {
  constructor(private readonly settings: SettingsService) {}

  /** The settings as they are now. */
  @Get()
  @RequiresAdmin('settings:write')
  @ApiOperation({ summary: 'Read the settings' })
  @ApiData(AppSettings)
  read() {
    return this.settings.current;
  }

  /** Changes what is named; it is felt at once. */
  @Patch()
  @RequiresAdmin('settings:write', 'operator')
  @ApiOperation({ summary: 'Change the settings' })
  @ApiData(AppSettings)
  update(
    @Context() context: RequestContext,
    @Body({ schema: UpdateSettings }) input: UpdateSettings,
  ) {
    return this.settings.update(auditedBy(context), input);
  }
}
