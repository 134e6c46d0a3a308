import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { startTestInstance, type TestInstance } from '../support/instance.js';
import { buildSdk } from '../support/sdk-build.js';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const MOST_BYTES = 12 * 1024;
/** A Node 20 of the machine, not the one that the project pins. */
const SYSTEM_NODES = ['/usr/local/bin/node', '/usr/bin/node'];

describe('the packed client library', () => {
  let project: string;
  let instance: TestInstance;
  const installed = (...path: string[]) => join(project, 'node_modules/@appbase-pfe/sdk', ...path);

  beforeAll(async () => {
    await buildSdk();
    project = mkdtempSync(join(tmpdir(), 'appbase-sdk-'));
    await run('npm', ['pack', '--pack-destination', project], { cwd: join(root, 'libs/sdk') });
    writeFileSync(join(project, 'package.json'), '{ "private": true }');
    // Without dependencies there is nothing to ask a registry for.
    await run('npm', ['install', '--offline', '--no-audit', './appbase-pfe-sdk-0.2.0.tgz'], {
      cwd: project,
    });
    instance = await startTestInstance();
  });
  afterAll(async () => {
    await instance?.destroy();
    rmSync(project, { recursive: true, force: true });
  });

  it('brings nothing else along', () => {
    const { dependencies } = JSON.parse(readFileSync(installed('package.json'), 'utf8')) as {
      dependencies?: object;
    };
    expect(dependencies).toBeUndefined();
    expect(readdir(join(project, 'node_modules'))).toEqual(['@appbase-pfe']);
    const files = readdir(installed()).sort();
    expect(files).toEqual(['README.md', 'dist', 'package.json']);
    const sources = execFileSync('find', [
      installed(),
      '-name',
      '*.map',
      '-o',
      '-name',
      '*.ts',
      '-not',
      '-name',
      '*.d.ts',
    ]);
    expect(sources.toString()).toBe('');
  });

  const program = `
    const client = AppBase.init({ endpoint: process.argv[2], apiKey: process.argv[3] });
    const email = 'user-' + Math.random().toString(36).slice(2) + '@example.org';
    await client.auth.signUp(email, 'a quiet river stone');
    const notes = client.db.collection('notes');
    const seen = [];
    const stop = notes.subscribe((change) => seen.push(change.type));
    await stop.opened();
    const record = await notes.create({ a: 1 });
    await notes.update(record.id, { b: 2 });
    const { file } = await client.storage.upload('files', Buffer.from('bytes'), { filename: 'a.txt' });
    const bytes = await client.storage.download('files', file.id);
    const queue = new OfflineQueue();
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (let n = 0; n < 1500 && seen.length < 2; n++) await new Promise((r) => setTimeout(r, 20));
    const error = await notes.get('nothing-there').catch((e) => e);
    client.close();
    console.log(JSON.stringify({
      data: (await notes.get(record.id)).data,
      seen,
      bytes: bytes.toString(),
      error: [error instanceof DbError, error instanceof AppBaseError, error.code, error.status],
    }));`;
  const names = '{ AppBase, AppBaseError, DbError }';
  const forms: [string, string, string][] = [
    [
      'import',
      'main.mjs',
      `import ${names} from '@appbase-pfe/sdk';
       import { OfflineQueue } from '@appbase-pfe/sdk/offline';\n${program}`,
    ],
    [
      'require',
      'main.cjs',
      `const ${names} = require('@appbase-pfe/sdk');
       const { OfflineQueue } = require('@appbase-pfe/sdk/offline');
       (async () => {${program}})();`,
    ],
  ];
  const expected = {
    data: { a: 1, b: 2 },
    seen: ['created', 'updated'],
    bytes: 'bytes',
    error: [true, true, 'NOT_FOUND', 404],
  };

  it.each(forms)('works by %s in an empty project', async (_form, name, text) => {
    writeFileSync(join(project, name), text);
    const { stdout } = await run(process.execPath, [name, instance.url, instance.apiKey], {
      cwd: project,
    });
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  it.each(forms)('works by %s on Node 20', async (_form, name, text) => {
    const node = SYSTEM_NODES.find((path) => existsSync(path) && majorOf(path) === 20);
    if (node === undefined) {
      if (process.env['CI'] !== undefined) throw new Error('CI has no Node 20');
      process.stderr.write('skipped: this machine has no Node 20\n');
      return;
    }
    writeFileSync(join(project, name), text);
    const { stdout } = await run(node, [name, instance.url, instance.apiKey], { cwd: project });
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  it.each(['index.d.ts', 'cjs/index.d.ts', 'react/index.d.ts', 'offline/index.d.ts'])(
    'has types in %s',
    (file) => {
      expect(existsSync(installed('dist', file))).toBe(true);
    },
  );

  it('compiles in a strict project of both kinds, without zod or @types/node', async () => {
    const text = `
      import { AppBase, type AppRecord, DbError } from '@appbase-pfe/sdk';
      import { OfflineQueue } from '@appbase-pfe/sdk/offline';
      const client = AppBase.init({ endpoint: 'http://x', apiKey: 'k', offline: new OfflineQueue() });
      export const list = async (): Promise<AppRecord<{ a: number }>[]> =>
        (await client.db.collection<{ a: number }>('notes').list()).items;
      // @ts-expect-error a field of another type
      void client.db.collection<{ a: number }>('notes').create({ a: 'text' });
      export const isDb = (error: unknown) => error instanceof DbError && error.status;`;
    writeFileSync(join(project, 'types.mts'), text);
    writeFileSync(join(project, 'types.cts'), text);
    const compilerOptions = {
      noEmit: true,
      strict: true,
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: [],
    };
    const config = { compilerOptions, files: ['types.mts', 'types.cts'] };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const checked = run(process.execPath, [tsc, '-p', project]).catch(
      (error: { stdout: string }) => error,
    );
    expect((await checked).stdout).toBe('');
  });

  const bundle = async (text: string) => {
    const { outputFiles } = await build({
      stdin: { contents: text, resolveDir: project },
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
      target: 'es2022',
    });
    return outputFiles[0]?.text ?? '';
  };

  it(`is at most ${MOST_BYTES} bytes in a browser, gzipped`, async () => {
    const whole = await bundle(`import * as sdk from '@appbase-pfe/sdk'; globalThis.sdk = sdk;`);
    expect(gzipSync(whole).byteLength).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('leaves out what is not used', async () => {
    const errors = await bundle(`export { DbError } from '@appbase-pfe/sdk';`);
    expect(errors.length).toBeLessThan(2_000);
    const core = await bundle(`export { AppBase } from '@appbase-pfe/sdk';`);
    expect(core).not.toContain('indexedDB');
  });

  it('runs where there is fetch and no DOM, Node or storage', async () => {
    const code = await bundle(`
      import { AppBase } from '@appbase-pfe/sdk';
      globalThis.done = (async () => {
        const client = AppBase.init({ endpoint: 'http://app.test', apiKey: 'key' });
        await client.auth.signUp('a@b.cd', 'a password');
        return [await client.db.collection('notes').get('record-01'), client.auth.getAccessToken()];
      })();`);
    const { createContext, runInContext } = await import('node:vm');
    const sent: [string, RequestInit][] = [];
    const context = createContext({
      AbortController,
      TextDecoder,
      URL,
      crypto,
      setTimeout,
      clearTimeout,
      fetch: async (url: string, init: RequestInit) => {
        sent.push([url, init]);
        const data = {
          accessToken: 't',
          expiresIn: 900,
          refreshToken: 'r',
          user: { id: 'u', email: 'e' },
        };
        return { ok: true, headers: new Headers(), text: async () => JSON.stringify({ data }) };
      },
    });
    runInContext(code, context);
    const [record, token] = (await (context['done'] as Promise<unknown[]>)) as [object, string];
    expect(token).toBe('t');
    expect(record).toMatchObject({ accessToken: 't' });
    const headers = new Headers(sent[0]?.[1].headers);
    expect(headers.get('x-appbase-session')).toBe('body');
  });
});

function readdir(path: string): string[] {
  return execFileSync('ls', [path]).toString().trim().split('\n');
}

const majorOf = (node: string): number =>
  Number(/^v(\d+)/.exec(execFileSync(node, ['--version']).toString())?.[1]);
