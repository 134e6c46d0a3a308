import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CreatedApp, OperatorRole, OperatorView, TicketView } from '@appbase-pfe/types';
import {
  OPERATOR,
  startTestControlPlane,
  type TestControlPlane,
} from '../support/control-plane.js';

type Headers = Record<string, string>;
const PASSWORD = 'another long pass phrase';
/** What is promised; it takes milliseconds. */
const SOON_MS = 5000;

/** ASVS 7.4.2, 7.4.5: what is taken away on the control plane is gone in the apps too. */
describe('operators of the control plane inside an app', () => {
  let master: TestControlPlane;
  let created: CreatedApp;
  let owner: Headers;
  let nurse: OperatorView;
  let nurseHeaders: Headers;
  let count = 0;

  const signIn = async (email: string, password: string): Promise<Headers> => {
    const login = await master.call<{ csrfToken: string }>(
      'POST',
      '/operator/login',
      { email, password },
      {},
    );
    expect(login.status).toBe(200);
    const cookie = login.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
    return { cookie: cookie.join('; '), 'x-csrf-token': login.body.data.csrfToken };
  };
  const ticket = async (headers: Headers): Promise<string> => {
    const path = `/apps/${created.app.id}/ticket`;
    return (await master.call<TicketView>('POST', path, undefined, headers)).body.data.url;
  };
  const redeem = (url: string) => fetch(url, { redirect: 'manual' });
  /** Opens the dashboard; how to ask the app who is signed in there. */
  const openDashboard = async (headers: Headers) => {
    const [cookie = ''] = (await redeem(await ticket(headers))).headers.getSetCookie();
    return async (): Promise<OperatorRole | number> => {
      const answer = await fetch(`${created.app.urls!.api}/operator/me`, {
        headers: { cookie: cookie.split(';', 1)[0]! },
      });
      return answer.ok ? (await answer.json()).data.operator.role : answer.status;
    };
  };
  const becomes = async (ask: () => Promise<unknown>, wanted: unknown) => {
    const deadline = Date.now() + SOON_MS;
    while (Date.now() < deadline && (await ask()) !== wanted) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await ask()).toBe(wanted);
  };
  const change = (method: string, path: string, body?: unknown) =>
    master.call(method, path, body, owner);

  beforeAll(async () => {
    master = await startTestControlPlane();
    created = await master.healthyApp('Clinic');
    owner = await signIn(OPERATOR.email, OPERATOR.password);
  });
  beforeEach(async () => {
    const email = `nurse-${++count}@clinic.example`;
    const made = await change('POST', '/operators', {
      email,
      password: PASSWORD,
      role: 'operator',
    });
    nurse = made.body.data as OperatorView;
    nurseHeaders = await signIn(email, PASSWORD);
  });
  afterAll(() => master.destroy());

  it('end with the account, and leave the others alone', async () => {
    const me = await openDashboard(nurseHeaders);
    const other = await openDashboard(owner);
    expect(await me()).toBe('operator');
    expect((await change('DELETE', `/operators/${nurse.id}`)).status).toBe(200);
    await becomes(me, 401);
    expect(await other()).toBe('owner');
  });

  it.each([
    ['a lower role', { role: 'viewer' }],
    ['a new password', { password: 'quite another pass phrase' }],
  ])('end with %s', async (_what, body) => {
    const me = await openDashboard(nurseHeaders);
    expect(await me()).toBe('operator');
    expect((await change('PATCH', `/operators/${nurse.id}`, body)).status).toBe(200);
    await becomes(me, 401);
  });

  it('have the role of a grant for as long as it is given', async () => {
    const path = `/apps/${created.app.id}/operators`;
    const grants = [{ operatorId: nurse.id, role: 'owner' }];
    await change('PUT', path, { grants });
    const me = await openDashboard(nurseHeaders);
    expect(await me()).toBe('owner');
    await change('PUT', path, { grants: [] });
    await becomes(me, 'operator');
  });

  it('do not come in with a ticket from before', async () => {
    const [first, second] = [await ticket(nurseHeaders), await ticket(nurseHeaders)];
    const told = await openDashboard(nurseHeaders);
    await change('PATCH', `/operators/${nurse.id}`, { role: 'viewer' });
    await becomes(told, 401);
    expect((await redeem(first)).status).toBe(401);
    // A new one opens it, with what may be done now.
    expect(await (await openDashboard(nurseHeaders))()).toBe('viewer');
    await change('DELETE', `/operators/${nurse.id}`);
    await becomes(async () => (await redeem(second)).status, 401);
  });

  it('are named by nobody but the control plane', async () => {
    for (const headers of [{}, { 'x-api-key': created.apiKey.value }, owner] as Headers[]) {
      const answer = await fetch(`${created.app.urls!.api}/internal/operators`, {
        method: 'PUT',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ at: Date.now(), operators: [] }),
      });
      expect(answer.status).toBe(401);
    }
  });

  it('are told again to an instance that starts', async () => {
    const me = await openDashboard(nurseHeaders);
    const running = await master.app(created.app.id);
    process.kill(Number(running.instance!.id), 'SIGSTOP');
    await change('DELETE', `/operators/${nurse.id}`);
    process.kill(Number(running.instance!.id), 'SIGKILL');
    await master.until(
      created.app.id,
      ({ state, instance }) => state === 'running' && instance!.id !== running.instance!.id,
    );
    await becomes(me, 401);
  });

  it('hear no more events of the control plane either', async () => {
    const answer = await fetch(`${master.url}/events`, { headers: nurseHeaders });
    expect(answer.status).toBe(200);
    const ended = answer.text();
    const from = Date.now();
    await change('DELETE', `/operators/${nurse.id}`);
    await change('PATCH', `/apps/${created.app.id}`, { name: 'Clinic anew' });
    await ended;
    expect(Date.now() - from).toBeLessThan(SOON_MS);
  });
});
