import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { launchChromium, openDevice } from '../support/example-app.js';
import { signInOperator, startTestInstance, type TestInstance } from '../support/instance.js';

const root = resolve(import.meta.dirname, '../..');

describe('the React hooks', () => {
  let server: Server;
  let origin: string;
  let instance: TestInstance;
  let browser: Browser;

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [join(root, 'test/browser/fixtures/hooks.tsx')],
      alias: { '@appbase-pfe/sdk/react': join(root, 'libs/sdk/src/react/index.ts') },
      bundle: true,
      write: false,
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"development"' },
    });
    const script = outputFiles[0]?.text ?? '';
    server = createServer((request, response) => {
      const isScript = request.url === '/page.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : '<div id="root"></div><script src="/page.js"></script>');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    instance = await startTestInstance({ APPBASE_CORS_ORIGINS: origin });
    const operator = await signInOperator(instance);
    await fetch(`${instance.url}/admin/collections/numbers`, {
      method: 'PUT',
      headers: { ...operator, 'content-type': 'application/json' },
      body: JSON.stringify({
        history: true,
        relations: { before: { collection: 'numbers', onDelete: 'clear' } },
      }),
    });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await instance?.destroy();
    server?.closeAllConnections();
    server?.close();
  });

  it('follow the session, a list, a record and an upload, under StrictMode', async () => {
    const { page, problems } = await openDevice(browser, [origin, instance.url]);
    const shows = (id: string, text: string) =>
      page.locator(`#${id}`, { hasText: new RegExp(`^${text}$`) }).waitFor();
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const query = `?endpoint=${encodeURIComponent(instance.url)}&key=${instance.apiKey}`;
    await page.goto(`${origin}/${query}`);
    await shows('state', 'nobody');
    await page.waitForFunction(() => document.title === 'to /sign-in');
    await press('up');
    await shows('state', 'hooks@example.org');
    await shows('list', ' of 0 false');
    await shows('versions', 'undefined');

    await press('create');
    await shows('list', '0 of 1 false');
    await press('create');
    await shows('list', '0 1 of 2 false');
    await shows('before', '0');
    await shows('sum', '1');
    await press('create');
    await shows('list', '0 1 of 3 true');
    await press('more');
    await shows('list', '0 1 2 of 3 false');
    await shows('before', '1');
    await shows('sum', '3');

    await press('first');
    await shows('record', '0');
    await shows('versions', '1 of 1');
    await press('change');
    await shows('record', '100');
    await shows('versions', '2 1 of 2');
    await press('restore');
    await shows('record', '0');
    await shows('versions', '3 2 of 3');
    await press('change');
    await shows('record', '100');
    await shows('versions', '4 3 of 4');
    await shows('list', '100 1 2 of 3 false');
    await shows('sum', '103');
    await press('delete');
    await shows('record', 'none');
    await shows('versions', 'null');
    await shows('list', '1 2 of 2 false');
    await shows('sum', '3');

    await press('upload');
    await shows('upload', 'false 1000');
    await press('out');
    await shows('state', 'nobody');
    await press('in');
    await shows('list', '1 2 of 2 false');
    expect(problems).toEqual([]);
  });
});
