import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { signInOperator, startTestInstance, type TestInstance } from '../support/instance.js';
import { buildSdk } from '../support/sdk-build.js';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const guide = join(root, 'docs/sdk');
const pages = readdirSync(guide).filter((name) => name.endsWith('.md'));

/** The code of a page, in one piece. */
const codeOf = (page: string, language: string): string =>
  [...readFileSync(join(guide, page), 'utf8').matchAll(/```(\w+)\n([\s\S]*?)```/g)]
    .filter(([, name]) => name === language)
    .map(([, , code]) => code)
    .join('\n');

const text = { type: 'string' };
const typed = (properties: object, required: string[]) => ({
  access: 'members',
  schema: { type: 'object', properties, required, additionalProperties: false },
});

/** What the pages about typed collections and sharing say of their app; the types that it writes. */
async function declare(instance: TestInstance): Promise<string> {
  const headers = await signInOperator(instance);
  const http = supertest(instance.url);
  const collections = {
    wards: typed({ name: text }, ['name']),
    residents: {
      ...typed({ name: text, ward: text }, ['name']),
      relations: { ward: { collection: 'wards' } },
      history: true,
      search: ['name'],
    },
    visits: {
      ...typed({ residentId: text, hours: { type: 'number' } }, ['residentId', 'hours']),
      relations: { residentId: { collection: 'residents' } },
    },
  };
  const letters = { access: 'shared' };
  const document = { collections: { ...collections, letters }, buckets: {}, groups: ['ward-a'] };
  await http.put('/admin/schema').set(headers).send(document).expect(200);
  await http.patch('/admin/settings').set(headers).send({ userLookup: true }).expect(200);
  const account = { email: 'ada@ward.example', password: 'correct horse battery' };
  const { user } = (await http.post('/auth/register').send(account).expect(201)).body.data;
  await http
    .put(`/admin/groups/ward-a/members/${user.id}`)
    .set(headers)
    .send({ role: 'manager' })
    .expect(200);
  return (await http.get('/admin/schema/types.ts').set(headers).expect(200)).text;
}

describe('the guide of the client library', () => {
  let instance: TestInstance;
  let project: string;

  beforeAll(async () => {
    await buildSdk();
    instance = await startTestInstance();
    project = mkdtempSync(join(tmpdir(), 'appbase-guide-'));
    mkdirSync(join(project, 'node_modules/@appbase-pfe'), { recursive: true });
    symlinkSync(join(root, 'libs/sdk'), join(project, 'node_modules/@appbase-pfe/sdk'));
    writeFileSync(join(project, 'schema.ts'), await declare(instance));
    for (const name of ['react', '@types']) {
      symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
    }
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  });
  afterAll(async () => {
    await instance?.destroy();
    rmSync(project, { recursive: true, force: true });
  });

  const running = pages.filter((page) => codeOf(page, 'ts') !== '');
  it('has something to run', () => expect(running.length).toBeGreaterThan(5));

  it.each(running)('runs as written: %s', async (page) => {
    const file = join(project, page.replace('.md', '.ts'));
    const code = codeOf(page, 'ts')
      .replaceAll('http://localhost:3000', instance.url)
      .replaceAll('hs_live_…', instance.apiKey);
    writeFileSync(file, code);
    const { stderr } = await run(process.execPath, [file], { cwd: project, timeout: 60_000 });
    expect(stderr).toBe('');
  });

  it('compiles as written, React included', async () => {
    const files = pages.flatMap((page) =>
      (['ts', 'tsx'] as const)
        .filter((language) => codeOf(page, language) !== '')
        .map((language) => {
          const file = page.replace('.md', `.checked.${language}`);
          writeFileSync(join(project, file), codeOf(page, language));
          return file;
        }),
    );
    const compilerOptions = {
      noEmit: true,
      strict: true,
      module: 'nodenext',
      allowImportingTsExtensions: true,
      target: 'es2023',
      jsx: 'react-jsx',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: ['node'],
      skipLibCheck: true,
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const checked = run(process.execPath, [tsc, '-p', project]).catch(
      (error: { stdout: string }) => error,
    );
    expect((await checked).stdout).toBe('');
  });

  it.each(readdirSync(join(root, 'examples')))('has an example that compiles: %s', async (name) => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const checked = run(process.execPath, [tsc, '-p', join(root, 'examples', name)]).catch(
      (error: { stdout: string }) => error,
    );
    expect((await checked).stdout).toBe('');
  });

  it('has a reference that is up to date', async () => {
    const script = join(root, 'libs/sdk/scripts/reference.mjs');
    const { stdout } = await run(process.execPath, [script, '--check'], { cwd: root }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  });
});
