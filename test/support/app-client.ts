/** A record in an app, and how to read it again. */
export interface Note {
  read(): Promise<unknown>;
}

/** Signs a user up in an app and stores a record, over the app's own API. */
export async function storeNote(api: string, key: string): Promise<Note> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  const send = async (path: string, body: unknown, token?: string) => {
    const answer = await fetch(api + path, {
      method: 'POST',
      headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    const json = await answer.json();
    if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(json)}`);
    return json.data;
  };
  const email = `nurse-${Date.now()}@clinic.example`;
  const user = await send('/auth/register', { email, password: 'a very long pass phrase 7' });
  const path = '/db/collections/notes';
  const record = await send(path, { data: { text: 'kept' } }, user.accessToken);
  return {
    read: async () => {
      const answer = await fetch(`${api}${path}/${record.id}`, {
        headers: { ...headers, authorization: `Bearer ${user.accessToken}` },
      });
      return (await answer.json()).data?.data;
    },
  };
}
