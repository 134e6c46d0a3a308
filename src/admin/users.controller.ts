import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AdminUserList,
  AdminUserView,
  CreateUser,
  Deleted,
  DeleteUser,
  ListUsers,
  SessionList,
  SessionsEnded,
  SetPassword,
  UpdateUser,
} from '@appbase-pfe/types';
import type { RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresAdmin } from '../access/declare-access.js';
import { UserListService } from '../auth/user-list.service.js';
import { UsersService } from '../auth/users.service.js';
import { ApiData } from '../http/api-data.js';

const Reads = () => RequiresAdmin('users:read');
const Writes = () => RequiresAdmin('users:write', 'operator');

/** The app's end users. */
@ApiTags('admin: users')
@Controller('admin/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly lists: UserListService,
  ) {}

  /** Lists users in order of creation. */
  @Get()
  @Reads()
  @ApiOperation({ summary: 'List or search the users' })
  @ApiData(AdminUserList)
  list(@Query({ schema: ListUsers }) query: ListUsers) {
    return this.lists.list(query);
  }

  /** Makes an account for somebody. */
  @Post()
  @Writes()
  @ApiOperation({ summary: 'Make a user' })
  @ApiData(AdminUserView, 201)
  create(@Context() context: RequestContext, @Body({ schema: CreateUser }) input: CreateUser) {
    return this.users.create(context, input);
  }

  /** One user. */
  @Get(':id')
  @Reads()
  @ApiOperation({ summary: 'Read a user' })
  @ApiData(AdminUserView)
  view(@Param('id') id: string) {
    return this.lists.view(id);
  }

  /** Changes the email or the custom identity. */
  @Patch(':id')
  @Writes()
  @ApiOperation({ summary: 'Change a user' })
  @ApiData(AdminUserView)
  update(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body({ schema: UpdateUser }) input: UpdateUser,
  ) {
    return this.users.update(context, id, input);
  }

  /** Removes the account and, if asked, all that the user made. */
  @Delete(':id')
  @Writes()
  @ApiOperation({ summary: 'Delete a user' })
  @ApiData(Deleted)
  remove(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Query({ schema: DeleteUser }) query: DeleteUser,
  ) {
    return this.users.remove(context, id, query);
  }

  /** Sets a temporary password that the user must change. */
  @Post(':id/password')
  @Writes()
  @ApiOperation({ summary: 'Set a temporary password' })
  @ApiData(AdminUserView)
  setPassword(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body({ schema: SetPassword }) input: SetPassword,
  ) {
    return this.users.setPassword(context, id, input);
  }

  /** Bans the user: every session ends, and no new one begins. */
  @Post(':id/ban')
  @Writes()
  @ApiOperation({ summary: 'Ban a user' })
  @ApiData(AdminUserView)
  ban(@Context() context: RequestContext, @Param('id') id: string) {
    return this.users.ban(context, id);
  }

  /** Lets a banned user sign in again. */
  @Post(':id/unban')
  @Writes()
  @ApiOperation({ summary: 'Unban a user' })
  @ApiData(AdminUserView)
  unban(@Context() context: RequestContext, @Param('id') id: string) {
    return this.users.unban(context, id);
  }

  /** Where the user is signed in. */
  @Get(':id/sessions')
  @Reads()
  @ApiOperation({ summary: "List a user's sessions" })
  @ApiData(SessionList)
  listSessions(@Param('id') id: string) {
    return this.users.listSessions(id);
  }

  /** Signs the user out everywhere. */
  @Delete(':id/sessions')
  @Writes()
  @ApiOperation({ summary: "End all of a user's sessions" })
  @ApiData(SessionsEnded)
  endSessions(@Context() context: RequestContext, @Param('id') id: string) {
    return this.users.endSessions(context, id);
  }
}
