import { Injectable } from '@nestjs/common';
import { importJWK, jwtVerify } from 'jose';
import * as z from 'zod';
import { OperatorRole } from '@appbase-pfe/types';
import { Clock } from '../common/clock.js';
import type { Managed } from '../config/managed.js';

const Claims = z.object({
  jti: z.string().min(1),
  exp: z.number(),
  sub: z.string().min(1),
  email: z.string(),
  role: OperatorRole,
  /** When it was said, in milliseconds: finer than `iat`. */
  at: z.number().optional(),
  iat: z.number(),
});

/** A statement of the control plane about one of its operators. */
export interface Statement {
  id: string;
  /** Milliseconds since the epoch. */
  until: number;
  /** When it was said, by the control plane's clock. */
  at: number;
  operator: { id: string; email: string; role: OperatorRole };
}

/** Longer than this no statement may hold. */
const LONGEST_SECONDS = 120;

/** Reads what the control plane has signed for this app; nobody else's word counts. */
@Injectable()
export class SignedByMaster {
  private readonly key: ReturnType<typeof importJWK>;

  constructor(
    private readonly managed: Managed,
    private readonly clock: Clock,
  ) {
    this.key = importJWK(managed.masterKey, 'EdDSA');
  }

  /** `typ` keeps the kinds apart: a ticket is no token for internal routes. */
  async read(token: string, typ: string): Promise<Statement | undefined> {
    try {
      const { payload } = await jwtVerify(token, await this.key, {
        algorithms: ['EdDSA'],
        typ,
        issuer: 'appbase-master',
        audience: this.managed.appId,
        maxTokenAge: LONGEST_SECONDS,
        currentDate: new Date(this.clock.now()),
      });
      const { jti, exp, iat, at, sub, email, role } = Claims.parse(payload);
      return {
        id: jti,
        until: exp * 1000,
        at: at ?? iat * 1000,
        operator: { id: sub, email, role },
      };
    } catch {
      return undefined;
    }
  }
}
