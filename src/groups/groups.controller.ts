import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CreateInvite,
  Deleted,
  FoundUser,
  GroupMember,
  GroupMemberList,
  GroupName,
  InviteView,
  JoinGroup,
  ListGroups,
  LookupUser,
  MyGroup,
  MyGroupList,
  SetMember,
} from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresUser } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { MyGroupsService } from './my-groups.service.js';

const GROUP = { schema: GroupName };

/** Groups as their members see them. */
@ApiTags('groups')
@Controller()
export class GroupsController {
  constructor(private readonly groups: MyGroupsService) {}

  /** The groups that the user is in, with the role there. */
  @Get('groups')
  @RequiresUser()
  @ApiOperation({ summary: 'List my groups' })
  @ApiData(MyGroupList)
  list(@Context() context: RequestContext) {
    return this.groups.list(context);
  }

  /** Joins a group with the code of an invite. */
  @Post('groups/join')
  @RequiresUser()
  @ApiOperation({ summary: 'Join a group by an invite' })
  @ApiData(MyGroup)
  join(@Context() context: RequestContext, @Body({ schema: JoinGroup }) input: JoinGroup) {
    return this.groups.join(context, input);
  }

  /** Everybody in a group, for its members. */
  @Get('groups/:group/members')
  @RequiresUser()
  @ApiOperation({ summary: 'List the members of a group' })
  @ApiData(GroupMemberList)
  members(
    @Context() context: RequestContext,
    @Param('group', GROUP) group: string,
    @Query({ schema: ListGroups }) page: ListGroups,
  ) {
    return this.groups.members(context, group, page);
  }

  /** One member of a group. */
  @Get('groups/:group/members/:userId')
  @RequiresUser()
  @ApiOperation({ summary: 'Get a member of a group' })
  @ApiData(GroupMember)
  member(
    @Context() context: RequestContext,
    @Param('group', GROUP) group: string,
    @Param('userId') userId: string,
  ) {
    return this.groups.member(context, group, userId);
  }

  /** Puts a user into the group or changes the role there; for managers. */
  @Put('groups/:group/members/:userId')
  @RequiresUser()
  @ApiOperation({ summary: 'Add or change a member of a group' })
  @ApiData(GroupMember)
  setMember(
    @Context() context: RequestContext,
    @Param('group', GROUP) group: string,
    @Param('userId') userId: string,
    @Body({ schema: SetMember }) input: SetMember,
  ) {
    return this.groups.setMember(context, group, userId, input?.role);
  }

  /** Takes a user out of the group; for managers, and for users themselves. */
  @Delete('groups/:group/members/:userId')
  @RequiresUser()
  @ApiOperation({ summary: 'Remove a member of a group' })
  @ApiData(Deleted)
  removeMember(
    @Context() context: RequestContext,
    @Param('group', GROUP) group: string,
    @Param('userId') userId: string,
  ) {
    return this.groups.removeMember(context, group, userId);
  }

  /** Makes a code of limited life and uses with which users join; for managers. */
  @Post('groups/:group/invites')
  @RequiresUser()
  @ApiOperation({ summary: 'Invite users to a group' })
  @ApiData(InviteView, 201)
  invite(
    @Context() context: RequestContext,
    @Param('group', GROUP) group: string,
    @Body({ schema: CreateInvite }) input: CreateInvite,
  ) {
    return this.groups.invite(context, group, input);
  }

  /** The id of the user with this e-mail address, where the operator allows looking up. */
  @Get('users/lookup')
  @RequiresUser()
  @ApiOperation({ summary: 'Find a user by e-mail address' })
  @ApiData(FoundUser)
  lookup(@Query({ schema: LookupUser }) query: LookupUser) {
    return this.groups.lookup(query.email);
  }
}
