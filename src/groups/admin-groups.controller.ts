import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AddMember,
  CreateGroup,
  Deleted,
  GroupList,
  GroupMember,
  GroupMemberList,
  GroupName,
  GroupView,
  ListGroups,
  SetMember,
} from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { GroupsService } from './groups.service.js';

const GROUP = { schema: GroupName };

/** Groups as operators see them. */
@ApiTags('admin')
@Controller('admin/groups')
export class AdminGroupsController {
  constructor(private readonly groups: GroupsService) {}

  /** All groups by name, with the number of their members. */
  @Get()
  @RequiresAdmin('users:read')
  @ApiOperation({ summary: 'List groups' })
  @ApiData(GroupList)
  list(@Query({ schema: ListGroups }) page: ListGroups) {
    return this.groups.list(page);
  }

  /** Makes a group without members. */
  @Post()
  @RequiresAdmin('users:write', 'operator')
  @ApiOperation({ summary: 'Create a group' })
  @ApiData(GroupView, 201)
  create(@Context() context: RequestContext, @Body({ schema: CreateGroup }) input: CreateGroup) {
    return this.groups.create(context, input);
  }

  /** One group. */
  @Get(':group')
  @RequiresAdmin('users:read')
  @ApiOperation({ summary: 'Get a group' })
  @ApiData(GroupView)
  get(@Param('group', GROUP) group: string) {
    return this.groups.get(group);
  }

  /** Removes a group, its memberships, its invites and what was granted to it. */
  @Delete(':group')
  @RequiresAdmin('users:write', 'operator')
  @ApiOperation({ summary: 'Delete a group' })
  @ApiData(Deleted)
  remove(@Context() context: RequestContext, @Param('group', GROUP) group: string) {
    return this.groups.remove(context, group);
  }

  /** Who is in a group. */
  @Get(':group/members')
  @RequiresAdmin('users:read')
  @ApiOperation({ summary: 'List the members of a group' })
  @ApiData(GroupMemberList)
  members(@Param('group', GROUP) group: string, @Query({ schema: ListGroups }) page: ListGroups) {
    return this.groups.members(group, page);
  }

  /** Puts a user into a group. */
  @Post(':group/members')
  @RequiresAdmin('users:write', 'operator')
  @ApiOperation({ summary: 'Add a member to a group' })
  @ApiData(GroupMember, 201)
  addMember(
    @Context() context: RequestContext,
    @Param('group', GROUP) group: string,
    @Body({ schema: AddMember }) { userId, role }: AddMember,
  ) {
    return this.groups.setMember(context, group, userId, role);
  }

  /** Puts a user into a group, or changes the role there. */
  @Put(':group/members/:userId')
  @RequiresAdmin('users:write', 'operator')
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

  /** Takes a user out of a group. */
  @Delete(':group/members/:userId')
  @RequiresAdmin('users:write', 'operator')
  @ApiOperation({ summary: 'Remove a member of a group' })
  @ApiData(Deleted)
  removeMember(
    @Context() context: RequestContext,
    @Param('group', GROUP) group: string,
    @Param('userId') userId: string,
  ) {
    return this.groups.removeMember(context, group, userId);
  }
}
