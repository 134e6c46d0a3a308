import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppView, CreatedApp, MasterScope } from '@appbase-pfe/types';
import { ApiKeysService } from '../../src/access/api-keys.service.js';
import { GUEST } from '../../src/access/caller.js';
import { createLogger } from '../../src/common/logger.js';
import { ControlPlaneConfig } from '../../src/config/control-plane-config.js';
import { type RunningControlPlane, startControlPlane } from '../../src/start-control-plane.js';

export const OPERATOR = { email: 'owner@clinic.example', password: 'a long enough password' };

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: { success: boolean; data: T; error: { code: string; message: string; details?: unknown } };
}

export interface TestControlPlane extends RunningControlPlane {
  dataDir: string;
  /** A secret key with every scope. */
  key: string;
  /** Calls the API with that key, or with what `headers` say. */
  call<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
  newKey(scopes: MasterScope[]): Promise<string>;
  /** Creates an app and waits until it is healthy. */
  healthyApp(name: string): Promise<CreatedApp>;
  app(id: string): Promise<AppView>;
  /** Waits until an app looks as it shall. */
  until(id: string, isReached: (app: AppView) => boolean, limitMs?: number): Promise<AppView>;
  destroy(): Promise<void>;
}

/** Starts a real control plane on free ports and a data folder of its own. */
export async function startTestControlPlane(
  settings: Record<string, string> = {},
): Promise<TestControlPlane> {
  const dataDir = settings['APPBASE_DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'appbase-master-'));
  const first = 20_000 + ((process.pid * 37) % 1000) * 12;
  const config = new ControlPlaneConfig({
    APPBASE_PORT: '0',
    APPBASE_DATA_DIR: dataDir,
    APPBASE_RUNTIME: 'process',
    APPBASE_APP_PORTS: `${first}-${first + 11}`,
    APPBASE_LOG_LEVEL: 'silent',
    APPBASE_OPERATOR_EMAIL: OPERATOR.email,
    APPBASE_OPERATOR_PASSWORD: OPERATOR.password,
    ...settings,
  });
  const running = await startControlPlane(config, createLogger(config.logLevel));
  const newKey = (scopes: MasterScope[]) => makeKey(running, scopes);
  const key = await newKey(['apps:read', 'apps:write', 'keys:write', 'logs:read']);
  const call = async <T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = { 'x-api-key': key },
  ): Promise<Answer<T>> => {
    const answer = await fetch(running.url + path, {
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
    });
    return {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as Answer<T>['body'],
    };
  };
  const app = async (id: string) => (await call<AppView>('GET', `/apps/${id}`)).body.data;
  return {
    ...running,
    dataDir,
    key,
    newKey,
    call,
    app,
    healthyApp: async (name) => {
      const answer = await call<CreatedApp>('POST', '/apps?wait=healthy', { name });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body.data;
    },
    until: async (id, isReached, limitMs = 150_000) => {
      const deadline = Date.now() + limitMs;
      for (;;) {
        const now = await app(id);
        if (now !== undefined && isReached(now)) return now;
        if (Date.now() > deadline) throw new Error(`Never reached: ${JSON.stringify(now)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    destroy: async () => {
      await running.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function makeKey(running: RunningControlPlane, scopes: MasterScope[]): Promise<string> {
  const keys = running.server.app.get(ApiKeysService, { strict: false });
  const context = { requestId: 'test', ip: '127.0.0.1', caller: GUEST };
  return (await keys.create(context, { name: 'test', kind: 'secret', scopes })).value;
}
