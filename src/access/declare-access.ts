import { applyDecorators } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiCookieAuth, ApiSecurity } from '@nestjs/swagger';
import type { AnyScope, OperatorRole } from '@appbase-pfe/types';

/** Who may call a route. A route that declares nothing is refused. */
export type Access =
  /** Anybody, without any credential. */
  | { kind: 'public' }
  /** `/auth/*` before sign-in: a key is not needed, but one that is sent must be right. */
  | { kind: 'signing-in' }
  /** A signed-in user; a key as for `signing-in`. */
  | { kind: 'user' }
  /** Key and token. `guest`: the key alone is let through, for the rules to decide. */
  | { kind: 'data'; guest: boolean }
  /** An operator of at least this role, or a secret key with the scope. */
  | { kind: 'admin'; scope: AnyScope | undefined; role: OperatorRole }
  /** An operator of at least this role, by session only. */
  | { kind: 'operator'; role: OperatorRole }
  /** The control plane alone, in an operator's name. */
  | { kind: 'master' };

export interface RouteAccess {
  access: Access;
  /** May be called by a user who must change the password first. */
  whileRestricted?: boolean;
  /** The answer has no envelope (files, metrics, documents). */
  raw?: boolean;
  /** Most bytes of a request body; 1 MiB and a bit unless said, 64 KiB where anybody may ask. */
  bodyLimit?: number;
  /** Counts for the limit on data requests though it needs no key (a signed link). */
  counted?: boolean;
  /** The name of the handler that Fastify calls past Nest's router (`DirectHandlers`). */
  direct?: string;
  /** Takes multipart/form-data; anything else is a validation error. */
  upload?: boolean;
}

export interface DeclaredRoute extends RouteAccess {
  takesQuery: boolean;
  takesBody: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig extends Partial<DeclaredRoute> {}
}

type Extras = Omit<RouteAccess, 'access'>;

const declare = (access: Access, extras: Extras, ...documentation: MethodDecorator[]) =>
  applyDecorators(
    (target: object, key: string | symbol, descriptor: PropertyDescriptor) => {
      const config: DeclaredRoute = {
        access,
        ...extras,
        takesQuery: takes(target, key, RouteParamtypes.QUERY),
        takesBody: takes(target, key, RouteParamtypes.BODY) || extras.upload === true,
      };
      RouteConfig(config)(target, key, descriptor);
    },
    ...documentation,
  );

/** Parameter decorators run first, so what a handler takes is known here. */
function takes(target: object, key: string | symbol, type: RouteParamtypes): boolean {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, target.constructor, key) ??
    {}) as Record<string, unknown>;
  return Object.keys(parameters).some((name) => name.startsWith(`${type}:`));
}

/** Enough to sign up with. Of somebody unknown, more is not kept in memory. */
const STRANGERS_BODY = 64 * 1024;

export const Public = (extras: Extras = {}) =>
  declare({ kind: 'public' }, { bodyLimit: STRANGERS_BODY, ...extras });

export const SigningIn = (extras: Extras = {}) =>
  declare(
    { kind: 'signing-in' },
    { bodyLimit: STRANGERS_BODY, ...extras },
    ApiSecurity('apiKey'),
    ApiSecurity({}),
  );

export const RequiresUser = (extras: Extras = {}) =>
  declare({ kind: 'user' }, extras, ApiBearerAuth('accessToken'));

export const RequiresKeyAndUser = (extras: Extras & { guest?: boolean } = {}) => {
  const { guest = false, ...rest } = extras;
  return declare(
    { kind: 'data', guest },
    rest,
    ApiSecurity({ apiKey: [], accessToken: [] }),
    ...(guest ? [ApiSecurity('apiKey')] : []),
  );
};

/** For operators of at least `role` and for secret keys that hold `scope` (`undefined`: no key). */
export const RequiresAdmin = (
  scope: AnyScope | undefined,
  role: OperatorRole = 'viewer',
  extras: Extras = {},
) =>
  declare(
    { kind: 'admin', scope, role },
    extras,
    ApiCookieAuth('operatorSession'),
    ...(scope === undefined ? [] : [ApiSecurity('apiKey')]),
  );

export const RequiresOperator = (role: OperatorRole = 'viewer', extras: Extras = {}) =>
  declare({ kind: 'operator', role }, extras, ApiCookieAuth('operatorSession'));

/** For the control plane that runs this instance. */
export const RequiresMaster = (extras: Extras = {}) => declare({ kind: 'master' }, extras);
