import { Module } from '@nestjs/common';
import { GroupsModule } from '../groups/groups.module.js';
import { GrantsService } from './grants.service.js';
import { RulesService } from './rules.service.js';

/** Who may do what with the things of a collection or bucket. */
@Module({
  imports: [GroupsModule],
  providers: [GrantsService, RulesService],
  exports: [GrantsService, RulesService, GroupsModule],
})
export class RulesModule {}
