import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import { writeFileAtomically } from '../common/atomic-file.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { ControlPlaneConfig } from '../config/control-plane-config.js';

interface Identity {
  installation: string;
  key: JWK;
}

/** Who this control plane is: the key that its instances trust, and the mark on its Docker objects. */
@Injectable()
export class MasterIdentity implements OnModuleInit {
  private identity!: Identity;
  private signingKey!: Parameters<SignJWT['sign']>[0];

  constructor(
    private readonly config: ControlPlaneConfig,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    const path = join(this.config.dataDir, 'master-key.json');
    mkdirSync(this.config.dataDir, { recursive: true, mode: 0o700 });
    if (!existsSync(path)) writeFileAtomically(path, JSON.stringify(await newIdentity()));
    this.identity = JSON.parse(readFileSync(path, 'utf8')) as Identity;
    this.signingKey = await importJWK(this.identity.key, 'EdDSA');
  }

  /** Label of everything of ours in an engine that we share with others. */
  get installation(): string {
    return this.identity.installation;
  }

  get publicKey(): JWK {
    const { kty, crv, x } = this.identity.key;
    return { kty: kty!, crv: crv!, x: x! } as JWK;
  }

  /** Signs a statement for one app that holds for `seconds`. */
  sign(appId: string, type: string, claims: JWTPayload, seconds: number): Promise<string> {
    const now = Math.floor(this.clock.now() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', typ: type })
      .setIssuer('appbase-master')
      .setAudience(appId)
      .setJti(newId())
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(this.signingKey);
  }
}

async function newIdentity(): Promise<Identity> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return { installation: newId(), key: await exportJWK(privateKey) };
}
