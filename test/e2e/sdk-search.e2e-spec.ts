import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppBase } from '@appbase-pfe/sdk';
import { startTestInstance, type TestInstance } from '../support/instance.js';
import { declareSearch } from '../support/sharing.js';

interface Note {
  title: string;
  text: string;
}

describe('search through the client library', () => {
  let instance: TestInstance;
  const clients: AppBase[] = [];
  const notesOf = async (email: string) => {
    const client = AppBase.init({ endpoint: instance.url, apiKey: instance.apiKey });
    clients.push(client);
    await client.auth.signUp(email, 'a quiet river stone');
    return client.db.collection<Note>('notes');
  };

  beforeAll(async () => {
    instance = await startTestInstance();
    await declareSearch(instance, 'notes', ['title', 'text']);
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await instance.destroy();
  });

  it('finds, pages, follows and refuses as the server does', async () => {
    const notes = await notesOf('ada@example.org');
    const others = await notesOf('bo@example.org');
    await others.create({ title: 'Fever', text: 'hidden' });
    await notes.create({ title: 'Visit', text: 'some fever, and much else was said' });
    await notes.create({ title: 'Fever', text: 'high' });
    await notes.create({ title: 'Visit', text: 'nothing' });
    const titles = async (words: string) => {
      const found: string[] = [];
      for await (const { data } of notes.each({ search: words, limit: 1 })) found.push(data.text);
      return found;
    };
    expect(await titles('fev')).toEqual(['high', 'some fever, and much else was said']);
    expect(await notes.list({ search: 'FEVER', filter: { title: 'Visit' } })).toMatchObject({
      total: 1,
      items: [{ data: { title: 'Visit' } }],
    });

    let changed: (() => void) | undefined;
    const live = notes.live({ search: 'fever' }, () => changed?.());
    const until = async (total: number) => {
      while (live.snapshot.loading || live.total !== total) {
        await new Promise<void>((resolve) => (changed = resolve));
      }
    };
    await until(2);
    await notes.create({ title: 'New', text: 'fever again' });
    await until(3);
    await others.create({ title: 'Fever', text: 'hidden too' });
    const added = await notes.create({ title: 'Unrelated', text: 'cough' });
    await notes.update(added.id, { text: 'cough and fever' });
    await until(4);
    expect(live.items.map(({ data }) => data.title)).toContain('Unrelated');
    live.close();

    await expect(notes.list({ search: '?!' })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });
});
