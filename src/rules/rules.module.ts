import { Module } from '@nestjs/common';
import { GroupsModule } from '../groups/groups.module.js';
import { GuestAccess } from '../access/credentials.js';
import { GrantsService } from './grants.service.js';
import { RulesService } from './rules.service.js';

/** Who may do what with the things of a collection or bucket. */
@Module({
  imports: [GroupsModule],
  providers: [GrantsService, RulesService, { provide: GuestAccess, useExisting: RulesService }],
  exports: [GrantsService, GuestAccess, RulesService, GroupsModule],
})
export class RulesModule {}
