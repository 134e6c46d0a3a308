import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import supertest from 'supertest';
import {
  type OperatorHeaders,
  signInOperator,
  startTestInstance,
  TEST_OPERATOR,
  type TestInstance,
} from '../support/instance.js';

describe('operators', () => {
  let instance: TestInstance;
  let owner: OperatorHeaders;
  const http = () => supertest(instance.url);
  const login = ({ email, password }: typeof TEST_OPERATOR) =>
    http().post('/operator/login').send({ email, password });
  const addOperator = async (role: string) => {
    const account = { email: `${role}-${Math.random()}@example.org`, password: 'p'.repeat(12) };
    const answer = await http()
      .post('/operators')
      .set(owner)
      .send({ ...account, role });
    expect(answer.status).toBe(201);
    return { ...account, id: answer.body.data.id as string };
  };

  beforeAll(async () => {
    instance = await startTestInstance();
    owner = await signInOperator(instance);
  });
  afterAll(() => instance.destroy());

  it('signs in with a cookie that scripts and other sites cannot use (ASVS 3.3.1–3.3.4)', async () => {
    const answer = await login(TEST_OPERATOR);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      success: true,
      data: {
        operator: { id: expect.any(String), email: TEST_OPERATOR.email, role: 'owner' },
        csrfToken: expect.any(String),
      },
    });
    const cookies = answer.headers['set-cookie'] as unknown as string[];
    expect(cookies).toEqual([
      expect.stringMatching(
        /^appbase_operator_app_[0-9a-f]{32}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
      ),
      expect.stringMatching(/_device=\S+; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('says the same on /operator/me', async () => {
    const before = await login(TEST_OPERATOR);
    const cookie = before.headers['set-cookie']![0]!.split(';')[0]!;
    const answer = await http().get('/operator/me').set('cookie', cookie);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(before.body);
  });

  it('answers a wrong password and an unknown email alike (ASVS 6.3.8)', async () => {
    const wrong = await login({ ...TEST_OPERATOR, password: 'wrong' }).set('x-request-id', 'a');
    const unknown = await login({ email: 'no@example.org', password: 'x' }).set(
      'x-request-id',
      'a',
    );
    expect(wrong.status).toBe(401);
    expect(wrong.body.error.code).toBe('INVALID_CREDENTIALS');
    expect(unknown.body).toEqual(wrong.body);
    expect(wrong.headers['set-cookie']).toBeUndefined();
  });

  describe('a change with the cookie (ASVS 3.5.1–3.5.3)', () => {
    const create = () => http().post('/operators').send({ role: 'viewer' });

    it('needs the CSRF token', async () => {
      const answer = await create().set('cookie', owner.cookie);
      expect(answer.status).toBe(403);
      const wrong = await create().set('cookie', owner.cookie).set('x-csrf-token', 'x');
      expect(wrong.status).toBe(403);
    });

    it.each(['https://evil.example', 'null', 'http://localhost.evil.example'])(
      'is refused from %s',
      async (origin) => {
        const answer = await create().set(owner).set('origin', origin);
        expect(answer.status).toBe(403);
        expect(answer.body.error.code).toBe('FORBIDDEN');
      },
    );

    it('is refused when the browser says cross-site', async () => {
      const answer = await create().set(owner).set('sec-fetch-site', 'cross-site');
      expect(answer.status).toBe(403);
    });

    it('passes from the own origin', async () => {
      const answer = await create().set(owner).set('origin', instance.url);
      expect(answer.status).toBe(400);
    });
  });

  it('ends the session at sign-out', async () => {
    const session = await signInOperator(instance);
    const answer = await http().post('/operator/logout').set(session);
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({ loggedOut: true });
    expect(answer.headers['set-cookie']![0]).toMatch(/=; Max-Age=0;/);
    expect((await http().get('/operator/me').set(session)).status).toBe(401);
  });

  it('changes the password and ends the other sessions (ASVS 7.4.1–7.4.3)', async () => {
    const account = await addOperator('viewer');
    const here = await signInOperator(instance, account);
    const elsewhere = await signInOperator(instance, account);
    const change = (currentPassword: string) =>
      http()
        .post('/operator/password')
        .set(here)
        .send({ currentPassword, newPassword: 'another long password' });
    expect((await change('wrong')).status).toBe(401);
    const answer = await change(account.password);
    expect(answer.status).toBe(200);
    const cookie = answer.headers['set-cookie']![0]!.split(';')[0]!;
    expect((await http().get('/operator/me').set('cookie', cookie)).status).toBe(200);
    expect((await http().get('/operator/me').set(here)).status).toBe(401);
    expect((await http().get('/operator/me').set(elsewhere)).status).toBe(401);
    expect((await login(account)).status).toBe(401);
  });

  it('lets only owners manage operators', async () => {
    for (const role of ['viewer', 'operator']) {
      const session = await signInOperator(instance, await addOperator(role));
      expect((await http().get('/operators').set(session)).status).toBe(403);
      expect((await http().post('/operators').set(session).send({})).status).toBe(403);
    }
  });

  it('feels a new role at once, and a removal', async () => {
    const account = await addOperator('owner');
    const session = await signInOperator(instance, account);
    const path = `/operators/${account.id}`;
    expect((await http().get('/operators').set(session)).status).toBe(200);
    const demoted = await http().patch(path).set(owner).send({ role: 'viewer' });
    expect(demoted.body.data).toMatchObject({ id: account.id, role: 'viewer' });
    expect((await http().get('/operators').set(session)).status).toBe(403);
    const removed = await http().delete(path).set(owner);
    expect(removed.body).toEqual({ success: true, data: { deleted: true } });
    expect((await http().get('/operator/me').set(session)).status).toBe(401);
    expect((await http().delete(path).set(owner)).status).toBe(404);
  });

  it('keeps the last owner', async () => {
    const me = await http().get('/operator/me').set(owner);
    const path = `/operators/${me.body.data.operator.id}`;
    const removed = await http().delete(path).set(owner);
    expect(removed.status).toBe(409);
    expect((await http().patch(path).set(owner).send({ role: 'viewer' })).status).toBe(409);
  });

  it('never shows a hash, and refuses a taken email and unknown fields', async () => {
    const account = await addOperator('viewer');
    const list = await http().get('/operators?limit=100').set(owner);
    expect(JSON.stringify(list.body)).not.toMatch(/argon|hash|password/i);
    expect(list.body.data.total).toBe(list.body.data.items.length);
    const again = { email: account.email.toUpperCase(), password: 'p'.repeat(12), role: 'viewer' };
    expect((await http().post('/operators').set(owner).send(again)).status).toBe(409);
    const more = { ...again, email: 'm@example.org', id: 'mine' };
    expect((await http().post('/operators').set(owner).send(more)).status).toBe(400);
  });

  it('slows guessing down, but not for a device that has signed in before (ASVS 6.3.1)', async () => {
    const account = await addOperator('viewer');
    const first = await login(account);
    const device = first.headers['set-cookie']![1]!.split(';')[0]!;
    const guess = () => login({ ...account, password: 'guess' });
    for (let n = 0; n < 5; n++) expect((await guess()).status).toBe(401);
    const refused = await login(account);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const own = await login(account).set('cookie', device);
    expect(own.status).toBe(200);
    expect(own.headers['set-cookie']).toHaveLength(1);
    expect((await login(account).set('cookie', `${device}x`)).status).toBe(429);
  });

  it('refuses the setup once there is an operator', async () => {
    const answer = await http()
      .post('/operator/setup')
      .send({ token: 'x', email: 'a@example.org', password: 'p'.repeat(12) });
    expect(answer.status).toBe(409);
    expect((await http().get('/operator/setup')).body.data).toEqual({ due: false });
  });
});

describe('the first operator', () => {
  it('is made with the printed token, by one of many at once (list 4.2 row 10)', async () => {
    let printed = '';
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    const instance = await startTestInstance({
      APPBASE_OPERATOR_EMAIL: '',
      APPBASE_OPERATOR_PASSWORD: '',
    });
    write.mockRestore();
    const token = /^ {2}([\w-]{43})$/m.exec(printed)![1]!;
    const setup = (body: object) =>
      supertest(instance.url)
        .post('/operator/setup')
        .send({ token, password: 'p'.repeat(12), ...body });
    expect((await setup({ token: 'wrong', email: 'a@example.org' })).status).toBe(401);
    const state = () => supertest(instance.url).get('/operator/setup');
    expect((await state()).body).toEqual({ success: true, data: { due: true } });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => setup({ email: `o${n}@example.org` })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    const first = answers.find(({ status }) => status === 201)!;
    expect(first.body.data.operator.role).toBe('owner');
    expect((await state()).body.data).toEqual({ due: false });
    await instance.destroy();
  });
});
