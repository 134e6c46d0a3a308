import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditPage, NewKeyView } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

describe('refused access (ASVS 16.3.2)', () => {
  let instance: TestInstance;
  let owner: Api;
  let viewer: Api;

  beforeAll(async () => {
    instance = await startTestInstance();
    owner = new Api(instance.url, await signInOperator(instance));
    const account = { email: 'viewer@example.org', password: 'a long viewer password' };
    await owner.post('/operators', { ...account, role: 'viewer' });
    viewer = new Api(instance.url, await signInOperator(instance, account));
  });
  afterAll(() => instance.destroy());

  const denials = async () => {
    const { data } = await owner.get<AuditPage>('/admin/audit-log?action=access.denied&limit=200');
    return data.items.map(({ actor, resourceId, metadata }) => [
      actor,
      resourceId,
      metadata?.['code'],
    ]);
  };

  it('is audited with who was refused what', async () => {
    const key = await owner.post<NewKeyView>('/admin/api-keys', { name: 'k', kind: 'secret' });
    const foreign = owner.with({ origin: 'http://evil.example' });
    const wrong = `hs_secret_${'x'.repeat(40)}`;
    await viewer.post('/admin/users', {});
    await new Api(instance.url, { 'x-api-key': key.data.value }).get('/admin/users');
    await new Api(instance.url, { 'x-api-key': wrong }).get('/admin/users');
    await foreign.send('DELETE', '/operators/some-operator');
    await new Api(instance.url, (await signUp(instance)).headers).get('/operators');
    expect(await denials()).toEqual(
      [
        ['operator:viewer@example.org', 'POST /admin/users', 'FORBIDDEN'],
        [`key:${key.data.id}`, 'GET /admin/users', 'FORBIDDEN'],
        ['guest', 'GET /admin/users', 'INVALID_API_KEY'],
        ['guest', 'DELETE /operators/:id', 'FORBIDDEN'],
        ['guest', 'GET /operators', 'INVALID_TOKEN'],
      ].toReversed(),
    );
    const { data } = await owner.get<AuditPage>('/admin/audit-log?action=access.denied');
    expect(JSON.stringify(data)).not.toContain(wrong);
  });

  it('is not, where nothing was tried', async () => {
    const before = (await denials()).length;
    await new Api(instance.url, {}).get('/operator/me');
    await viewer.get('/admin/users');
    expect(await denials()).toHaveLength(before);
  });

  it('never fills the audit', async () => {
    for (let n = 0; n < 150; n++) await viewer.post('/admin/users', {});
    const { data } = await owner.get<AuditPage>('/admin/audit-log?action=access.denied&limit=100');
    // The minute may have turned meanwhile.
    expect(data.total).toBeLessThanOrEqual(2 * 60);
    expect(data.items.some(({ metadata }) => metadata?.['moreNotNoted'] === true)).toBe(true);
  });
});
