import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignedIn, UserView } from '@appbase-pfe/types';
import { InstanceConfig } from '../../src/config/config.js';
import { createLogger } from '../../src/common/logger.js';
import { type RunningInstance, startInstance } from '../../src/start-instance.js';

/** The first operator of every test instance: an owner. */
export const TEST_OPERATOR = { email: 'owner@example.org', password: 'a long operator password' };
export const TEST_KEY = `hs_live_${'k'.repeat(40)}`;

export interface TestInstance extends RunningInstance {
  dataDir: string;
  apiKey: string;
  /** Stops the server and removes its data. */
  destroy(): Promise<void>;
}

/** Starts a real instance on free ports and a data folder of its own; `log` takes its log lines. */
export async function startTestInstance(
  settings: Record<string, string> = {},
  log?: { write(line: string): void },
): Promise<TestInstance> {
  const dataDir = settings['APPBASE_DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'appbase-'));
  const config = new InstanceConfig({
    APPBASE_PORT: '0',
    APPBASE_DASHBOARD_PORT: '0',
    APPBASE_API_KEY: TEST_KEY,
    APPBASE_OPERATOR_EMAIL: TEST_OPERATOR.email,
    APPBASE_OPERATOR_PASSWORD: TEST_OPERATOR.password,
    APPBASE_DATA_DIR: dataDir,
    APPBASE_LOG_LEVEL: 'silent',
    ...settings,
  });
  const running = await startInstance(config, createLogger(config.logLevel, log));
  return {
    ...running,
    dataDir,
    apiKey: TEST_KEY,
    destroy: async () => {
      await running.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What a signed-in operator sends: the cookie, and the token that a change needs. */
export type OperatorHeaders = { cookie: string; 'x-csrf-token': string };

/** Signs an operator in (the first one unless said) and returns the headers of its requests. */
export async function signInOperator(
  instance: Pick<TestInstance, 'url'>,
  { email, password }: { email: string; password: string } = TEST_OPERATOR,
): Promise<OperatorHeaders> {
  const answer = await fetch(`${instance.url}/operator/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (answer.status !== 200) throw new Error(`The operator's login was answered ${answer.status}`);
  const { data } = (await answer.json()) as { data: { csrfToken: string } };
  const cookie = answer.headers.getSetCookie()[0]!.split(';', 1)[0]!;
  return { cookie, 'x-csrf-token': data.csrfToken };
}

let signedUp = 0;

/** An end user of a test instance, signed in: headers for `/db` and `/storage` included. */
export interface TestUser {
  user: UserView;
  token: string;
  headers: { 'x-api-key': string; authorization: string };
}

export const TEST_PASSWORD = 'correct horse battery staple';

/** Registers a user with an email of its own and signs it in. */
export async function signUp(
  instance: Pick<TestInstance, 'url' | 'apiKey'>,
  email = `user-${++signedUp}@example.test`,
): Promise<TestUser> {
  const answer = await fetch(`${instance.url}/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: TEST_PASSWORD }),
  });
  if (answer.status !== 201) throw new Error(`register: ${answer.status} ${await answer.text()}`);
  const { data } = (await answer.json()) as { data: SignedIn };
  return {
    user: data.user,
    token: data.accessToken,
    headers: { 'x-api-key': instance.apiKey, authorization: `Bearer ${data.accessToken}` },
  };
}
