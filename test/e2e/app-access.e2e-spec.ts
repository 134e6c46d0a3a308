import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppEvent, CreatedApp, KeyView, NewKeyView, TicketView } from '@appbase-pfe/types';
import {
  OPERATOR,
  startTestControlPlane,
  type TestControlPlane,
} from '../support/control-plane.js';

describe('what a control plane opens of an app', () => {
  let master: TestControlPlane;
  let created: CreatedApp;
  let session: Record<string, string>;
  const path = () => `/apps/${created.app.id}`;

  beforeAll(async () => {
    master = await startTestControlPlane();
    created = await master.healthyApp('Clinic');
    const login = await master.call<{ csrfToken: string }>('POST', '/operator/login', OPERATOR, {});
    const cookie = login.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
    session = { cookie: cookie.join('; '), 'x-csrf-token': login.body.data.csrfToken };
  });
  afterAll(() => master.destroy());

  const redeem = (url: string) => fetch(url, { redirect: 'manual' });
  const ticket = async () =>
    (await master.call<TicketView>('POST', `${path()}/ticket`, undefined, session)).body.data;

  it('keys: lists the first one under the id it was shown with', async () => {
    const keys = await master.call<{ items: KeyView[] }>('GET', `${path()}/keys`);
    const { value, ...view } = created.apiKey;
    expect(keys.body.data.items).toEqual([expect.objectContaining(view)]);
    expect(JSON.stringify(keys.body)).not.toContain(value);
  });

  it('keys: makes, rotates and revokes them in the app itself', async () => {
    const made = await master.call<NewKeyView>('POST', `${path()}/keys`, {
      name: 'server',
      kind: 'secret',
      scopes: ['users:read'],
    });
    expect(made.status).toBe(201);
    const users = (key: string) =>
      fetch(`${created.app.urls!.api}/admin/api-keys`, { headers: { 'x-api-key': key } });
    expect((await users(made.body.data.value)).status).toBe(403);
    const keyPath = `${path()}/keys/${made.body.data.id}`;
    const rotated = await master.call<NewKeyView>('POST', `${keyPath}/rotate`);
    expect(rotated.status).toBe(201);
    expect((await users(made.body.data.value)).status).toBe(401);
    const revoked = await master.call('DELETE', `${path()}/keys/${rotated.body.data.id}`);
    expect(revoked.status).toBe(200);
    expect((await users(rotated.body.data.value)).status).toBe(401);
    expect((await master.call('DELETE', keyPath)).status).toBe(404);
  });

  it('tickets: open the dashboard once, with a session of the app', async () => {
    const { url } = await ticket();
    const first = await redeem(url);
    expect([first.status, first.headers.get('location')]).toEqual([303, '/dashboard/']);
    const [cookie] = first.headers.getSetCookie();
    expect(cookie).toMatch(
      new RegExp(`^appbase_operator_${created.app.id}=.*HttpOnly.*SameSite=Strict`),
    );
    const me = await fetch(`${created.app.urls!.api}/operator/me`, {
      headers: { cookie: cookie!.split(';', 1)[0]! },
    });
    const { data } = await me.json();
    expect(data.operator).toMatchObject({ email: OPERATOR.email, role: 'owner' });
    expect((await redeem(url)).status).toBe(401);
  });

  it('tickets: of one app open no other, nor an internal route', async () => {
    const other = await master.healthyApp('Other');
    const { url } = await ticket();
    const token = new URL(url).searchParams.get('ticket')!;
    const elsewhere = `${other.app.urls!.api}/operator/ticket?ticket=${token}`;
    expect((await redeem(elsewhere)).status).toBe(401);
    const internal = await fetch(`${created.app.urls!.api}/internal/keys`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(internal.status).toBe(401);
    expect((await redeem(url)).status).toBe(303);
  });

  it('tickets: are for operators, not for keys', async () => {
    expect((await master.call('POST', `${path()}/ticket`)).status).toBe(401);
    expect((await redeem(`${created.app.urls!.api}/operator/ticket?ticket=x`)).status).toBe(401);
  });

  it('internal routes: answer nobody but the control plane', async () => {
    for (const route of ['/internal/keys', '/internal/telemetry']) {
      expect((await fetch(created.app.urls!.api + route)).status).toBe(401);
    }
  });

  it('logs: gives the last lines as text', async () => {
    const answer = await fetch(`${master.url}${path()}/logs?tail=5`, {
      headers: { 'x-api-key': master.key },
    });
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(answer.status).toBe(200);
  });

  it('stats: come from the instance', async () => {
    const stats = await master.call<Record<string, number>>('GET', `${path()}/stats`);
    expect(stats.body.data['memoryBytes']).toBeGreaterThan(10_000_000);
    expect(stats.body.data['memoryLimitBytes']).toBe(512 * 1024 * 1024);
    expect(stats.body.data['users']).toBe(0);
    expect(stats.body.data['requests']).toBeGreaterThan(0);
  });

  it('events: replays what was missed, then goes on', async () => {
    const abort = new AbortController();
    const answer = await fetch(`${master.url}/events`, {
      headers: { 'x-api-key': master.key, 'last-event-id': '0' },
      signal: abort.signal,
    });
    const events: AppEvent[] = [];
    const reading = readEvents(answer, events);
    await master.call('PATCH', path(), { name: 'Clinic 2' });
    await master.call('POST', `${path()}/restart?wait=healthy`);
    const isThere = () => events.some(({ type }) => type === 'app.restart');
    while (!isThere()) await new Promise((go) => setTimeout(go, 50));
    abort.abort();
    await reading;
    expect(events[0]).toMatchObject({ id: 1, type: 'app.created', appId: created.app.id });
    const ids = events.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  });

  it('repeats a creation safely', async () => {
    const headers = { 'x-api-key': master.key, 'idempotency-key': 'once-1' };
    const first = await master.call<CreatedApp>('POST', '/apps', { name: 'Twice' }, headers);
    const second = await master.call<CreatedApp>('POST', '/apps', { name: 'Twice' }, headers);
    expect(second.body.data).toEqual(first.body.data);
    const other = await master.call('POST', '/apps', { name: 'Else' }, headers);
    expect(other.status).toBe(409);
  });
});

async function readEvents(answer: Response, events: AppEvent[]): Promise<void> {
  let text = '';
  try {
    for await (const part of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      const frames = text.split('\n\n');
      text = frames.pop()!;
      for (const frame of frames) {
        const data = /^data: (.*)$/m.exec(frame)?.[1];
        if (data !== undefined) events.push(JSON.parse(data) as AppEvent);
      }
    }
  } catch {
    // The test has left.
  }
}
