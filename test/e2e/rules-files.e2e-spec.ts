import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FileView } from '@appbase-pfe/types';
import { formOf } from '../support/files.js';
import {
  type OperatorHeaders,
  signInOperator,
  startTestInstance,
  type TestInstance,
  type TestUser,
} from '../support/instance.js';
import {
  type Actor,
  type Askers,
  EVERY_ACTOR,
  EVERY_PRESET,
  everybody,
  grantsOf,
  rightsOf,
} from '../support/matrix.js';
import { declareAccess, grant, requestsOf } from '../support/sharing.js';

const CASES = EVERY_PRESET.flatMap((preset) =>
  EVERY_ACTOR.map((actor) => [preset, actor] as const),
);

/** Every path to files × every preset × everybody (security.md 4.2 row 21). */
describe('The rules of files', () => {
  let instance: TestInstance;
  let operator: OperatorHeaders;
  let askers: Askers;

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

  const asOperator = async (method: string, path: string, body?: object) => {
    const answer = await fetch(instance.url + path, {
      method,
      headers: { ...operator, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  };

  beforeAll(async () => {
    instance = await startTestInstance();
    operator = await signInOperator(instance);
    askers = await everybody(instance, operator);
  });
  afterAll(() => instance.destroy());

  describe.each(CASES)('with the preset %s for the actor %s:', (preset, actor) => {
    const { reads, writes, creates, identified } = rightsOf(preset, actor);
    const guest = !identified;
    const hidden = guest ? 401 : 404;
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
      const { owner } = askers as Record<Actor, TestUser>;
      await grant(instance, owner, path, grantsOf(askers));
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

    it('explain: what is told to operators is what happens', async () => {
      const asker = askers[actor];
      const userId = asker === 'guest' ? undefined : asker.user.id;
      const explain = async (action: string, fileId?: string) => {
        const question = { bucket, action, fileId, ...(userId !== undefined && { userId }) };
        const { text } = await asOperator('POST', '/admin/access/explain', question);
        return (JSON.parse(text) as { data: { allowed: boolean } }).data.allowed;
      };
      expect({
        read: await explain('read', file.id),
        update: await explain('update', file.id),
        delete: await explain('delete', file.id),
        create: await explain('create'),
      }).toEqual({
        read: reads,
        update: writes,
        delete: writes,
        create: creates,
      });
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

    it('operators are not bound', async () => {
      const admin = `/admin/buckets/${bucket}/files`;
      const list = JSON.parse((await asOperator('GET', admin)).text) as { data: object };
      expect(list.data).toMatchObject({ items: [{ id: file.id }], total: 1 });
      const bytes = await asOperator('GET', `${admin}/${file.id}?version=1`);
      expect([bytes.status, bytes.text]).toEqual([200, 'hello world']);
      const path = `${admin}/${file.id}/versions`;
      expect((await asOperator('GET', path)).status).toBe(200);
      expect((await asOperator('POST', `${admin}/${file.id}/url`, {})).status).toBe(201);
    });

    it('adding and deleting', async () => {
      const added = await upload(actor, `/storage/buckets/${bucket}/upload`);
      expect(added.status).toBe(guest ? 401 : preset === 'none' ? 403 : 201);
      expect((await ask(actor, 'DELETE', path)).status).toBe(writes ? 200 : refused);
    });
  });

  it('explain names the clause, the file that is not, and a question that is none', async () => {
    const access = {
      read: { mimeType: { $startsWith: 'image/' } },
      create: { size: { $lt: 100 } },
      update: true,
      check: { version: { $lte: 2 } },
      delete: false,
    };
    await declareAccess(instance, 'bucket', 'scans', access);
    const { owner } = askers as Record<Actor, TestUser>;
    const stored = await upload('owner', '/storage/buckets/scans/upload');
    const { file } = ((await stored.json()) as { data: { file: FileView } }).data;
    const ask = async (question: object) => {
      const asked = { bucket: 'scans', userId: owner.user.id, ...question };
      const { status, text } = await asOperator('POST', '/admin/access/explain', asked);
      const body = JSON.parse(text) as { data?: object; error?: { details: object } };
      return [status, body.data ?? body.error?.details];
    };
    const of = { fileId: file.id };
    expect(await ask({ action: 'read', ...of })).toEqual([
      200,
      { allowed: false, because: 'read: mimeType $startsWith "image/" does not hold' },
    ]);
    const image = { filename: 'a.png', mimeType: 'image/png', size: 5 };
    expect(await ask({ action: 'read', data: image })).toEqual([
      200,
      { allowed: true, because: 'read: mimeType $startsWith "image/" holds' },
    ]);
    expect(await ask({ action: 'create', data: { ...image, size: 100 } })).toEqual([
      200,
      { allowed: false, because: 'create: size $lt 100 does not hold' },
    ]);
    await declareAccess(instance, 'bucket', 'scans', { ...access, read: true });
    expect(await ask({ action: 'update', ...of })).toMatchObject([200, { allowed: true }]);
    expect(await ask({ action: 'update', ...of, data: { version: 3 } })).toEqual([
      200,
      { allowed: false, because: 'check: version $lte 2 does not hold' },
    ]);
    expect((await ask({ action: 'read', fileId: 'no-such-file' }))[0]).toBe(404);
    expect((await ask({ action: 'read', fileId: file.id, bucket: 'others' }))[0]).toBe(404);
    const reason = 'name a collection (with recordId) or a bucket (with fileId), one of the two';
    const neither = [400, [{ path: 'collection', reason }]];
    expect(await ask({ action: 'read', ...of, collection: 'scans' })).toEqual(neither);
    expect(await ask({ action: 'read', recordId: file.id })).toEqual(neither);
    expect(await ask({ action: 'read', ...of, bucket: undefined })).toEqual(neither);
    expect((await ask({ action: 'read' }))[0]).toBe(400);
  });
});
