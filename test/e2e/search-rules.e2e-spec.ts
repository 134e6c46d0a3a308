import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Access, RecordPage } from '@appbase-pfe/types';
import { Database } from '../../src/database/database.js';
import { SearchIndex } from '../../src/records/search/search-index.js';
import { matchAny, scopeOf } from '../../src/records/search/tokens.js';
import {
  type OperatorHeaders,
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';
import {
  aGroup,
  type Asker,
  declareAccess,
  declareSearch,
  grant,
  requestsOf,
} from '../support/sharing.js';

/** What a search must not tell of records that the caller may not read (ASVS 8.3.1, FTS). */
describe('a search under rules', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let anna: TestUser;
  let ben: TestUser;

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    anna = await signUp(instance);
    ben = await signUp(instance);
    await aGroup(instance, operator, 'ward-a', [anna]);
  });
  afterAll(() => instance.destroy());

  const create = async (collection: string, data: object, user: TestUser) => {
    const answer = await requestsOf(instance, user).post(`/db/collections/${collection}`, { data });
    expect(answer.body).toMatchObject({ success: true });
    return answer.body.data.id as string;
  };
  const search = async (collection: string, query: Record<string, string>, who: Asker) => {
    const path = `/db/collections/${collection}?${new URLSearchParams(query)}`;
    const { status, body } = await requestsOf(instance, who).get(path);
    return { status, body, data: body.data as RecordPage };
  };
  const ids = ({ data }: { data: RecordPage }) => data.items.map(({ id }) => id);
  const declare = async (collection: string, access: Access) => {
    await declareAccess(instance, 'collection', collection, access);
    await declareSearch(instance, collection, ['text']);
  };

  const WARD: Access = {
    read: { ward: { $in: { $user: 'groups' } } },
    create: true,
  };
  it.each([
    ['owner', 'owner'],
    ['shared', 'shared'],
    ['a rule', WARD],
  ] as [string, Access][])(
    'finds, counts and pages what may be read only: %s',
    async (name, access) => {
      const collection = `pages-${name.replace(' ', '-')}`;
      await declare(collection, access);
      const seen: string[] = [];
      for (let n = 0; n < 9; n++) {
        const hidden = { text: 'fever fever secret', ward: 'ward-b' };
        await create(collection, hidden, ben);
        seen.push(await create(collection, { text: 'fever', ward: 'ward-a' }, anna));
      }
      for (const words of ['fever', 'fev', 'f']) {
        const walked: string[] = [];
        let cursor: string | undefined;
        do {
          const more: Record<string, string> = cursor === undefined ? {} : { cursor };
          const page = await search(collection, { search: words, limit: '2', ...more }, anna);
          expect(page.data.total).toBe(9);
          walked.push(...ids(page));
          cursor = page.data.nextCursor;
        } while (cursor !== undefined);
        expect(walked).toEqual(seen);
      }
      const ways: Record<string, string>[] = [
        {},
        { sort: '-data.text' },
        { filter: '{"ward":"ward-b"}' },
      ];
      for (const more of ways) {
        const found = await search(collection, { search: 'secret', ...more }, anna);
        expect(found.body).toEqual({ success: true, data: { items: [], total: 0 } });
        const nothing = await search(collection, { search: 'unheard', ...more }, anna);
        expect(found.body).toEqual(nothing.body);
      }
      const sorted = await search(collection, { search: 'fever', sort: '-createdAt' }, anna);
      expect([ids(sorted), sorted.data.total]).toEqual([seen.toReversed(), 9]);
    },
  );

  it('follows grants and groups at once', async () => {
    await declare('granted', 'shared');
    const id = await create('granted', { text: 'wound' }, ben);
    expect(ids(await search('granted', { search: 'wound' }, anna))).toEqual([]);
    const path = `/db/collections/granted/${id}`;
    await grant(instance, ben, path, { read: ['group:ward-a'] });
    const found = await search('granted', { search: 'wou' }, anna);
    expect([ids(found), found.data.total]).toEqual([[id], 1]);
    await grant(instance, ben, path, {});
    expect(ids(await search('granted', { search: 'wound' }, anna))).toEqual([]);
  });

  it('ranks by the record alone: records of others change no order and no cursor', async () => {
    await declare('order', 'owner');
    // Under BM25 the rarer of the two words would count more, and tell how rare it is elsewhere.
    const texts = ['north north south', 'south south north', 'north south', 'south north west'];
    for (const text of texts) await create('order', { text }, anna);
    const asked = async () => {
      const pages = [];
      for (const query of ['north south', 'south north', 'north', 'sou']) {
        const { body } = await search('order', { search: query, limit: '2' }, anna);
        pages.push(body);
      }
      return pages;
    };
    const before = await asked();
    expect(before[0].data.items).toHaveLength(2);
    for (let n = 0; n < 60; n++) await create('order', { text: 'north north north' }, ben);
    expect(await asked()).toEqual(before);
    for (let n = 0; n < 60; n++) {
      await create('order', { text: `south ${'long '.repeat(200)}` }, ben);
    }
    expect(await asked()).toEqual(before);
  });

  it('carries nothing in a cursor that tells of records of the same millisecond', async () => {
    await declare('sealed', 'owner');
    const mine: string[] = [];
    for (let n = 0; n < 3; n++) {
      await create('sealed', { text: 'north' }, ben);
      mine.push(await create('sealed', { text: 'north' }, anna));
    }
    const { data } = await search('sealed', { search: 'north', limit: '1' }, anna);
    expect(ids({ data })).toEqual([mine[0]]);
    const numberOf = (id: string) =>
      instance.server.app
        .get(Database, { strict: false })
        .read((db) =>
          db.get<{ doc: string }>(
            'SELECT CAST(doc AS TEXT) AS doc FROM search_documents WHERE record_id = ?',
            id,
          ),
        )!.doc;
    const cursor = data.nextCursor!;
    for (const encoding of ['base64url', 'latin1', 'hex'] as const) {
      expect(Buffer.from(cursor, encoding).toString('latin1')).not.toContain(numberOf(mine[0]!));
    }
    // Nor is one taken that was made up or changed.
    const bytes = Buffer.from(cursor, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      const answer = await search(
        'sealed',
        { search: 'north', cursor: changed.toString('base64url') },
        anna,
      );
      expect([at, answer.status]).toEqual([at, 400]);
    }
    const rest = await search('sealed', { search: 'north', cursor }, anna);
    expect(ids(rest)).toEqual(mine.slice(1));
  });

  it('looks at none of the records of others under the default rule', async () => {
    await declare('apart', 'owner');
    await create('apart', { text: 'shared words' }, ben);
    const { app } = instance.server;
    const { id } = app.get(SearchIndex, { strict: false }).of('apart')!;
    const matched = (ownerId: string | undefined) =>
      app
        .get(Database, { strict: false })
        .read((db) =>
          db.get<{ n: number }>(
            'SELECT count(*) AS n FROM search_words WHERE search_words MATCH ?',
            matchAny(['shared'], scopeOf(id, ownerId)),
          ),
        );
    expect([anna.user.id, ben.user.id, undefined].map(matched)).toEqual([
      { n: 0 },
      { n: 1 },
      { n: 1 },
    ]);
    const { data } = await search('apart', { search: 'shared' }, anna);
    expect(data).toEqual({ items: [], total: 0 });
    expect(ids(await search('apart', { search: 'shared' }, ben))).toHaveLength(1);
  });

  it('tells not even that there is a search where nothing may be read', async () => {
    await declareAccess(instance, 'collection', 'closed', 'none');
    const without = await search('closed', { search: 'x' }, anna);
    await declareSearch(instance, 'closed', ['text']);
    const withSearch = await search('closed', { search: 'x' }, anna);
    expect([without.status, without.body]).toEqual([200, withSearch.body]);
    expect(withSearch.body).toEqual({ success: true, data: { items: [], total: 0 } });
    await declare('guests', 'members');
    expect((await search('guests', { search: 'x' }, 'guest')).status).toBe(401);
    expect((await search('guests-none', { search: 'x' }, 'guest')).status).toBe(401);
  });
});
