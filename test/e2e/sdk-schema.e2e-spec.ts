import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { signInOperator, startTestInstance, type TestInstance } from '../support/instance.js';
import { buildSdk } from '../support/sdk-build.js';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const strict = (properties: object, required: string[] = []) => ({
  schema: { type: 'object', properties, required, additionalProperties: false },
});

const DECLARED = {
  wards: { access: 'members', ...strict({ name: { type: 'string' } }, ['name']) },
  patients: {
    access: 'members',
    history: true,
    ...strict({ name: { type: 'string' }, ward: { type: 'string' }, age: { type: 'integer' } }, [
      'name',
    ]),
    relations: { ward: { collection: 'wards' } },
  },
  visits: {
    access: 'members',
    ...strict(
      {
        patientId: { type: 'string' },
        hours: { type: 'number' },
        kind: { enum: ['home', 'office'] },
      },
      ['patientId', 'hours', 'kind'],
    ),
    relations: { patientId: { collection: 'patients' } },
  },
  free: { history: true },
};

/** What a program says right; each line of `wrong` is one mistake that the compiler must find. */
const PROGRAM = `
import { AppBase, type AppRecord } from '@appbase-pfe/sdk';
import type { Collections, Schema } from './schema.ts';

const [endpoint, apiKey] = process.argv.slice(2) as [string, string];
const client = AppBase.init<Schema>({ endpoint, apiKey });
await client.auth.signUp('typed@example.org', 'a quiet river stone');
const { db } = client;
const ward = await db.collection('wards').create({ name: 'A' });
const patient = await db.collection('patients').create({ name: 'Ada', ward: ward.id });
const visits = db.collection('visits');
const visit = await visits.create({ patientId: patient.id, hours: 1.5, kind: 'home' });
await visits.create({ patientId: patient.id, hours: 2, kind: 'office' });
await visits.update(visit.id, { hours: 2.5 });

const whole = await visits.get(visit.id, { expand: ['patientId', 'patientId.ward'] });
const name: string | undefined = whole.expanded?.patientId?.data.name;
const where: string | undefined = whole.expanded?.patientId?.expanded?.ward?.data.name;
const page = await visits.list({ expand: 'patientId.ward', filter: { kind: 'home' } });
const names: (string | undefined)[] = page.items.map((one) => one.expanded?.patientId?.data.name);

const groups = await visits.aggregate({
  groupBy: 'kind',
  measures: { n: { $count: true }, hours: { $sum: 'hours' }, most: { $max: 'hours' } },
});
const sums = groups.map(({ key, values }) => {
  const kind: 'home' | 'office' | null = key.kind;
  const sum: number = values.hours + values.n;
  const most: number | string | null = values.most;
  return [kind, sum, most];
});

const patients = db.collection('patients');
await patients.update(patient.id, { age: 36 });
const { items, total } = await patients.history(patient.id, { limit: 1 });
const first = await patients.history(patient.id, 1);
const age: number | undefined = first.data.age;
const restored: AppRecord<Collections['patients']> = await patients.restore(patient.id, 1);
const free = await db.collection('free').create({ anything: 1 });
const other = await db.collection<{ n: number }>('undeclared').create({ n: 1 });
client.close();
console.log(
  JSON.stringify({ name, where, names, sums, versions: [items.length, total, first.version], age,
    restored: restored.data, free: free.data, other: other.data }),
);
`;

const WRONG: [string, string][] = [
  ['a collection that is not', `db.collection('patiens');`],
  ['a field that is not', `await visits.create({ patientId: '', hours: 1, kind: 'home', x: 1 });`],
  ['a field that is missing', `await visits.create({ patientId: '', hours: 1 });`],
  ['another kind of value', `await visits.update(visit.id, { hours: '2' });`],
  ['another of the values', `await visits.update(visit.id, { kind: 'school' });`],
  ['data that is not', `whole.data.patient;`],
  ['a relation that is not', `await visits.get(visit.id, { expand: 'hours' });`],
  ['a second relation that is not', `await visits.list({ expand: ['patientId.name'] });`],
  ['a relation of none', `await db.collection('wards').list({ expand: 'patientId' });`],
  ['what a relation does not lead to', `whole.expanded?.patientId?.data.hours;`],
  ['a measure that is not', `await visits.aggregate({ measures: { n: { $median: 'hours' } } });`],
  ['a measure that was not asked for', `groups[0]!.values.average;`],
  ['a key that was not asked for', `groups[0]!.key.hours;`],
  ['the data of a version', `first.data.hours;`],
];

