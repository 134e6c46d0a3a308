import { Body, Controller, Delete, Get, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ChangePassword, Deleted, SessionList, UpdateMe, UserView } from '@appbase-pfe/types';
import type { FastifyRequest } from 'fastify';
import { RequiresUser } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { MeService } from './me.service.js';

@ApiTags('auth')
@Controller('auth')
export class MeController {
  constructor(private readonly me: MeService) {}

  /** The signed-in user. */
  @Get('me')
  @RequiresUser({ whileRestricted: true })
  @ApiData(UserView)
  @ApiOperation({ summary: 'The signed-in user' })
  view(@Req() request: FastifyRequest): UserView {
    return this.me.view(request.context);
  }

  /** Replaces the user's custom identity. */
  @Patch('me')
  @RequiresUser({ whileRestricted: true })
  @ApiData(UserView)
  @ApiOperation({ summary: 'Replaces the custom identity of the signed-in user' })
  async update(
    @Req() request: FastifyRequest,
    @Body({ schema: UpdateMe }) input: UpdateMe,
  ): Promise<UserView> {
    return this.me.update(request.context, input);
  }

  /** Changes the password and ends the user's other sessions. */
  @Post('password')
  @RequiresUser({ whileRestricted: true })
  @ApiData(UserView)
  @ApiOperation({ summary: 'Changes the password and ends the other sessions of the user' })
  async changePassword(
    @Req() request: FastifyRequest,
    @Body({ schema: ChangePassword }) input: ChangePassword,
  ): Promise<UserView> {
    return this.me.changePassword(request.context, input);
  }

  /** Where the user is signed in. */
  @Get('sessions')
  @RequiresUser()
  @ApiData(SessionList)
  @ApiOperation({ summary: 'The sessions of the signed-in user' })
  listSessions(@Req() request: FastifyRequest): SessionList {
    return this.me.listSessions(request.context);
  }

  /** Ends one of the user's own sessions. */
  @Delete('sessions/:id')
  @RequiresUser()
  @ApiData(Deleted)
  @ApiOperation({ summary: 'Ends a session of the signed-in user' })
  async endSession(@Req() request: FastifyRequest, @Param('id') id: string): Promise<Deleted> {
    return this.me.endSession(request.context, id);
  }
}
