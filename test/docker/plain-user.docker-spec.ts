import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppView, CreatedApp } from '@appbase-pfe/types';
import { type Note, storeNote } from '../support/app-client.js';
import { OPERATOR } from '../support/control-plane.js';
import { docker } from '../support/docker.js';

const NAME = `appbase-test-plain-${process.pid}`;
const SOCKET = '/var/run/docker.sock';
/** Neither root nor the user of the image; of no right but the group that may use the engine. */
const UID = 1501;
const PORT = 25_000 + ((process.pid * 7) % 1000);
const URL_OF_MASTER = `http://127.0.0.1:${PORT}`;

/** As a person runs it who is in the group `docker` and has no root. */
describe('a control plane of a plain user', () => {
  const data = mkdtempSync(join(tmpdir(), 'appbase-plain-'));
  let headers: Record<string, string>;

  const call = async <T>(method: string, path: string, body?: unknown) => {
    const answer = await fetch(URL_OF_MASTER + path, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { answer, data: ((await answer.json()) as { data: T }).data };
  };
  const until = async (isSo: () => Promise<boolean>) => {
    const deadline = Date.now() + 60_000;
    while (!(await isSo().catch(() => false))) {
      if (Date.now() > deadline) throw new Error(await docker('logs', '--tail', '20', NAME));
      await new Promise((go) => setTimeout(go, 200));
    }
  };

  beforeAll(async () => {
    const { gid } = statSync(SOCKET);
    chownSync(data, UID, gid);
    const settings = {
      APPBASE_DATA_DIR: data,
      APPBASE_HOST: '127.0.0.1',
      APPBASE_PORT: String(PORT),
      APPBASE_RUNTIME: 'docker',
      APPBASE_APP_PORTS: `${PORT + 1000}-${PORT + 1010}`,
      APPBASE_NETWORK_POOL: '10.230.0.0/16',
      APPBASE_OPERATOR_EMAIL: OPERATOR.email,
      APPBASE_OPERATOR_PASSWORD: OPERATOR.password,
    };
    const env = Object.entries(settings).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const volumes = ['-v', `${SOCKET}:${SOCKET}`, '-v', `${data}:${data}`];
    const user = ['--user', `${UID}:${gid}`, '--cap-drop', 'ALL'];
    const place = ['-d', '--name', NAME, '--network', 'host'];
    await docker('run', ...place, ...user, ...volumes, ...env, 'appbase:latest', 'control-plane');
    headers = {};
    await until(async () => (await fetch(`${URL_OF_MASTER}/health/ready`)).ok);
    const login = await call<{ csrfToken: string }>('POST', '/operator/login', OPERATOR);
    const cookie = login.answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
    headers = { cookie: cookie.join('; '), 'x-csrf-token': login.data.csrfToken };
  }, 90_000);
  afterAll(async () => {
    await call('DELETE', '/apps/clinic?purge=true&confirm=clinic').catch(() => undefined);
    await docker('rm', '-f', '-v', NAME);
    rmSync(data, { recursive: true, force: true });
  }, 60_000);

  it('runs apps as that user, and says what is open', async () => {
    const made = await call<CreatedApp>('POST', '/apps?wait=healthy', { name: 'Clinic' });
    expect(made.answer.status).toBe(201);
    const { app, apiKey } = made.data;
    const note: Note = await storeNote(app.urls!.api, apiKey.value);
    const { uid, mode } = statSync(join(data, 'apps', app.id));
    expect([uid, mode & 0o777]).toEqual([UID, 0o700]);
    const user = await docker('inspect', '-f', '{{.Config.User}}', app.instance!.id);
    expect(user).toMatch(new RegExp(`^${UID}:`));
    const isolated = async () =>
      (await call<AppView>('GET', `/apps/${app.id}`)).data.conditions.find(
        ({ type }) => type === 'Isolated',
      );
    await until(async () => (await isolated())?.status === false);
    expect((await isolated())!.message).toContain('needs NET_ADMIN');
    await call('POST', `/apps/${app.id}/restart?wait=healthy`);
    expect(await note.read()).toEqual({ text: 'kept' });
    const gone = await call('DELETE', `/apps/${app.id}?purge=true&confirm=${app.slug}`);
    expect(gone.answer.status).toBe(202);
    expect(await docker('ps', '-aq', '--filter', `label=appbase.app=${app.id}`)).toBe('');
  }, 120_000);
});
