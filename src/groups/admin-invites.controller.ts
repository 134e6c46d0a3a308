import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AdminInviteList,
  CreateInvite,
  Deleted,
  GroupName,
  ListGroups,
  NewInviteView,
} from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { InvitesService } from './invites.service.js';

const GROUP = { schema: GroupName };

/** The invites of a group as operators see them. */
@ApiTags('admin')
@Controller('admin/groups/:group/invites')
export class AdminInvitesController {
  constructor(private readonly invites: InvitesService) {}

  /** Those that still let somebody in, the first to end first. */
  @Get()
  @RequiresAdmin('users:read')
  @ApiOperation({ summary: 'List the invites of a group' })
  @ApiData(AdminInviteList)
  list(@Param('group', GROUP) group: string, @Query({ schema: ListGroups }) page: ListGroups) {
    return this.invites.list(group, page);
  }

  /** Makes a code of limited life and uses with which users join. */
  @Post()
  @RequiresAdmin('users:write', 'operator')
  @ApiOperation({ summary: 'Make an invite to a group' })
  @ApiData(NewInviteView, 201)
  create(
    @Context() context: RequestContext,
    @Param('group', GROUP) group: string,
    @Body({ schema: CreateInvite }) input: CreateInvite,
  ) {
    return this.invites.create(context, group, input);
  }

  /** Ends an invite. Who has joined by it stays in the group. */
  @Delete(':invite')
  @RequiresAdmin('users:write', 'operator')
  @ApiOperation({ summary: 'Revoke an invite to a group' })
  @ApiData(Deleted)
  revoke(
    @Context() context: RequestContext,
    @Param('group', GROUP) group: string,
    @Param('invite') invite: string,
  ) {
    return this.invites.revoke(context, group, invite);
  }
}