const PAGE = `
import { typedHooks } from '@appbase-pfe/sdk/react';
import type { Schema } from './schema.ts';

const { useCollection, useRecord, useHistory, useAggregate } = typedHooks<Schema>();
export function Visits() {
  const { items, collection } = useCollection('visits', { expand: 'patientId' });
  const { record } = useRecord('visits', items[0]?.id, { expand: ['patientId.ward'] });
  const { groups } = useAggregate('visits', { groupBy: 'kind', measures: { n: { $count: true } } });
  const { versions } = useHistory('visits', items[0]?.id);
  const newest: number | undefined = versions?.[0]?.version;
  // @ts-expect-error a collection that is not
  useHistory('visit', items[0]?.id);
  const kind: 'home' | 'office' | null | undefined = groups?.[0]?.key.kind;
  const name: string | undefined = items[0]?.expanded?.patientId?.data.name;
  const ward: string | undefined = record?.expanded?.patientId?.expanded?.ward?.data.name;
  // @ts-expect-error a relation that is not
  useCollection('visits', { expand: 'hours' });
  // @ts-expect-error a field that is not
  void collection.update('', { name: '' });
  return <p>{[kind, name, ward, newest].join()}</p>;
}
`;

describe('the types that an instance writes about itself', () => {
  let instance: TestInstance;
  let project: string;

  beforeAll(async () => {
    await buildSdk();
    instance = await startTestInstance();
    const operator = await signInOperator(instance);
    const http = supertest(instance.url);
    const document = { collections: DECLARED, buckets: {}, groups: [] };
    await http.put('/admin/schema').set(operator).send(document).expect(200);
    const { text } = await http.get('/admin/schema/types.ts').set(operator).expect(200);
    project = mkdtempSync(join(tmpdir(), 'appbase-schema-'));
    mkdirSync(join(project, 'node_modules/@appbase-pfe'), { recursive: true });
    symlinkSync(join(root, 'libs/sdk'), join(project, 'node_modules/@appbase-pfe/sdk'));
    for (const name of ['react', '@types']) {
      symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
    }
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(project, 'schema.ts'), text);
    const compilerOptions = {
      noEmit: true,
      strict: true,
      module: 'nodenext',
      target: 'es2023',
      jsx: 'react-jsx',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: ['node'],
      allowImportingTsExtensions: true,
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  });
  afterAll(async () => {
    await instance?.destroy();
    rmSync(project, { recursive: true, force: true });
  });

  const compile = async () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const checked = run(process.execPath, [tsc, '-p', project]).catch(
      (error: { stdout: string }) => error,
    );
    return (await checked).stdout.split('\n').filter((line) => line.includes('error TS'));
  };

  it('let a right program through, and it does what it says', async () => {
    writeFileSync(join(project, 'main.ts'), PROGRAM);
    writeFileSync(join(project, 'page.tsx'), PAGE);
    expect(await compile()).toEqual([]);
    const { stdout } = await run(
      process.execPath,
      [join(project, 'main.ts'), instance.url, instance.apiKey],
      { cwd: project, timeout: 60_000 },
    );
    expect(JSON.parse(stdout)).toEqual({
      name: 'Ada',
      where: 'A',
      names: ['Ada'],
      sums: [
        ['home', 3.5, 2.5],
        ['office', 3, 2],
      ],
      versions: [1, 2, 1],
      restored: { name: 'Ada', ward: expect.any(String) },
      free: { anything: 1 },
      other: { n: 1 },
    });
  });

  it('find each mistake', async () => {
    const wrong = WRONG.map(([, line]) => line);
    writeFileSync(join(project, 'main.ts'), [PROGRAM, ...wrong].join('\n'));
    const before = PROGRAM.split('\n').length;
    const found = (await compile()).map((line) => Number(/main\.ts\((\d+),/.exec(line)?.[1]));
    const missed = WRONG.filter((_, at) => !found.includes(before + at + 1)).map(([name]) => name);
    expect(missed).toEqual([]);
    expect(new Set(found).size).toBe(WRONG.length);
  });
});
