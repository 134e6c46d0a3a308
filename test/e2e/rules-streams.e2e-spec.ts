import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { openStream, type TestStream } from '../support/events.js';
import {
  type OperatorHeaders,
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';
import { aGroup, type Asker, declareAccess, grant, requestsOf } from '../support/sharing.js';

const WARD = {
  read: { $or: [{ $ownerId: { $user: 'id' } }, { ward: { $in: { $user: 'groups' } } }] },
  create: true,
  update: true,
  delete: { $ownerId: { $user: 'id' } },
  check: true,
} as const;

/** Event streams under rules (security.md 4.2 rows 6 and 7). */
describe('Events under rules', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let ann: TestUser;
  let bob: TestUser;
  let eve: TestUser;
  let serial = 0;
  const streams: TestStream[] = [];

  const path = (collection: string) => `/db/collections/${collection}`;
  const subscribe = async (
    who: Asker,
    collection: string,
    filter?: object,
    headers: Record<string, string> = {},
  ) => {
    const query =
      filter === undefined ? '' : `?filter=${encodeURIComponent(JSON.stringify(filter))}`;
    const stream = await openStream(`${instance.url}${path(collection)}/subscribe${query}`, {
      ...requestsOf(instance, who).headers,
      ...headers,
    });
    streams.push(stream);
    return stream;
  };
  const create = async (who: TestUser, collection: string, data: object) => {
    const answer = await requestsOf(instance, who).post(path(collection), { data }).expect(201);
    return answer.body.data as { id: string };
  };
  const patch = async (who: TestUser, collection: string, id: string, data: object) => {
    const answer = await requestsOf(instance, who).patch(`${path(collection)}/${id}`, { data });
    expect(answer.status).toBe(200);
    return answer.body.data as { id: string };
  };
  const whole = (type: string, collection: string, record: object) => ({
    type,
    collection,
    record,
  });
  const gone = (collection: string, { id }: { id: string }) => ({
    type: 'deleted',
    collection,
    record: { id },
  });
  const fresh = async (access: Parameters<typeof declareAccess>[3]) => {
    const name = `notes-${++serial}`;
    await declareAccess(instance, 'collection', name, access);
    return name;
  };

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    [ann, bob, eve] = await Promise.all([signUp(instance), signUp(instance), signUp(instance)]);
    await aGroup(instance, operator, 'ward-a', [bob]);
    await aGroup(instance, operator, 'ward-b', [eve]);
  });
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });
  afterAll(() => instance.destroy());

  it('tell a record that comes into sight whole, and of one that goes only its id', async () => {
    const notes = await fresh(WARD);
    const [ofBob, ofEve] = [await subscribe(bob, notes), await subscribe(eve, notes)];
    const hidden = await create(ann, notes, { secret: 1 });
    const made = await create(ann, notes, { ward: 'ward-a' });
    const moved = await patch(ann, notes, made.id, { ward: 'ward-b' });
    const removed = await patch(ann, notes, made.id, { ward: null });
    await patch(ann, notes, hidden.id, { secret: 2 });
    const marker = await create(ann, notes, { ward: 'ward-a' });
    const markerB = await create(ann, notes, { ward: 'ward-b' });
    expect(await ofBob.events(3)).toEqual([
      whole('created', notes, made),
      gone(notes, moved),
      whole('created', notes, marker),
    ]);
    expect(await ofEve.events(3)).toEqual([
      whole('updated', notes, moved),
      gone(notes, removed),
      whole('created', notes, markerB),
    ]);
  });

  it('replay the same after Last-Event-ID', async () => {
    const notes = await fresh(WARD);
    const before = await subscribe(bob, notes);
    const from = before.blocks.find(({ id }) => id !== undefined)!.id!;
    before.close();
    await create(ann, notes, { secret: 1 });
    const made = await create(ann, notes, { ward: 'ward-a' });
    await patch(ann, notes, made.id, { ward: 'ward-b' });
    const back = await patch(ann, notes, made.id, { ward: 'ward-a' });
    const again = await subscribe(bob, notes, undefined, { 'last-event-id': from });
    expect(await again.events(3)).toEqual([
      whole('created', notes, made),
      gone(notes, made),
      whole('updated', notes, back),
    ]);
  });

  it('carry only what the filter of the subscription finds', async () => {
    const notes = await fresh('members');
    const stream = await subscribe(bob, notes, { done: false });
    const todo = await create(ann, notes, { done: false });
    const done = await create(ann, notes, { done: true });
    await patch(ann, notes, done.id, { title: 'x' });
    await patch(ann, notes, todo.id, { done: true });
    const reopened = await patch(ann, notes, done.id, { done: false });
    expect(await stream.events(3)).toEqual([
      whole('created', notes, todo),
      gone(notes, todo),
      whole('updated', notes, reopened),
    ]);
    const bad = await requestsOf(instance, bob).get(`${path(notes)}/subscribe?filter={"$x":1}`);
    expect([bad.status, bad.body.error.code]).toEqual([400, 'VALIDATION_ERROR']);
  });

  it.each(['owner', 'open'] as const)(
    'are replayed under a filter as they came live, with the preset %s',
    async (preset) => {
      const notes = await fresh(preset);
      const live = await subscribe(ann, notes, { done: false });
      const from = live.blocks.find(({ id }) => id !== undefined)!.id!;
      const todo = await create(ann, notes, { done: false });
      const done = await create(ann, notes, { done: true });
      await patch(ann, notes, done.id, { title: 'never in sight of the filter' });
      await patch(ann, notes, todo.id, { done: true });
      await patch(ann, notes, todo.id, { title: 'out of sight by now' });
      await requestsOf(instance, ann)
        .delete(`${path(notes)}/${done.id}`)
        .expect(200);
      const last = await create(ann, notes, { done: false });
      const expected = [
        whole('created', notes, todo),
        gone(notes, todo),
        whole('created', notes, last),
      ];
      expect(await live.events(3)).toEqual(expected);
      const again = await subscribe(ann, notes, { done: false }, { 'last-event-id': from });
      expect(await again.events(3)).toEqual(expected);
    },
  );

  it('follow the grants of a record', async () => {
    const notes = await fresh('shared');
    const [ofBob, ofAnn] = [await subscribe(bob, notes), await subscribe(ann, notes)];
    const note = await create(ann, notes, { text: 'a' });
    await grant(instance, ann, `${path(notes)}/${note.id}`, { read: ['group:ward-a'] });
    const changed = await patch(ann, notes, note.id, { text: 'b' });
    await grant(instance, ann, `${path(notes)}/${note.id}`, {});
    await patch(ann, notes, note.id, { text: 'c' });
    await grant(instance, ann, `${path(notes)}/${note.id}`, { write: [`user:${bob.user.id}`] });
    await requestsOf(instance, ann)
      .delete(`${path(notes)}/${note.id}`)
      .expect(200);
    const last = { ...changed, data: { text: 'c' }, updatedAt: expect.any(String) };
    expect(await ofBob.events(5)).toEqual([
      whole('updated', notes, note),
      whole('updated', notes, changed),
      gone(notes, note),
      whole('updated', notes, last),
      whole('deleted', notes, last),
    ]);
    const seen = (await ofAnn.events(4)).map(({ type }) => type);
    expect(seen).toEqual(['created', 'updated', 'updated', 'deleted']);
  });

  it('end with the membership that gave sight, and begin with it', async () => {
    const notes = await fresh(WARD);
    const user = await signUp(instance);
    const stream = await subscribe(user, notes);
    const member = `/admin/groups/ward-a/members/${user.user.id}`;
    await create(ann, notes, { ward: 'ward-a', n: 1 });
    await supertest(instance.url).put(member).set(operator).expect(200);
    const seen = await create(ann, notes, { ward: 'ward-a', n: 2 });
    await supertest(instance.url).delete(member).set(operator).expect(200);
    await patch(ann, notes, seen.id, { n: 3 });
    const own = await create(user, notes, { n: 4 });
    expect(await stream.events(4)).toEqual([
      { type: 'reset' },
      whole('created', notes, seen),
      { type: 'reset' },
      whole('created', notes, own),
    ]);
  });

  it('end with the e-mail address that gave sight, and begin with it', async () => {
    const read = { $or: [{ to: { $user: 'email' } }, { $ownerId: { $user: 'id' } }] };
    const notes = await fresh({ read, create: true });
    const user = await signUp(instance);
    const [before, after] = [user.user.email, 'moved@example.test'];
    const stream = await subscribe(user, notes);
    const from = stream.blocks.find(({ id }) => id !== undefined)!.id!;
    const first = await create(ann, notes, { to: before });
    await supertest(instance.url)
      .patch(`/admin/users/${user.user.id}`)
      .set(operator)
      .send({ email: after })
      .expect(200);
    await create(ann, notes, { to: before });
    const second = await create(ann, notes, { to: after });
    const own = await create(user, notes, { n: 1 });
    await create(user, notes, { n: 2 });
    expect(await stream.events(4)).toEqual([
      whole('created', notes, first),
      { type: 'reset' },
      whole('created', notes, second),
      whole('created', notes, own),
    ]);
    const resumed = await subscribe(user, notes, undefined, { 'last-event-id': from });
    expect(await resumed.events(1)).toEqual([{ type: 'reset' }]);
  });

  it('end with the rule that gave sight, for users and for guests', async () => {
    const notes = await fresh('public');
    const [ofBob, ofGuest] = [await subscribe(bob, notes), await subscribe('guest', notes)];
    const seen = await create(ann, notes, { n: 1 });
    expect(await ofGuest.events(1)).toEqual([whole('created', notes, seen)]);
    await declareAccess(instance, 'collection', notes, 'owner');
    await ofGuest.ended;
    await patch(ann, notes, seen.id, { n: 2 });
    const own = await create(bob, notes, { n: 3 });
    expect(await ofBob.events(3)).toEqual([
      whole('created', notes, seen),
      { type: 'reset' },
      whole('created', notes, own),
    ]);
    expect(ofGuest.blocks.filter(({ data }) => data !== undefined)).toHaveLength(1);
  });

  it('are told to be read anew when sight changed while nobody listened', async () => {
    const notes = await fresh(WARD);
    const first = await subscribe(bob, notes);
    const from = first.blocks.find(({ id }) => id !== undefined)!.id!;
    first.close();
    await create(ann, notes, { ward: 'ward-a' });
    await declareAccess(instance, 'collection', notes, 'owner');
    const again = await subscribe(bob, notes, undefined, { 'last-event-id': from });
    expect(await again.events(1)).toEqual([{ type: 'reset' }]);
    const resumed = again.blocks.at(-1)!.id!;
    const own = await create(bob, notes, {});
    const third = await subscribe(bob, notes, undefined, { 'last-event-id': resumed });
    expect(await third.events(1)).toEqual([whole('created', notes, own)]);
  });

  it('judge a change once for an audience, however many listen', async () => {
    const notes = await fresh(WARD);
    const all = await Promise.all(Array.from({ length: 5 }, () => subscribe(bob, notes)));
    const made = await create(ann, notes, { ward: 'ward-a' });
    for (const stream of all)
      expect(await stream.events(1)).toEqual([whole('created', notes, made)]);
  });
});
