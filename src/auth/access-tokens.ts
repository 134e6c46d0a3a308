import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { Clock } from '../common/clock.js';
import { InstanceConfig } from '../config/config.js';
import { SettingsService } from '../settings/settings.service.js';
import { SigningKeys } from './signing-keys.js';

export const ISSUER = 'appbase';
export const TOKEN_TYPE = 'at+jwt';

/** Issues access tokens: short-lived, signed with this instance's key, for this app only. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keys: SigningKeys,
    private readonly settings: SettingsService,
    private readonly config: InstanceConfig,
    private readonly clock: Clock,
  ) {}

  async issue(user: { id: string; email: string }, sessionId: string) {
    const expiresIn = this.config.accessTokenTtl;
    const { kid, privateKey } = this.keys.current;
    const now = Math.floor(this.clock.now() / 1000);
    const accessToken = await new SignJWT({ email: user.email, sid: sessionId })
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: TOKEN_TYPE })
      .setSubject(user.id)
      .setAudience(this.settings.appId)
      .setIssuer(ISSUER)
      .setIssuedAt(now)
      .setExpirationTime(now + expiresIn)
      .sign(privateKey);
    return { accessToken, expiresIn };
  }
}
