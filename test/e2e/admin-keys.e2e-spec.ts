import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { SCOPES } from '@appbase-pfe/types';
import {
  type OperatorHeaders,
  signInOperator,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

describe('/admin/api-keys', () => {
  let instance: TestInstance;
  let owner: OperatorHeaders;
  const http = () => supertest(instance.url);
  const create = async (input: object, headers: Record<string, string> = owner) =>
    http().post('/admin/api-keys').set(headers).send(input);

  beforeAll(async () => {
    instance = await startTestInstance();
    owner = await signInOperator(instance);
  });
  afterAll(() => instance.destroy());

  it('shows the value of a new key once and keeps only its hash', async () => {
    const { status, body } = await create({ name: 'web', kind: 'live' });
    expect(status).toBe(201);
    expect(body.data).toEqual({
      id: expect.any(String),
      name: 'web',
      kind: 'live',
      prefix: body.data.value.slice(0, 12),
      lastFour: body.data.value.slice(-4),
      scopes: [],
      createdAt: expect.any(String),
      value: expect.stringMatching(/^hs_live_[\w-]{43}$/),
    });
    const list = await http().get('/admin/api-keys').set(owner);
    expect(list.status).toBe(200);
    const { value, ...view } = body.data;
    expect(list.body.data.items).toContainEqual(view);
    expect(JSON.stringify(list.body)).not.toContain(value);
  });

  it('lets a secret key do what its scopes say and nothing else (list 4.2 row 31)', async () => {
    const { body } = await create({ name: 'r', kind: 'secret', scopes: ['settings:write'] });
    const key = { 'x-api-key': body.data.value };
    expect((await http().get('/admin/settings').set(key)).status).toBe(200);
    expect((await http().get('/admin/api-keys').set(key)).status).toBe(403);
    expect((await create({ name: 'x', kind: 'live' }, key)).status).toBe(403);
    expect((await http().get('/operator/me').set(key)).status).toBe(401);
  });

  it('never lets a key make or rotate one that may do more (list 4.2 row 31)', async () => {
    const { body } = await create({ name: 'k', kind: 'secret', scopes: ['keys:write'] });
    const key = { 'x-api-key': body.data.value };
    const more = await create({ name: 'x', kind: 'secret', scopes: [...SCOPES] }, key);
    expect(more.status).toBe(403);
    expect((await create({ name: 'x', kind: 'secret', scopes: ['keys:write'] }, key)).status).toBe(
      201,
    );
    const big = await create({ name: 'b', kind: 'secret', scopes: ['export'] });
    const rotated = await http().post(`/admin/api-keys/${big.body.data.id}/rotate`).set(key);
    expect(rotated.status).toBe(403);
  });

  it('rotates: the old value ends when the new one begins', async () => {
    const old = await create({ name: 'rot', kind: 'secret', scopes: ['settings:write'] });
    const use = (value: string) => http().get('/admin/settings').set('x-api-key', value);
    expect((await use(old.body.data.value)).status).toBe(200);
    const rotated = await http().post(`/admin/api-keys/${old.body.data.id}/rotate`).set(owner);
    expect(rotated.status).toBe(201);
    expect(rotated.body.data).toMatchObject({ name: 'rot', scopes: ['settings:write'] });
    expect((await use(old.body.data.value)).body.error.code).toBe('INVALID_API_KEY');
    expect((await use(rotated.body.data.value)).status).toBe(200);
  });

  it('revokes at once; a second time there is nothing to revoke', async () => {
    const { body } = await create({ name: 'gone', kind: 'live' });
    const path = `/admin/api-keys/${body.data.id}`;
    const answer = await http().delete(path).set(owner);
    expect(answer.status).toBe(200);
    expect(answer.body.data.revokedAt).toEqual(expect.any(String));
    expect((await http().delete(path).set(owner)).status).toBe(404);
  });

  it.each([
    [{ kind: 'live' }],
    [{ name: '', kind: 'live' }],
    [{ name: 'x', kind: 'other' }],
    [{ name: 'x', kind: 'live', scopes: ['export'] }],
    [{ name: 'x', kind: 'secret', scopes: ['everything'] }],
    [{ name: 'x', kind: 'live', expiresAt: '2001-01-01T00:00:00.000Z' }],
    [{ name: 'x', kind: 'live', hash: 'mine' }],
  ])('refuses %j', async (input) => {
    expect((await create(input)).status).toBe(400);
  });

  it('tells the audit who did it', async () => {
    const { body } = await create({ name: 'audited', kind: 'live' });
    const entry = instance.server.app
      .get<{ read<T>(work: (db: { get(sql: string, id: string): unknown }) => T): T }>(
        (await import('../../src/database/database.js')).Database,
      )
      .read((db) =>
        db.get('SELECT action, actor FROM audit_log WHERE resource_id = ?', body.data.id),
      );
    expect(entry).toEqual({ action: 'key.create', actor: 'operator:owner@example.org' });
  });
});
