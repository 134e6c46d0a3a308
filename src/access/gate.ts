import { Injectable, Optional } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperatorRole } from '@appbase-pfe/types';
import { AppError, errors } from '../common/errors.js';
import { type Caller, GUEST, type KeyCaller, type UserCaller } from './caller.js';
import {
  ApiKeyReader,
  GuestAccess,
  MasterTokens,
  OperatorSessions,
  UserTokens,
} from './credentials.js';
import { DataThrottle } from './data-throttle.js';
import type { Access, RouteAccess } from './declare-access.js';
import { Denials } from './denials.js';

const RANK: Record<OperatorRole, number> = { viewer: 0, operator: 1, owner: 2 };
const BEARER = /^bearer +([A-Za-z0-9._~+/=-]+)$/i;

interface Passed {
  caller: Caller;
  keyId?: string;
}

/** Decides before the body is read who is calling and whether the route is for them. */
@Injectable()
export class Gate {
  constructor(
    private readonly keys: ApiKeyReader,
    private readonly tokens: UserTokens,
    private readonly operators: OperatorSessions,
    private readonly throttle: DataThrottle,
    private readonly denials: Denials,
    @Optional() private readonly master?: MasterTokens,
    @Optional() private readonly guests?: GuestAccess,
  ) {}

  /**
   * Answers at once where everything is known already (a token seen before), as nearly always.
   *
   * @throws AppError when the caller may not pass; also as a rejection
   */
  admit(
    request: FastifyRequest,
    reply: FastifyReply,
    route: Partial<RouteAccess>,
  ): Passed | Promise<Passed> {
    return whenKnown(this.identify(request, route.access), (passed) => {
      if (route.access?.kind === 'data' || route.counted === true) {
        reply.headers(this.throttle.count(passed.caller, request.ip));
      }
      return unrestricted(passed, route);
    });
  }

  /**
   * The same once more when the body has come. That may take minutes, in which a session, a key or a
   * role ends: a request that was begun before must not be carried out after.
   *
   * @throws AppError when the caller may not pass any more; also as a rejection
   */
  readmit(request: FastifyRequest, route: Partial<RouteAccess>): Passed | Promise<Passed> {
    return whenKnown(this.identify(request, route.access), (passed) => unrestricted(passed, route));
  }

  /** Whether somebody who was let in and whose answer goes on would be let in now. */
  stillAdmits(request: FastifyRequest): boolean {
    const { access } = request.routeOptions.config;
    if (access?.kind !== 'admin' && access?.kind !== 'operator') return true;
    const { caller } = request.context;
    if (caller.kind === 'operator') {
      const now = this.operators.stillHolds(request);
      return now !== undefined && RANK[now.role] >= RANK[access.role];
    }
    const key = this.keys.find(String(request.headers['x-api-key']));
    return key !== undefined && access.kind === 'admin' && key.scopes.includes(access.scope!);
  }

  private identify(request: FastifyRequest, access: Access | undefined): Passed | Promise<Passed> {
    switch (access?.kind) {
      case 'public':
        return { caller: GUEST };
      case 'signing-in':
        return withKey(GUEST, this.optionalKey(request));
      case 'user': {
        const key = this.optionalKey(request);
        return whenKnown(this.user(request), (user) => withKey(user, key));
      }
      case 'data': {
        const key = this.key(request);
        return access.guest && this.mayBeGuest(request)
          ? withKey(GUEST, key)
          : whenKnown(this.user(request), (user) => withKey(user, key));
      }
      case 'admin':
        return this.admin(request, access);
      case 'operator':
        return { caller: this.operator(request, access.role) };
      case 'master':
        return this.ofMaster(request);
      case undefined:
        throw errors.forbidden('This route declares no access and is closed');
    }
  }

  /**
   * No token, and none is needed: asked here, so that a token that lacks is told before anything
   * that is wrong with the request. Where the path names nothing the service decides.
   */
  private mayBeGuest({ headers, params }: FastifyRequest): boolean {
    if (headers.authorization !== undefined) return false;
    const { collection, b: bucket } = params as { collection?: string; b?: string };
    if (collection !== undefined) return this.guests?.guestsRead('collection', collection) === true;
    return bucket === undefined || this.guests?.guestsRead('bucket', bucket) === true;
  }

  private admin(request: FastifyRequest, access: Access & { kind: 'admin' }): Passed {
    if (request.headers['x-api-key'] === undefined) {
      return { caller: this.operator(request, access.role) };
    }
    const key = this.noting(request, () => this.key(request));
    if (key.keyKind !== 'secret') {
      throw this.denied(request, key, errors.forbidden('A live key never opens this route'));
    }
    if (access.scope === undefined || !key.scopes.includes(access.scope)) {
      const reason =
        access.scope === undefined
          ? 'This route is for operators only'
          : `This key lacks the scope ${access.scope}`;
      throw this.denied(request, key, errors.forbidden(reason));
    }
    return withKey(key, key);
  }

  private operator(request: FastifyRequest, role: OperatorRole): Caller {
    const operator = this.noting(request, () => this.operators.authenticate(request));
    if (operator === undefined) {
      throw this.denied(request, GUEST, errors.invalidToken('Sign in as an operator'));
    }
    if (RANK[operator.role] < RANK[role]) {
      throw this.denied(request, operator, errors.forbidden(`This needs the role ${role}`));
    }
    return operator;
  }

  private noting<T>(request: FastifyRequest, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof AppError ? this.denied(request, GUEST, error) : error;
    }
  }

  private denied(request: FastifyRequest, caller: Caller, error: AppError): AppError {
    this.denials.note(request, caller, error);
    return error;
  }

  private async ofMaster(request: FastifyRequest): Promise<Passed> {
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const caller = token === undefined ? undefined : await this.master?.verify(token);
    if (caller === undefined) throw errors.invalidToken('This is for the control plane alone');
    return { caller };
  }

  private user(request: FastifyRequest): UserCaller | Promise<UserCaller> {
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    return whenKnown(token === undefined ? undefined : this.tokens.verify(token), (user) => {
      if (user === undefined) throw errors.invalidToken();
      return user;
    });
  }

  private key(request: FastifyRequest) {
    const value = request.headers['x-api-key'];
    const key = typeof value === 'string' ? this.keys.find(value) : undefined;
    if (key === undefined) throw errors.invalidApiKey();
    return key;
  }

  private optionalKey(request: FastifyRequest) {
    return request.headers['x-api-key'] === undefined ? undefined : this.key(request);
  }
}

/** With a temporary password nothing is open but what changes it. */
function unrestricted(passed: Passed, route: Partial<RouteAccess>): Passed {
  const { caller } = passed;
  if (caller.kind === 'user' && caller.mustChangePassword && route.whileRestricted !== true) {
    throw errors.forbidden('Change your temporary password first (POST /auth/password)', {
      reason: 'password_change_required',
    });
  }
  return passed;
}

function withKey(caller: Caller, key: KeyCaller | undefined): Passed {
  return key === undefined ? { caller } : { caller, keyId: key.id };
}

/** Goes on with a value now, or with a promise when it comes. */
function whenKnown<T, R>(value: T | Promise<T>, use: (value: T) => R): R | Promise<R> {
  return value instanceof Promise ? value.then(use) : use(value);
}
