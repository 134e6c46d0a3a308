import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../../src/common/logger.js';
import { InstanceConfig } from '../../src/config/config.js';
import { startInstance } from '../../src/start-instance.js';
import { signInOperator, TEST_KEY, TEST_OPERATOR } from '../support/instance.js';

const CANARY = 'canary-password-4711';

describe('the log (ASVS 16.2.5, list 4.2 row 27, list 4 rows 20 and 22)', () => {
  it('never holds a password, a key, a token or the contents of a record', async () => {
    let log = '';
    const sink = new Writable({
      write(chunk: Buffer, _, done) {
        log += chunk.toString();
        done();
      },
    });
    const dataDir = mkdtempSync(join(tmpdir(), 'appbase-'));
    const config = new InstanceConfig({
      APPBASE_DATA_DIR: dataDir,
      APPBASE_PORT: '0',
      APPBASE_DASHBOARD_PORT: '0',
      APPBASE_API_KEY: TEST_KEY,
      APPBASE_OPERATOR_EMAIL: TEST_OPERATOR.email,
      APPBASE_OPERATOR_PASSWORD: TEST_OPERATOR.password,
    });
    const instance = await startInstance(config, createLogger('trace', sink));
    const post = async (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(instance.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const account = { email: 'a@example.org', password: CANARY };
    const registered = await post('/auth/register', account);
    const { data } = (await registered.json()) as { data: { accessToken: string } };
    await post('/auth/login', { ...account, password: `${CANARY}-wrong` });
    const owner = await signInOperator(instance);
    await post('/operator/login', { email: 'a@example.org', password: CANARY });
    await post(
      '/db/collections/notes',
      { data: { diagnosis: 'canary-content' } },
      { 'x-api-key': TEST_KEY, authorization: `Bearer ${data.accessToken}` },
    );
    const made = await post('/admin/api-keys', { name: 'k', kind: 'secret' }, owner);
    const { value } = ((await made.json()) as { data: { value: string } }).data;
    await post('/admin/api-keys', { broken: value }, owner);
    await fetch(`${instance.url}/nothing?token=${data.accessToken}`);
    await instance.close();
    rmSync(dataDir, { recursive: true });

    expect(log).toContain('answered');
    const secrets = [CANARY, 'canary-content', TEST_KEY, value, data.accessToken];
    secrets.push(TEST_OPERATOR.password, owner.cookie.split('=')[1]!, owner['x-csrf-token']);
    for (const secret of secrets) expect(log).not.toContain(secret);
  });
});
