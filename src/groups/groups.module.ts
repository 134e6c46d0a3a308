import { Module } from '@nestjs/common';
import { AdminGroupsController } from './admin-groups.controller.js';
import { AdminInvitesController } from './admin-invites.controller.js';
import { GroupsController } from './groups.controller.js';
import { GroupsService } from './groups.service.js';
import { InvitesService } from './invites.service.js';
import { Memberships } from './memberships.js';
import { MyGroupsService } from './my-groups.service.js';

/** Groups of users, which rules and grants name. */
@Module({
  controllers: [GroupsController, AdminGroupsController, AdminInvitesController],
  providers: [GroupsService, InvitesService, Memberships, MyGroupsService],
  exports: [GroupsService, Memberships],
})
export class GroupsModule {}
