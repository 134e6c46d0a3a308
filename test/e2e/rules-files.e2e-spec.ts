import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccessPreset, FileView } from '@appbase-pfe/types';
import { formOf } from '../support/files.js';
import {
  type OperatorHeaders,
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';
import { aGroup, type Asker, declareAccess, grant, requestsOf } from '../support/sharing.js';

const USERS = ['owner', 'reader', 'writer', 'groupReader', 'stranger'] as const;
const ACTORS = [...USERS, 'guest'] as const;
type Actor = (typeof ACTORS)[number];

const MAY: Record<AccessPreset, { read: readonly Actor[]; write: readonly Actor[] }> = {
  owner: { read: ['owner'], write: ['owner'] },
  shared: { read: ['owner', 'reader', 'writer', 'groupReader'], write: ['owner', 'writer'] },
  members: { read: USERS, write: ['owner', 'writer'] },
  open: { read: USERS, write: USERS },
  public: { read: ACTORS, write: ['owner', 'writer'] },
  none: { read: [], write: [] },
};
const CASES = (Object.keys(MAY) as AccessPreset[]).flatMap((preset) =>
  ACTORS.map((actor) => [preset, actor] as const),
);

/** Every path to files × every preset × everybody (security.md 4.2 row 21). */
describe('The rules of files', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  const askers = {} as Record<Actor, Asker>;

  const ask = (actor: Actor, method: string, path: string, init: RequestInit = {}) =>
    fetch(instance.url + path, {
      method,
      ...init,
      headers: {
        ...requestsOf(instance, askers[actor]).headers,
        ...(init.headers as Record<string, string>),
      },
    });
  const upload = async (actor: Actor, path: string, method = 'POST') =>
    ask(actor, method, path, { body: formOf('hello world') });

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    for (const name of USERS) askers[name] = await signUp(instance);
    askers.guest = 'guest';
    await aGroup(instance, operator, 'team', [askers.groupReader as TestUser]);
  });
  afterAll(() => instance.destroy());

  describe.each(CASES)('with the preset %s for the actor %s:', (preset, actor) => {
    const reads = MAY[preset].read.includes(actor);
    const writes = MAY[preset].write.includes(actor);
    const guest = actor === 'guest';
    const hidden = guest ? (preset === 'public' ? 200 : 401) : 404;
    const refused = guest ? 401 : reads ? 403 : 404;
    let bucket: string;
    let path: string;
    let file: FileView;

    beforeAll(async () => {
      bucket = `b-${preset}-${actor}`;
      await declareAccess(instance, 'bucket', bucket, 'shared');
      const stored = await upload('owner', `/storage/buckets/${bucket}/upload`);
      file = ((await stored.json()) as { data: { file: FileView } }).data.file;
      path = `/storage/buckets/${bucket}/${file.id}`;
      const { owner, reader, writer } = askers as Record<Actor, TestUser>;
      await grant(instance, owner, path, {
        read: [`user:${reader.user.id}`, 'group:team'],
        write: [`user:${writer.user.id}`],
      });
      await declareAccess(instance, 'bucket', bucket, preset);
    });

    it('reading: bytes, head, range, condition, versions', async () => {
      const etag = (await ask('owner', 'HEAD', path)).headers.get('etag') ?? '"1"';
      const answers = [
        await ask(actor, 'GET', path),
        await ask(actor, 'HEAD', path),
        await ask(actor, 'GET', path, { headers: { range: 'bytes=0-4' } }),
        await ask(actor, 'GET', path, { headers: { 'if-none-match': etag } }),
        await ask(actor, 'GET', `${path}?version=1`),
        await ask(actor, 'GET', `${path}/versions`),
      ];
      const statuses = answers.map(({ status }) => status);
      if (!reads) {
        expect(statuses).toEqual(Array(6).fill(hidden));
        expect(answers.map(({ headers }) => headers.get('etag'))).toEqual(Array(6).fill(null));
        return;
      }
      expect(statuses).toEqual([200, 200, 206, preset === 'none' ? 200 : 304, 200, 200]);
      expect(await answers[0]!.text()).toBe('hello world');
      expect(await answers[2]!.text()).toBe('hello');
    });

    it('the list and its total', async () => {
      const answer = await ask(actor, 'GET', `/storage/buckets/${bucket}`);
      expect(answer.status).toBe(guest && !reads ? 401 : 200);
      if (answer.status !== 200) return;
      const { data } = (await answer.json()) as { data: unknown };
      expect(data).toEqual(reads ? { files: [file], total: 1 } : { files: [], total: 0 });
    });

    it('a link: for readers, and only as long as they are', async () => {
      const answer = await ask(actor, 'POST', `${path}/url`);
      expect(answer.status).toBe(guest ? 401 : reads ? 201 : 404);
      if (answer.status !== 201) return;
      const { url } = ((await answer.json()) as { data: { url: string } }).data;
      expect((await fetch(instance.url + url)).status).toBe(200);
      if (actor === 'owner') return;
      await declareAccess(instance, 'bucket', bucket, 'none');
      expect((await fetch(instance.url + url)).status).toBe(404);
      await declareAccess(instance, 'bucket', bucket, preset);
    });

    it('changing: new version, restore, grants', async () => {
      const granted = preset === 'shared' || preset === 'members' || preset === 'public';
      const replaced = await upload(actor, path, 'PUT');
      const restored = await ask(actor, 'POST', `${path}/versions/1/restore`);
      const grants = await ask(actor, 'GET', `${path}/grants`);
      const expected = writes ? [200, 200, granted ? 200 : 409] : [refused, refused, refused];
      expect([replaced.status, restored.status, grants.status]).toEqual(expected);
    });

    it('adding and deleting', async () => {
      const added = await upload(actor, `/storage/buckets/${bucket}/upload`);
      expect(added.status).toBe(guest ? 401 : preset === 'none' ? 403 : 201);
      expect((await ask(actor, 'DELETE', path)).status).toBe(writes ? 200 : refused);
    });
  });
});
