import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AccessGrant,
  LoggedOut,
  Login,
  PresentedSession,
  Register,
  SignedIn,
} from '@appbase-pfe/types';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SigningIn } from '../access/declare-access.js';
import { ApiData } from '../http/api-data.js';
import { AuthService } from './auth.service.js';
import { clearSession, clientOf, deliver, presentedSession } from './client.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  /** Makes an account and signs it in. */
  @Post('register')
  @SigningIn()
  @ApiData(SignedIn, 201)
  @ApiOperation({ summary: 'Makes an account and signs it in' })
  async register(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: Register }) input: Register,
  ): Promise<SignedIn> {
    const { answer, delivery } = await this.auth.register(clientOf(request), input);
    return deliver(request, reply, answer, delivery);
  }

  /** Signs in with email and password. */
  @Post('login')
  @SigningIn()
  @ApiData(SignedIn)
  @ApiOperation({ summary: 'Signs in with email and password' })
  async login(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: Login }) input: Login,
  ): Promise<SignedIn> {
    const { answer, delivery } = await this.auth.login(clientOf(request), input);
    return deliver(request, reply, answer, delivery);
  }

  /** Exchanges the session for a new access token and the session's next value. */
  @Post('refresh')
  @SigningIn({ whileRestricted: true })
  @ApiData(AccessGrant)
  @ApiOperation({ summary: 'Exchanges the session for a new access token' })
  async refresh(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: PresentedSession }) input: PresentedSession,
  ): Promise<AccessGrant> {
    const presented = presentedSession(request, input);
    const { answer, delivery } = await this.auth.refresh(clientOf(request), presented);
    return deliver(request, reply, answer, delivery);
  }

  /** Ends the session; also when there is none any more. */
  @Post('logout')
  @ApiData(LoggedOut)
  @SigningIn({ whileRestricted: true })
  @ApiOperation({ summary: 'Ends the session' })
  async logout(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: PresentedSession }) input: PresentedSession,
  ): Promise<LoggedOut> {
    clearSession(request, reply);
    return this.auth.logout(clientOf(request), presentedSession(request, input));
  }
}
