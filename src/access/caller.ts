import type { AnyScope, OperatorRole } from '@appbase-pfe/types';

/** Nobody in particular. An object of its own, never `null`: no identity must not mean all rights. */
export interface Guest {
  readonly kind: 'guest';
}

/** An end user, by a verified access token. */
export interface UserCaller {
  readonly kind: 'user';
  readonly id: string;
  readonly email: string;
  readonly sessionId: string;
  /** When the access token ends, in milliseconds since the epoch. */
  readonly until: number;
  /** Signed in with a temporary password: may do nothing but change it. */
  readonly mustChangePassword: boolean;
}

/** A person with a dashboard account, by a session cookie. */
export interface OperatorCaller {
  readonly kind: 'operator';
  readonly id: string;
  readonly email: string;
  readonly role: OperatorRole;
  readonly sessionId: string;
}

/** A server, by a secret key. */
export interface KeyCaller {
  readonly kind: 'key';
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly AnyScope[];
}

export type Caller = Guest | UserCaller | OperatorCaller | KeyCaller;

export const GUEST: Guest = Object.freeze({ kind: 'guest' });

/** Who is calling and by which request: what services need to decide and what the audit tells. */
export interface RequestContext {
  readonly requestId: string;
  readonly ip: string;
  readonly caller: Caller;
  /** The API key that came with the request, if one did. */
  readonly keyId?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    context: RequestContext;
    /** For answers that go on: whether the caller would be let in now. */
    isStillAdmitted(): boolean;
  }
}
