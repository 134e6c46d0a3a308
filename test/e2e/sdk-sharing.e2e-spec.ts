import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppBase } from '@appbase-pfe/sdk';
import { signInOperator, startTestInstance, type TestInstance } from '../support/instance.js';

const PASSWORD = 'a quiet river stone';

describe('sharing through the client library', () => {
  let instance: TestInstance;
  let asOperator: (method: string, path: string, body?: object) => Promise<unknown>;
  const clients: AppBase[] = [];
  const signedUp = async (email: string) => {
    const client = AppBase.init({ endpoint: instance.url, apiKey: instance.apiKey });
    clients.push(client);
    const { user } = await client.auth.signUp(email, PASSWORD);
    return { client, id: user.id, notes: client.db.collection<{ text: string }>('shared-notes') };
  };

  beforeAll(async () => {
    instance = await startTestInstance();
    const headers = await signInOperator(instance);
    asOperator = async (method, path, body) => {
      const response = await fetch(instance.url + path, {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = (await response.json()) as { data?: unknown };
      if (!response.ok) throw new Error(JSON.stringify(answer));
      return answer.data;
    };
    await asOperator('PUT', '/admin/collections/shared-notes', { access: 'shared' });
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await instance.destroy();
  });

  it('grants one record to one user, live, and takes it away again', async () => {
    const ada = await signedUp('ada@example.org');
    const bo = await signedUp('bo@example.org');
    const record = await ada.notes.create({ text: 'for bo' });
    const seen: string[] = [];
    const stop = bo.notes.subscribe((change) => seen.push(`${change.type} ${change.record.id}`));
    await stop.opened();
    await expect(bo.notes.get(record.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });

    const grants = ada.notes.grants(record.id);
    await expect(grants.add('read', `user:${bo.id}`)).resolves.toEqual({
      read: [`user:${bo.id}`],
      write: [],
    });
    await expect(bo.notes.get(record.id)).resolves.toEqual(record);
    await until(() => seen.includes(`updated ${record.id}`));
    await expect(bo.notes.update(record.id, { text: 'by bo' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await grants.add('write', `user:${bo.id}`);
    await bo.notes.update(record.id, { text: 'by bo' });

    await expect(grants.remove(`user:${bo.id}`)).resolves.toEqual({ read: [], write: [] });
    await until(() => seen.includes(`deleted ${record.id}`));
    await expect(bo.notes.get(record.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    stop();
  });

  it('has groups with managers, invites and grants to a group', async () => {
    const head = await signedUp('head@example.org');
    const nurse = await signedUp('nurse@example.org');
    await asOperator('POST', '/admin/groups', { name: 'ward-a' });
    await asOperator('POST', '/admin/groups/ward-a/members', { userId: head.id, role: 'manager' });
    await expect(head.client.groups.mine()).resolves.toMatchObject([
      { name: 'ward-a', role: 'manager' },
    ]);
    const invite = await head.client.groups.invite('ward-a', { uses: 1, expiresIn: 3600 });
    await expect(nurse.client.groups.join(invite.code)).resolves.toMatchObject({
      name: 'ward-a',
      role: 'member',
    });
    const members = await head.client.groups.members('ward-a');
    expect(members.total).toBe(2);
    expect(members.items.map(({ email }) => email).sort()).toEqual([
      'head@example.org',
      'nurse@example.org',
    ]);
    const record = await head.notes.create({ text: 'for the ward' });
    await head.notes.grants(record.id).add('read', 'group:ward-a');
    await expect(nurse.notes.get(record.id)).resolves.toEqual(record);
    await head.client.groups.removeMember('ward-a', nurse.id);
    await expect(nurse.client.groups.mine()).resolves.toEqual([]);
    await expect(nurse.client.groups.members('../ward-a')).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });
});

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 10));
}
