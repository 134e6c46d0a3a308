import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordPage } from '@appbase-pfe/types';
import { Api } from '../support/api.js';
import { signUp, startTestInstance, type TestInstance } from '../support/instance.js';
import { type Call, isLinearizable } from '../support/linearizable.js';

/** 10,000 on demand (`LINEAR_HISTORIES=10000`); fewer when all tests run. */
const HISTORIES = Number(process.env['LINEAR_HISTORIES'] ?? 150);

type Wish = { kind: Call['kind']; conditional: boolean };
const wish: fc.Arbitrary<Wish> = fc.record({
  kind: fc.constantFrom('get', 'get', 'put', 'put', 'put', 'delete'),
  conditional: fc.boolean(),
});
const clients = fc.array(fc.array(wish, { minLength: 1, maxLength: 4 }), {
  minLength: 2,
  maxLength: 4,
});

describe('many clients at one record (reliability: linearizability)', () => {
  let instance: TestInstance;
  let api: Api;
  let value = 0;

  beforeAll(async () => {
    instance = await startTestInstance();
    api = new Api(instance.url, (await signUp(instance)).headers);
  });
  afterAll(() => instance.destroy());

  type Stored = { id: string; data: { value: number } };
  const create = (data: object) => api.post<Stored>('/db/collections/one', { data });

  /** One client: what it knows of the version is what it heard last. */
  const client = async (path: string, wishes: Wish[], etag: string, history: Call[]) => {
    let known = etag;
    for (const { kind, conditional } of wishes) {
      const call: Call = { kind, from: performance.now(), to: 0, status: 0 };
      if (conditional && kind !== 'get') call.ifMatch = known;
      if (kind === 'put') call.value = ++value;
      const asking = call.ifMatch === undefined ? api : api.with({ 'if-match': call.ifMatch });
      const body = kind === 'put' ? { data: { value: call.value } } : undefined;
      const answer = await asking.send<Stored>(kind.toUpperCase(), path, body);
      call.to = performance.now();
      call.status = answer.status;
      const heard = answer.headers.get('etag');
      if (heard !== null) {
        call.etag = known = heard;
        call.seen = answer.data.data.value;
      }
      history.push(call);
    }
  };

  it(
    `gives answers that one order explains, in ${HISTORIES} histories`,
    async () => {
      const check = fc.asyncProperty(clients, async (programs) => {
        const first = await create({ value: 0 });
        const etag = first.headers.get('etag')!;
        const path = `/db/collections/one/${first.data.id}`;
        const history: Call[] = [];
        await Promise.all(programs.map((wishes) => client(path, wishes, etag, history)));
        expect(history.filter(({ status }) => ![200, 404, 412].includes(status))).toEqual([]);
        if (!isLinearizable(history, { value: 0, etag })) {
          throw new Error(`No order explains ${JSON.stringify(history, undefined, 1)}`);
        }
      });
      await fc.assert(check, { numRuns: HISTORIES, endOnFailure: true });
    },
    60_000 + HISTORIES * 200,
  );

  it('would see two changes of the same version (the control)', () => {
    const put = (value: number, etag: string): Call => ({
      kind: 'put',
      value,
      ifMatch: '"1"',
      from: 0,
      to: 10,
      status: 200,
      etag,
    });
    const first = { value: 0, etag: '"1"' };
    expect(isLinearizable([put(1, '"2"')], first)).toBe(true);
    expect(isLinearizable([put(1, '"2"'), put(2, '"3"')], first)).toBe(false);
    const stale: Call = { kind: 'get', from: 20, to: 30, status: 200, etag: '"1"', seen: 0 };
    expect(isLinearizable([put(1, '"2"'), stale], first)).toBe(false);
  });

  it('makes one record of many creates with one idempotency key', async () => {
    for (let round = 0; round < 20; round++) {
      const once = api.with({ 'idempotency-key': `round-${round}` });
      const answers = await Promise.all(
        Array.from({ length: 12 }, () =>
          once.post<Stored>('/db/collections/once', { data: { value: round } }),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
      expect(new Set(answers.map(({ data }) => data.id)).size).toBe(1);
    }
    const { data } = await api.get<RecordPage>('/db/collections/once?limit=100');
    expect(data.total).toBe(20);
  });

  it('walks by cursor past every record once, whatever is written meanwhile', async () => {
    const before: string[] = [];
    for (let n = 0; n < 120; n++) before.push((await create({ value: n, walk: true })).data.id);
    let walking = true;
    const writers = Promise.all(
      Array.from({ length: 3 }, async () => {
        while (walking) await create({ value: -1, walk: true });
      }),
    );
    for (const sort of ['createdAt', '-createdAt', 'data.value']) {
      const found: string[] = [];
      let cursor: string | undefined;
      // What is created meanwhile may come at the end of the walk, for ever: it ends with the old ones.
      do {
        const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const filter = encodeURIComponent('{"walk":true}');
        const path = `/db/collections/one?limit=17&sort=${sort}&filter=${filter}${more}`;
        const { status, data } = await api.get<RecordPage>(path);
        expect(status).toBe(200);
        found.push(...data.items.map(({ id }) => id));
        cursor = data.nextCursor;
      } while (cursor !== undefined && !before.every((id) => found.includes(id)));
      expect(before.filter((id) => !found.includes(id))).toEqual([]);
      expect(new Set(found).size).toBe(found.length);
    }
    walking = false;
    await writers;
  });
});
