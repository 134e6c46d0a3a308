import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OperatorSession } from '@appbase-pfe/types';
import * as z from 'zod';
import type { OperatorCaller, RequestContext } from '../access/caller.js';
import { Context } from '../access/context.js';
import { RequiresOperator } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { OperatorSessionsService } from './operator-sessions.service.js';
import { OperatorSignInService } from './operator-sign-in.service.js';

/** What a signed-in operator needs, wherever the account is kept. */
@ApiTags('operators')
@Controller('operator')
export class OperatorSessionController {
  constructor(
    private readonly signIn: OperatorSignInService,
    private readonly sessions: OperatorSessionsService,
  ) {}

  /** Who is signed in, and the CSRF token of the session. */
  @Get('me')
  @RequiresOperator()
  @ApiOperation({ summary: 'The signed-in operator' })
  @ApiData(OperatorSession)
  me(@Req() request: FastifyRequest) {
    return this.sessions.describe(request, request.context.caller as OperatorCaller);
  }

  /** Ends the session. */
  @Post('logout')
  @RequiresOperator()
  @ApiOperation({ summary: 'Sign out' })
  @ApiData(z.object({ loggedOut: z.literal(true) }))
  async logout(
    @Context() context: RequestContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const answer = await this.signIn.logout(context);
    void reply.header('set-cookie', this.sessions.cookies(request));
    return answer;
  }
}
