import supertest from 'supertest';
import type { Access, Grants } from '@appbase-pfe/types';
import { Database } from '../../src/database/database.js';
import { SearchIndex } from '../../src/records/search/search-index.js';
import { Builder } from '../../src/records/upkeep/builder.js';
import { type Container, RulesService } from '../../src/rules/rules.service.js';
import type { OperatorHeaders, TestInstance, TestUser } from './instance.js';

/** Who asks in a test: a user, or nobody but an app with its live key. */
export type Asker = TestUser | 'guest';

/** Declares who may do what in a collection or bucket. */
export async function declareAccess(
  instance: TestInstance,
  kind: Container,
  name: string,
  access: Access | undefined,
): Promise<void> {
  const { app } = instance.server;
  const rules = app.get(RulesService, { strict: false });
  await app.get(Database, { strict: false }).write((db) => rules.declare(db, kind, name, access));
}

/** Declares in which fields searches look, and waits until they can. */
export async function declareSearch(
  instance: TestInstance,
  collection: string,
  fields: readonly string[],
): Promise<void> {
  const { app } = instance.server;
  const search = app.get(SearchIndex, { strict: false });
  const database = app.get(Database, { strict: false });
  await database.write((db) => search.declare(db, collection, fields));
  await app.get(Builder, { strict: false }).idle();
}

/** Requests to `/db` and `/storage` as somebody. */
export function requestsOf(instance: TestInstance, asker: Asker) {
  const headers = asker === 'guest' ? { 'x-api-key': instance.apiKey } : asker.headers;
  const http = supertest(instance.url);
  return {
    headers: headers as Record<string, string>,
    get: (path: string) => http.get(path).set(headers),
    post: (path: string, body?: object) => http.post(path).set(headers).send(body),
    put: (path: string, body?: object) => http.put(path).set(headers).send(body),
    patch: (path: string, body?: object) => http.patch(path).set(headers).send(body),
    delete: (path: string) => http.delete(path).set(headers),
  };
}

/** Makes a group with these members. */
export async function aGroup(
  instance: TestInstance,
  operator: OperatorHeaders,
  name: string,
  members: readonly TestUser[],
): Promise<void> {
  const http = supertest(instance.url);
  await http.post('/admin/groups').set(operator).send({ name }).expect(201);
  for (const { user } of members) {
    await http.put(`/admin/groups/${name}/members/${user.id}`).set(operator).expect(200);
  }
}

/** Grants one record or file to users and groups. */
export async function grant(
  instance: TestInstance,
  owner: TestUser,
  path: string,
  grants: Partial<Grants>,
): Promise<void> {
  await requestsOf(instance, owner)
    .put(`${path}/grants`, { read: [], write: [], ...grants })
    .expect(200);
}
