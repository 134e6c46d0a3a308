import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import {
  signInOperator,
  startTestInstance,
  type OperatorHeaders,
  type TestInstance,
} from '../support/instance.js';

const DOCUMENT = {
  collections: {
    notes: {
      access: 'members',
      history: true,
      relations: {
        patientId: { collection: 'patients', onDelete: 'cascade' },
        'next.dose': { collection: 'drugs' },
      },
    },
    patients: {
      indexes: [{ fields: ['ward'] }],
      schema: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          age: { type: ['integer', 'null'] },
          'blood group': { enum: ['A', 'B', '0'] },
          visits: {
            type: 'array',
            items: { type: 'object', properties: { at: { type: 'string' } } },
          },
        },
        required: ['name'],
        additionalProperties: false,
      },
    },
  },
  buckets: { scans: { access: 'shared' } },
  groups: ['icu', 'ward-1'],
};

describe('the schema document', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
  });
  afterAll(() => instance.destroy());

  const get = () => supertest(instance.url).get('/admin/schema').set(operator);
  const put = (document: object, query = '') =>
    supertest(instance.url).put(`/admin/schema${query}`).set(operator).send(document);

  it('tells the difference, applies it whole, and gives the same document back', async () => {
    const empty = { collections: {}, buckets: {}, groups: [] };
    expect((await get()).body.data).toEqual(empty);
    const tried = await put(DOCUMENT, '?dryRun=true');
    expect(tried.body.data.changes).toEqual([
      { kind: 'collection', name: 'notes', change: 'added', after: DOCUMENT.collections.notes },
      {
        kind: 'collection',
        name: 'patients',
        change: 'added',
        after: DOCUMENT.collections.patients,
      },
      { kind: 'bucket', name: 'scans', change: 'added', after: DOCUMENT.buckets.scans },
      { kind: 'group', name: 'icu', change: 'added' },
      { kind: 'group', name: 'ward-1', change: 'added' },
    ]);
    expect((await get()).body.data).toEqual(empty);
    expect((await put(DOCUMENT)).body.data).toEqual(tried.body.data);
    expect((await get()).body.data).toEqual(DOCUMENT);
    expect((await put(DOCUMENT)).body.data).toEqual({ changes: [] });
  });

  it('gives TypeScript types', async () => {
    const answer = await supertest(instance.url).get('/admin/schema/types.ts').set(operator);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.text).toBe(`/** What the records of each collection hold. */
export interface Collections {
  drugs: Record<string, unknown>;
  notes: Record<string, unknown>;
  patients: {
    name: string;
    age?: number | null;
    "blood group"?: "A" | "B" | "0";
    visits?: ({
      at?: string;
      [field: string]: unknown;
    })[];
  };
}

/** Which fields hold ids of records, and of which collection. */
export interface Relations {
  notes: {
    patientId: "patients";
    "next.dose": "drugs";
  };
}

/** For the client: \`AppBase.init<Schema>(…)\`. */
export interface Schema {
  collections: Collections;
  relations: Relations;
}
`);
  });

  it('changes nothing when any of it cannot be', async () => {
    const { notes } = DOCUMENT.collections;
    const broken = { ...DOCUMENT, collections: { notes, bad: { schema: { type: 'x' } } } };
    for (const query of ['', '?dryRun=true']) expect((await put(broken, query)).status).toBe(400);
    expect((await get()).body.data).toEqual(DOCUMENT);
    const less = { ...DOCUMENT, collections: { notes } };
    expect((await put(less)).body.data.changes).toEqual([
      {
        kind: 'collection',
        name: 'patients',
        change: 'removed',
        before: DOCUMENT.collections.patients,
      },
    ]);
    expect((await get()).body.data).toEqual(less);
  });
});
