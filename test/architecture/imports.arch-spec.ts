import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCE = join(ROOT, 'src');

const BASE = ['common', 'config'];
const DATA = [...BASE, 'database'];
const ACCESS = [...DATA, 'audit', 'settings', 'access', 'http'];
const AUTH = [...ACCESS, 'auth', 'filter', 'groups', 'rules'];
const INSTANCE = [...AUTH, 'operators', 'records', 'storage', 'metrics', 'health', 'docs'];
const MASTER = [...ACCESS, 'operators', 'health', 'metrics', 'docs', 'tenancy'];

/** The table of docs/architecture.md: which folder may import which. */
const ALLOWED: Record<string, string[]> = {
  config: ['common'],
  common: ['config'],
  database: BASE,
  audit: DATA,
  settings: [...DATA, 'audit'],
  http: [...DATA, 'audit', 'settings', 'access'],
  access: [...DATA, 'audit', 'settings', 'http'],
  health: [...DATA, 'access', 'http'],
  metrics: ACCESS,
  docs: ACCESS,
  operators: ACCESS,
  filter: BASE,
  auth: AUTH,
  groups: AUTH,
  rules: [...AUTH, 'records', 'storage'],
  records: AUTH,
  storage: AUTH,
  managed: INSTANCE,
  admin: INSTANCE,
  tenancy: MASTER,
  orchestration: MASTER,
};

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return path.endsWith('.ts') && !path.endsWith('.spec.ts') ? [path] : [];
  });
const importsOf = (path: string) =>
  [...readFileSync(path, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(([, to]) =>
    resolve(dirname(path), to!),
  );

describe('who may import whom (docs/architecture.md)', () => {
  it.each(Object.keys(ALLOWED))('%s imports what it may and nothing else', (folder) => {
    const wrong = filesIn(join(SOURCE, folder)).flatMap((path) =>
      importsOf(path)
        .map((to) => relative(SOURCE, to).split(sep)[0]!)
        .filter((to) => to !== folder && !ALLOWED[folder]!.includes(to))
        .map((to) => `${relative(SOURCE, path)} → ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('knows every folder', () => {
    const folders = readdirSync(SOURCE, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(folders.filter((name) => !(name in ALLOWED))).toEqual([]);
  });

  it('keeps the libraries apart from the server', () => {
    const wrong = ['types', 'sdk'].flatMap((name) =>
      filesIn(join(ROOT, 'libs', name, 'src')).filter((path) =>
        importsOf(path).some((to) => to.startsWith(SOURCE)),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the parts of the dashboard (libs/dashboard/README.md)', () => {
  const PARTS = join(ROOT, 'libs/dashboard/src');
  const partsOf = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => join(folder, path));

  it.each(['app', 'console', 'kit'])('%s imports from itself and the kit alone', (part) => {
    const files = partsOf(join(PARTS, part));
    expect(files.length).toBeGreaterThan(20);
    const wrong = files.flatMap((path) =>
      importsOf(path)
        .map((to) => relative(PARTS, to).split(sep)[0]!)
        .filter((to) => to !== part)
        .map((to) => `${relative(PARTS, path)} → ${to}`),
    );
    expect(wrong).toEqual([]);
  });
});
