import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  ChangeOperatorPassword,
  OperatorLogin,
  OperatorSession,
  OperatorSetup,
  SetupState,
} from '@appbase-pfe/types';
import { Public, RequiresOperator } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { type NewSession, OperatorSessionsService } from './operator-sessions.service.js';
import { OperatorSignInService } from './operator-sign-in.service.js';

/** How operators whose accounts are kept here sign in. */
@ApiTags('operators')
@Controller('operator')
export class OperatorSignInController {
  constructor(
    private readonly signIn: OperatorSignInService,
    private readonly sessions: OperatorSessionsService,
  ) {}

  /** Whether the first account is still to be made: a sign-in page shows the setup then. */
  @Get('setup')
  @Public()
  @ApiOperation({ summary: 'Whether the first operator is still to be made' })
  @ApiData(SetupState)
  setupState() {
    return this.signIn.setupState();
  }

  /** Makes the first account, with the token printed at the first start. */
  @Post('setup')
  @Public()
  @ApiOperation({ summary: 'Make the first operator' })
  @ApiData(OperatorSession, 201)
  async setup(
    @Body({ schema: OperatorSetup }) input: OperatorSetup,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.carry(request, reply, await this.signIn.setup(request.context, input));
  }

  /** Signs an operator in. */
  @Post('login')
  @Public()
  @ApiOperation({ summary: 'Sign in as an operator' })
  @ApiData(OperatorSession)
  async login(
    @Body({ schema: OperatorLogin }) input: OperatorLogin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const device = this.sessions.deviceOf(request);
    return this.carry(request, reply, await this.signIn.login(request.context, input, device));
  }

  /** Changes the password and ends the operator's other sessions. */
  @Post('password')
  @RequiresOperator()
  @ApiOperation({ summary: 'Change your password' })
  @ApiData(OperatorSession)
  async password(
    @Body({ schema: ChangeOperatorPassword }) input: ChangeOperatorPassword,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.carry(request, reply, await this.signIn.changePassword(request.context, input));
  }

  private carry(request: FastifyRequest, reply: FastifyReply, begun: NewSession) {
    void reply.header('set-cookie', this.sessions.cookies(request, begun));
    void reply.header('cache-control', 'no-store');
    return begun.session;
  }
}
