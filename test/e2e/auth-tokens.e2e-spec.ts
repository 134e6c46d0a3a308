import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  decodeJwt,
  decodeProtectedHeader,
  generateKeyPair,
  importJWK,
  type JWK,
  SignJWT,
} from 'jose';
import { SigningKeys } from '../../src/auth/signing-keys.js';
import { authOf, cookieValue } from '../support/auth.js';
import {
  signUp,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const seconds = () => Math.floor(Date.now() / 1000);

describe('access tokens', () => {
  let instance: TestInstance;
  let auth: ReturnType<typeof authOf>;
  let user: TestUser;
  let claims: Record<string, unknown>;
  let kid: string;
  let privateKey: Parameters<SignJWT['sign']>[0];
  let publicX: string;

  beforeAll(async () => {
    instance = await startTestInstance();
    auth = authOf(instance);
    user = await signUp(instance);
    claims = decodeJwt(user.token);
    const { keys } = JSON.parse(
      readFileSync(join(instance.dataDir, 'secrets', 'signing-keys.json'), 'utf8'),
    ) as { keys: { kid: string; privateJwk: JWK }[] };
    kid = keys[0]!.kid;
    publicX = keys[0]!.privateJwk.x!;
    privateKey = await importJWK(keys[0]!.privateJwk, 'EdDSA');
  });
  afterAll(() => instance.destroy());

  /** A token that is right but for what is changed. */
  const forge = (changed: object = {}, header: object = {}, key = privateKey) =>
    new SignJWT({ ...claims, ...changed })
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt', ...header })
      .sign(key);
  const status = async (token: string) => (await auth.me(token)).status;

  it('says who, for whom and how long', () => {
    expect(decodeProtectedHeader(user.token)).toEqual({ alg: 'EdDSA', kid, typ: 'at+jwt' });
    expect(claims).toEqual({
      sub: user.user.id,
      email: user.user.email,
      sid: expect.any(String),
      aud: expect.stringMatching(/^app_[0-9a-f]{32}$/),
      iss: 'appbase',
      iat: expect.any(Number),
      exp: (claims['iat'] as number) + 900,
    });
  });

  it('accepts a forged token that is right in everything (the control of what follows)', async () => {
    expect(await status(await forge())).toBe(200);
    expect(await status(await forge({ nbf: seconds() - 5 }))).toBe(200);
  });

  describe('refuses (ASVS 9.1.1 to 9.2.4, security 4.2 row 33)', () => {
    it.each<[string, object, object]>([
      ['another audience', { aud: 'app_other' }, {}],
      ['no audience', { aud: undefined }, {}],
      ['another issuer', { iss: 'somebody' }, {}],
      ['an expired token', { exp: seconds() - 1 }, {}],
      ['no expiry', { exp: undefined }, {}],
      ['a token of the future', { nbf: seconds() + 600 }, {}],
      ['no session', { sid: undefined }, {}],
      ['an unknown session', { sid: 'session-0000000' }, {}],
      ['a session that is an object', { sid: { $ne: '' } }, {}],
      ['no subject', { sub: undefined }, {}],
      ['a subject that is not the session’s', { sub: 'user-00000000' }, {}],
      ['another type', {}, { typ: 'JWT' }],
      ['no type', {}, { typ: undefined }],
      ['an unknown key id', {}, { kid: 'unknown' }],
      ['no key id', {}, { kid: undefined }],
    ])('%s', async (_, changed, header) => {
      expect(await status(await forge(changed, header))).toBe(401);
    });

    it('a foreign key, wherever the header says that it lies (jku, jwk, x5u)', async () => {
      const foreign = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
      for (const header of [
        {},
        { jku: 'http://127.0.0.1:9/jwks.json' },
        { x5u: 'http://127.0.0.1:9/' },
      ]) {
        expect(await status(await forge({}, header, foreign.privateKey))).toBe(401);
      }
    });

    it('alg none, and HS256 with the public key as its secret', async () => {
      for (const alg of ['none', 'None', 'NONE']) {
        const head = base64({ alg, kid, typ: 'at+jwt' });
        expect(await status(`${head}.${base64(claims)}.`)).toBe(401);
        expect(await status(`${head}.${base64(claims)}.AAAA`)).toBe(401);
      }
      for (const secret of [publicX, Buffer.from(publicX, 'base64url')]) {
        const key = new Uint8Array(Buffer.from(secret));
        const token = await new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', kid, typ: 'at+jwt' })
          .sign(key);
        expect(await status(token)).toBe(401);
      }
    });

    it('a changed payload, a cut signature and what is no token', async () => {
      const [head, , signature] = user.token.split('.');
      const other = await signUp(instance);
      const payload = base64({ ...claims, sub: other.user.id });
      for (const token of [
        `${head}.${payload}.${signature}`,
        user.token.slice(0, -2),
        `${user.token}x`.repeat(20),
        'x',
        'a.b.c',
        '..',
      ]) {
        expect(await status(token)).toBe(401);
      }
      await auth.get('/auth/me', { authorization: `Basic ${user.token}` }).expect(401);
      await auth.get('/auth/me', { authorization: 'Bearer' }).expect(401);
      await auth.get(`/auth/me?access_token=${user.token}`).expect(401);
    });

    it("another app's token (security 4.2 row 32)", async () => {
      const other = await startTestInstance();
      try {
        const stranger = await signUp(other, user.user.email);
        expect(await status(stranger.token)).toBe(401);
        expect((await authOf(other).me(user.token)).status).toBe(401);
        expect((await authOf(other).me(stranger.token)).status).toBe(200);
        const registered = await authOf(other).register('cookie@example.test');
        await auth.refresh(cookieValue(registered)).expect(401);
      } finally {
        await other.destroy();
      }
    });
  });

  it('rotates its keys with an overlap', async () => {
    const before = user.token;
    const next = await instance.server.app.get(SigningKeys, { strict: false }).rotate();
    expect(next).not.toBe(kid);
    const after = await signUp(instance);
    expect(decodeProtectedHeader(after.token).kid).toBe(next);
    expect(await status(before)).toBe(200);
    expect(await status(await forge())).toBe(200);
    const { keys } = (await auth.get('/.well-known/jwks.json')).body as { keys: { kid: string }[] };
    expect(keys.map((key) => key.kid)).toEqual([next, kid]);
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });

  it('keeps its secrets in files of mode 0600 in a folder of mode 0700', () => {
    const folder = join(instance.dataDir, 'secrets');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of ['signing-keys.json', 'session-secret']) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
  });
});

describe('access tokens of a short life', () => {
  it('end by themselves, remembered or not (security 4.2 row 9)', async () => {
    const instance = await startTestInstance({ APPBASE_ACCESS_TOKEN_TTL: '2' });
    try {
      const { token } = await signUp(instance);
      const me = () => authOf(instance).me(token);
      const { exp } = decodeJwt(token);
      let last = 200;
      let lastAt = 0;
      while (last === 200) {
        lastAt = Date.now();
        last = (await me()).status;
        if (last === 200) expect(lastAt).toBeLessThan(exp! * 1000);
      }
      expect(last).toBe(401);
      expect(Date.now()).toBeGreaterThanOrEqual(exp! * 1000);
    } finally {
      await instance.destroy();
    }
  });
});
