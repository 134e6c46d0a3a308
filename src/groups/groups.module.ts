import { Module } from '@nestjs/common';
import { AdminGroupsController } from './admin-groups.controller.js';
import { GroupsController } from './groups.controller.js';
import { GroupsService } from './groups.service.js';
import { Memberships } from './memberships.js';
import { MyGroupsService } from './my-groups.service.js';

/** Groups of users, which rules and grants name. */
@Module({
  controllers: [GroupsController, AdminGroupsController],
  providers: [GroupsService, Memberships, MyGroupsService],
  exports: [GroupsService, Memberships],
})
export class GroupsModule {}
