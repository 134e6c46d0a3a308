import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NewKeyView } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import { authOf, cookieValue } from '../support/auth.js';
import { openEventStream } from '../support/event-stream.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  TEST_PASSWORD,
  type TestInstance,
} from '../support/instance.js';

let instance: TestInstance;

beforeAll(async () => {
  instance = await startTestInstance();
});
afterAll(() => instance.destroy());

it('tells no token, session, key or password in any event (list 4.2 row 46)', async () => {
  const operator = await signInOperator(instance);
  const owner = new Api(instance.url, operator);
  await owner.send('PUT', '/admin/collections/board', { access: 'members' });
  const [reader, writer] = [await signUp(instance), await signUp(instance, 'writer@example.test')];
  const streams = [
    await openEventStream(`${instance.url}/db/collections/board/subscribe`, reader.headers),
    await openEventStream(`${instance.url}/admin/collections/board/subscribe`, operator),
  ];
  const login = await authOf(instance).login('writer@example.test');
  const refreshed = await authOf(instance).refresh(cookieValue(login));
  const key = await owner.post<NewKeyView>('/admin/api-keys', { name: 'k', kind: 'live' });
  const api = new Api(instance.url, { ...writer.headers, 'x-api-key': key.data.value });
  const made = await api.post<{ id: string }>('/db/collections/board', { data: { n: 1 } });
  await api.send('PATCH', `/db/collections/board/${made.data.id}`, { data: { n: 2 } });
  await api.send('DELETE', `/db/collections/board/${made.data.id}`);
  for (const stream of streams) await stream.until((events) => events.length >= 3);
  const secrets = [
    writer.token,
    reader.token,
    cookieValue(login),
    cookieValue(refreshed),
    key.data.value,
    instance.apiKey,
    operator.cookie.split('=')[1]!,
    operator['x-csrf-token'],
    TEST_PASSWORD,
  ];
  for (const stream of streams) {
    const text = JSON.stringify(stream.events);
    expect(text).toContain(made.data.id);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    // What tells of the writer is the id of the account, and nothing else.
    expect(text).not.toContain('writer@example.test');
    await stream.close();
  }
});
