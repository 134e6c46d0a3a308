import type { FastifyRequest } from 'fastify';
import type { KeyKind } from '@appbase-pfe/types';
import type { KeyCaller, OperatorCaller, UserCaller } from './caller.js';

/** Reads access tokens. `auth` provides it. */
export abstract class UserTokens {
  /** The user of a token, or `undefined` when it is not valid (any more). */
  abstract verify(token: string): UserCaller | undefined | Promise<UserCaller | undefined>;
}

/** Reads operator sessions. `operators` provides it. */
export abstract class OperatorSessions {
  /**
   * The operator of the request's cookie, or `undefined`.
   *
   * @throws AppError `FORBIDDEN` when a changing request lacks its CSRF token or comes from a
   *   foreign origin
   */
  abstract authenticate(request: FastifyRequest): OperatorCaller | undefined;

  /** Whether this operator could still sign in, or is; for what outlives a session. */
  abstract stands(operatorId: string): boolean;
  /** The same of a request that was let in and goes on; that it goes on is no sign of a person. */
  abstract stillHolds(request: FastifyRequest): OperatorCaller | undefined;
}

/** Reads what the control plane signs for its instance. `managed` provides it. */
export abstract class MasterTokens {
  /** The operator in whose name the control plane calls, or `undefined`. */
  abstract verify(token: string): Promise<OperatorCaller | undefined>;
}

/** Reads API keys. `access/keys` provides it on an instance, `master` on the control plane. */
export abstract class ApiKeyReader {
  /** The key of a presented value, or `undefined` when it is unknown, revoked or expired. */
  abstract find(value: string): (KeyCaller & { keyKind: KeyKind }) | undefined;
}

/** Tells what is open to nobody in particular. `rules` provides it. */
export abstract class GuestAccess {
  /** Whether anything of this collection or bucket can be read without a token. */
  abstract guestsRead(kind: 'collection' | 'bucket', name: string): boolean;
}

/** A role without end users (the control plane): no token is ever valid. */
export class NoUsers extends UserTokens {
  override verify(): undefined {
    return undefined;
  }
}

/** No operator is ever signed in. */
export class NoOperators extends OperatorSessions {
  override authenticate(): undefined {
    return undefined;
  }

  override stands(): boolean {
    return false;
  }

  override stillHolds(): undefined {
    return undefined;
  }
}
