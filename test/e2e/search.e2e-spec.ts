import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { RecordPage } from '@appbase-pfe/types';
import { Database } from '../../src/database/database.js';
import { Builder } from '../../src/records/upkeep/builder.js';
import {
  type OperatorHeaders,
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';
import { requestsOf } from '../support/sharing.js';

describe('search', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let anna: TestUser;

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    anna = await signUp(instance);
  });
  afterAll(() => instance.destroy());

  const get = <T>(type: new (...args: never[]) => T): T =>
    instance.server.app.get<T>(type, { strict: false });
  const built = () => get(Builder).idle();
  const declare = async (collection: string, settings: object) => {
    const answer = await supertest(instance.url)
      .put(`/admin/collections/${collection}`)
      .set(operator)
      .send(settings);
    expect(answer.body).toMatchObject({ success: true });
    await built();
  };
  const create = async (collection: string, data: object, user = anna) => {
    const answer = await requestsOf(instance, user).post(`/db/collections/${collection}`, { data });
    expect(answer.body).toMatchObject({ success: true });
    return answer.body.data.id as string;
  };
  const pathOf = (collection: string, query: Record<string, string>) =>
    `/db/collections/${collection}?${new URLSearchParams(query)}`;
  const ask = (collection: string, query: Record<string, string>, user = anna) =>
    requestsOf(instance, user).get(pathOf(collection, query));
  const search = async (collection: string, query: Record<string, string>, user = anna) => {
    const answer = await ask(collection, query, user);
    expect(answer.body).toMatchObject({ success: true });
    return answer.body.data as RecordPage;
  };
  /** What was found, by the names of the records, in order. */
  const names = async (collection: string, words: string, user = anna) =>
    (await search(collection, { search: words }, user)).items.map(({ data }) => data!['name']);
  /** All that the full-text index holds of words that a document has. */
  const indexed = (recordId: string) =>
    get(Database).read((db) =>
      db.all('SELECT doc FROM search_documents WHERE record_id = ?', recordId),
    ).length;

  it('finds records with all words, the last one as a beginning, in any writing', async () => {
    await create('notes', { name: 'before', title: 'Écoute du cœur', tags: ['Ärztin', 7] });
    await declare('notes', { search: ['title', 'deep.text', 'tags'] });
    await create('notes', { name: 'a', title: 'Heart failure', deep: { text: 'left side, 2024' } });
    await create('notes', { name: 'b', title: 'Heart rate', deep: { text: 'right-handed' } });
    await create('notes', { name: 'c', other: 'heart', deep: { other: 'heart' } });
    await create('notes', {
      name: 'd',
      title: 'हिन्दी 東京',
      deep: { text: ['x', { y: 'heart' }] },
    });
    await create('notes', { name: 'e', title: null, deep: 5, tags: true });
    expect(await names('notes', 'heart')).toEqual(['a', 'b']);
    expect(await names('notes', 'HEART fai')).toEqual(['a']);
    expect(await names('notes', 'fai heart')).toEqual([]);
    expect(await names('notes', 'heart 2024')).toEqual(['a']);
    expect(await names('notes', 'right handed')).toEqual(['b']);
    expect(await names('notes', 'right-hand')).toEqual(['b']);
    expect(await names('notes', 'ecou')).toEqual(['before']);
    expect(await names('notes', 'ÉCOUTE')).toEqual(['before']);
    expect(await names('notes', 'arztin 7')).toEqual(['before']);
    expect(await names('notes', 'हिन्दी')).toEqual(['d']);
    expect(await names('notes', '東')).toEqual(['d']);
    expect(await names('notes', 'heart missing')).toEqual([]);
  });

  it('says how it is declared and how far it is', async () => {
    const answer = await supertest(instance.url).get('/admin/collections/notes').set(operator);
    expect(answer.body.data).toEqual({
      name: 'notes',
      records: 6,
      access: 'owner',
      search: ['title', 'deep.text', 'tags'],
      upkeep: [
        { kind: 'search', fields: ['title', 'deep.text', 'tags'], state: 'ready', progress: 1 },
      ],
    });
  });

  it('takes what was typed for words, whatever it would mean to SQLite', async () => {
    await create('notes', { name: 'plain', title: 'cats and dogs or not near' });
    for (const text of [
      'cats AND dogs',
      'cats OR not',
      'NOT near',
      '"cats',
      'cats*',
      '(cats',
      'cats ^ dogs',
      'NEAR(cats dogs)',
      '{cats} : -dogs',
      "cats' --",
      'cats+dogs',
    ]) {
      expect([text, await names('notes', text)]).toEqual([text, ['plain']]);
    }
    expect(await names('notes', 'cats OR zebras')).toEqual([]);
    expect(await names('notes', 'words:cats')).toEqual([]);
  });

  it('follows every kind of write, in its transaction', async () => {
    await declare('live', { search: ['text'] });
    const as = requestsOf(instance, anna);
    const id = await create('live', { name: 'one', text: 'apple' });
    const path = `/db/collections/live/${id}`;
    expect(await names('live', 'apple')).toEqual(['one']);
    await as.put(path, { data: { name: 'one', text: 'banana' } }).expect(200);
    expect([await names('live', 'apple'), await names('live', 'banana')]).toEqual([[], ['one']]);
    await as.patch(path, { data: { text: 'cherry', more: 1 } }).expect(200);
    expect([await names('live', 'banana'), await names('live', 'cherry')]).toEqual([[], ['one']]);
    await as.patch(path, { data: { more: 2 } }).expect(200);
    expect(await names('live', 'cherry')).toEqual(['one']);
    await as.patch(path, { data: { text: null } }).expect(200);
    expect(await names('live', 'cherry')).toEqual([]);
    const batch = (...texts: string[]) =>
      as.post('/db/batch', {
        operations: texts.map((text, at) => ({
          op: 'create',
          collection: text === 'bad' ? '!' : 'live',
          data: { name: `batch-${at}`, text },
        })),
      });
    expect((await batch('melon', 'melon')).status).toBe(200);
    // All or nothing, in the index too.
    expect((await batch('melon', 'bad')).status).toBe(400);
    const stale = { op: 'patch', collection: 'live', id, data: { text: 'melon' }, ifMatch: '"9"' };
    expect((await as.post('/db/batch', { operations: [stale] })).status).toBe(412);
    expect(await names('live', 'melon')).toEqual(['batch-0', 'batch-1']);
    await as.delete(path).expect(200);
    expect(indexed(id)).toBe(0);
  });

  it('forgets what goes with a user', async () => {
    await declare('left', { search: ['text'], access: 'members' });
    const carl = await signUp(instance);
    const id = await create('left', { name: 'his', text: 'gone' }, carl);
    await create('left', { name: 'hers', text: 'gone' });
    expect(await names('left', 'gone')).toEqual(['his', 'hers']);
    await supertest(instance.url)
      .delete(`/admin/users/${carl.user.id}?records=delete`)
      .set(operator)
      .expect(200);
    expect(await names('left', 'gone')).toEqual(['hers']);
    expect(indexed(id)).toBe(0);
  });

  it('puts the word as it was asked for before words that only begin so', async () => {
    await declare('begun', { search: ['title', 'text'] });
    await create('begun', { name: 'begun', title: 'feverish', text: '' });
    await create('begun', { name: 'in-text', title: 'x', text: `fever ${'word '.repeat(100)}` });
    await create('begun', { name: 'both', title: 'feverish', text: 'a fever' });
    await create('begun', { name: 'whole', title: 'fever', text: '' });
    const order = ['whole', 'both', 'in-text', 'begun'];
    expect(await names('begun', 'fever')).toEqual(order);
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const more: Record<string, string> = cursor === undefined ? {} : { cursor };
      const page = await search('begun', { search: 'fever', limit: '1', ...more });
      expect(page.total).toBe(4);
      found.push(...page.items.map(({ data }) => String(data!['name'])));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(found).toEqual(order);
    expect(await names('begun', 'feve')).toEqual(['begun', 'both', 'whole', 'in-text']);
  });

  it('puts first what fits best; equal ones in order of creation', async () => {
    await declare('ranked', { search: ['title', 'text'] });
    const filler = Array.from({ length: 300 }, (_, n) => `word${n}`).join(' ');
    await create('ranked', { name: 'long', title: 'x', text: `fever ${filler}` });
    await create('ranked', { name: 'text-1', title: 'x', text: 'some fever here' });
    await create('ranked', { name: 'title-1', title: 'fever', text: '' });
    await create('ranked', { name: 'text-2', title: 'x', text: 'a fever again' });
    await create('ranked', { name: 'title-2', title: 'The Fever', text: 'cold' });
    const order = ['title-1', 'title-2', 'text-1', 'text-2', 'long'];
    expect(await names('ranked', 'fever')).toEqual(order);
    expect(await names('ranked', 'fev')).toEqual(order);
    const walk = async (limit: string) => {
      const found: unknown[] = [];
      const totals: unknown[] = [];
      let cursor: string | undefined;
      do {
        const more: Record<string, string> = cursor === undefined ? {} : { cursor };
        const page = await search('ranked', { search: 'fever', limit, ...more });
        found.push(...page.items.map(({ data }) => data!['name']));
        totals.push(page.total);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return { found, totals: [...new Set(totals)] };
    };
    for (const limit of ['1', '2', '3', '100']) {
      expect(await walk(limit)).toEqual({ found: order, totals: [5] });
    }
    const skipped = await search('ranked', { search: 'fever', offset: '2', limit: '2' });
    expect(skipped.items.map(({ data }) => data!['name'])).toEqual(order.slice(2, 4));
    const counted = await search('ranked', { search: 'fever', total: 'false' });
    expect(Object.hasOwn(counted, 'total')).toBe(false);
  });

  it('narrows by a filter, and sorts by something else where that is asked', async () => {
    await declare('sorted', { search: ['text'], indexes: [{ fields: ['ward'], sort: '-data.n' }] });
    for (const [n, ward] of ['a', 'b', 'a', 'a'].entries()) {
      await create('sorted', { name: `r${n}`, n, ward, text: n === 2 ? 'dry' : 'wet wet' });
    }
    const filter = '{"ward":"a"}';
    const found = async (query: Record<string, string>) => {
      const { items, total } = await search('sorted', query);
      return { names: items.map(({ data }) => data!['name']), total };
    };
    expect(await found({ search: 'wet', filter })).toEqual({ names: ['r0', 'r3'], total: 2 });
    expect(await found({ search: 'wet', sort: '-data.n' })).toEqual({
      names: ['r3', 'r1', 'r0'],
      total: 3,
    });
    expect(await found({ search: 'wet', sort: '-data.n', filter })).toEqual({
      names: ['r3', 'r0'],
      total: 2,
    });
    const first = await search('sorted', { search: 'wet', sort: '-data.n', limit: '1' });
    const second = await search('sorted', {
      search: 'wet',
      sort: '-data.n',
      limit: '1',
      cursor: first.nextCursor!,
      fields: 'name',
    });
    expect(second.items.map(({ data }) => data)).toEqual([{ name: 'r1' }]);
  });

  it('refuses what cannot be searched for, and says what to do', async () => {
    await create('unsearchable', { text: 'x' });
    const error = async (collection: string, query: Record<string, string>) => {
      const { status, body } = await ask(collection, query);
      return [status, body.error?.code, body.error?.details?.[0]];
    };
    expect(await error('unsearchable', { search: 'x' })).toEqual([
      400,
      'VALIDATION_ERROR',
      { path: 'search', reason: expect.stringContaining('{"search":["title"]}') },
    ]);
    const many = Array.from({ length: 17 }, (_, n) => `w${n}`).join(' ');
    for (const words of ['!?', ' ', '"', '*', '', 'x'.repeat(513), many]) {
      const [status, code] = await error('ranked', { search: words });
      expect([words, status, code]).toEqual([words, 400, 'VALIDATION_ERROR']);
    }
    const { nextCursor } = await search('ranked', { search: 'fever', limit: '1' });
    const other = await error('ranked', { search: 'cold', cursor: nextCursor! });
    expect(other[2]).toEqual({ path: 'cursor', reason: 'belongs to another search' });
    const listed = (await search('ranked', { limit: '1' })).nextCursor!;
    for (const cursor of [listed, 'x', '!!', Buffer.from('[1]').toString('base64url')]) {
      expect((await error('ranked', { search: 'fever', cursor }))[0]).toBe(400);
    }
    expect((await error('ranked', { cursor: nextCursor! }))[0]).toBe(400);
    for (const fields of [[], ['a..b'], ['a', 'a'], ['$id'], 'a', [''], Array(17).fill('a')]) {
      const answer = await supertest(instance.url)
        .put('/admin/collections/ranked')
        .set(operator)
        .send({ search: fields });
      expect([fields, answer.status]).toEqual([fields, 400]);
    }
  });

  it('answers 503 until everything is entered, and follows another declaration', async () => {
    // Enough that building does not end before the answers do.
    await get(Database).write((db) => {
      for (let n = 0; n < 3000; n++) {
        const data = JSON.stringify({ name: `r${n}`, text: 'early', other: `late${n}` });
        db.run(
          `INSERT INTO records (collection, id, owner_id, data, created_at, updated_at, version)
           VALUES ('grown', ?, ?, ?, ?, 0, 1)`,
          `record-${String(n).padStart(6, '0')}`,
          anna.user.id,
          data,
          1000 + Math.floor(n / 10),
        );
      }
    });
    const http = supertest(instance.url);
    const declared = await http
      .put('/admin/collections/grown')
      .set(operator)
      .send({ search: ['text'] });
    expect(declared.body.data.upkeep).toEqual([
      { kind: 'search', fields: ['text'], state: 'building', progress: expect.any(Number) },
    ]);
    const early = await ask('grown', { search: 'early' });
    expect([early.status, early.body.error.code]).toEqual([503, 'UNAVAILABLE']);
    expect(early.headers['retry-after']).toBe('5');
    // What is written meanwhile is entered once.
    const changed = requestsOf(instance, anna).patch('/db/collections/grown/record-002999', {
      data: { text: 'early changed' },
    });
    expect((await changed).status).toBe(200);
    await built();
    expect((await search('grown', { search: 'early' })).total).toBe(3000);
    expect(await names('grown', 'changed')).toEqual(['r2999']);
    const inOrder = await search('grown', { search: 'early', limit: '40', offset: '1000' });
    expect(inOrder.items.map(({ data }) => data!['name'])).toEqual(
      Array.from({ length: 40 }, (_, n) => `r${1000 + n}`),
    );
    await declare('grown', { search: ['other'] });
    expect((await search('grown', { search: 'early' })).total).toBe(0);
    expect(await names('grown', 'late2718')).toEqual(['r2718']);
    await declare('grown', {});
    const left = get(Database).read((db) =>
      db.get<{ n: number }>(
        `SELECT count(*) AS n FROM search_documents d
         WHERE NOT EXISTS (SELECT 1 FROM declarations e WHERE e.id = d.declaration_id)`,
      ),
    );
    expect(left).toEqual({ n: 0 });
    const check = get(Database).write((db) =>
      db.run("INSERT INTO search_words (search_words) VALUES ('integrity-check')"),
    );
    await expect(check).resolves.toBeDefined();
    expect((await ask('grown', { search: 'late2718' })).status).toBe(400);
  });
});
