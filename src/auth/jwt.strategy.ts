import type { KeyObject } from 'node:crypto';
import { callbackify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose';
import { Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import * as z from 'zod';
import { Clock } from '../common/clock.js';
import { SettingsService } from '../settings/settings.service.js';
import { ISSUER, TOKEN_TYPE } from './access-tokens.js';
import { SigningKeys } from './signing-keys.js';

/** What a verified access token says. */
export const AccessClaims = z.object({ sub: z.string(), sid: z.string(), exp: z.number() });
export type AccessClaims = z.infer<typeof AccessClaims>;

interface Verification {
  key: KeyObject;
  audience: string;
  now: number;
}
type Done = (error: Error | null, payload: JWTPayload) => void;

/**
 * passport-jwt's own verifier knows no EdDSA, so its place is taken by one on jose. Algorithm,
 * type, audience and issuer are fixed here; nothing in a token's header chooses them.
 */
function verifyWithJose(token: string, verification: Verification, _: unknown, done: Done): void {
  const payload = jwtVerify(token, verification.key, {
    algorithms: ['EdDSA'],
    typ: TOKEN_TYPE,
    issuer: ISSUER,
    audience: verification.audience,
    requiredClaims: ['sub', 'sid', 'iat', 'exp'],
    currentDate: new Date(verification.now),
  }).then((verified) => verified.payload);
  callbackify(() => payload)(done);
}
(Strategy as unknown as { JwtVerifier: typeof verifyWithJose }).JwtVerifier = verifyWithJose;

interface Attempt {
  token: string;
}

/** Verifies access tokens. It knows nothing of sessions: `TokenVerifier` asks for those. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(keys: SigningKeys, settings: SettingsService, clock: Clock) {
    const keyOf = (
      _: unknown,
      token: string,
      done: (error: unknown, verification?: Verification) => void,
    ) => {
      const key = findKey(keys, token);
      if (key === undefined) done(new Error('unknown key'));
      else done(null, { key, audience: settings.appId, now: clock.now() });
    };
    // The library's types know keys as text only; it hands them on as they are.
    super({
      jwtFromRequest: (request: unknown) => (request as Attempt).token,
      secretOrKeyProvider: keyOf,
    } as unknown as StrategyOptionsWithoutRequest);
  }

  /** Passport asks for this; the claims' own form is checked once more. */
  validate(payload: unknown): AccessClaims {
    return AccessClaims.parse(payload);
  }

  /** The claims of a token, or `undefined` when it is not a valid one of this app. */
  async claimsOf(token: string): Promise<AccessClaims | undefined> {
    return new Promise((resolve) => {
      // Passport's protocol: one object per attempt that is told the outcome.
      const attempt = Object.assign(Object.create(this) as JwtStrategy, {
        success: (claims: AccessClaims) => resolve(claims),
        fail: () => resolve(undefined),
        error: () => resolve(undefined),
      });
      attempt.authenticate({ token } as never);
    });
  }
}

function findKey(keys: SigningKeys, token: string): KeyObject | undefined {
  try {
    const { kid } = decodeProtectedHeader(token);
    return typeof kid === 'string' ? keys.find(kid) : undefined;
  } catch {
    return undefined;
  }
}
