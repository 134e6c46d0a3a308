import { type AppBase, AppBaseError } from '@appbase-pfe/sdk';
import { fingerprint } from '../crypto/share';

/** Somebody who can be shared with. */
export interface Person {
  id: string;
  email: string;
  publicKey: string;
  /** Compare it with what they see in their settings. */
  fingerprint: string;
}

interface StoredPerson {
  publicKey: string;
}

const people = (client: AppBase) => client.db.collection<StoredPerson>('people');

/** Lets others find this user's public key. */
export async function publish(client: AppBase, publicKey: string): Promise<void> {
  const $ownerId = client.auth.getCurrentUser()?.id;
  const { items } = await people(client).list({ filter: { $ownerId }, limit: 1 });
  const [known] = items;
  if (known === undefined) await people(client).create({ publicKey });
  else if (known.data.publicKey !== publicKey) {
    await people(client).replace(known.id, { publicKey });
  }
}

/** Finds somebody by e-mail; says in words why that did not work. */
export async function findPerson(client: AppBase, email: string): Promise<Person> {
  const user = await client.groups.lookUp(email).catch((error: unknown) => {
    if (!(error instanceof AppBaseError)) throw error;
    throw new Error(
      error.code === 'NOT_FOUND'
        ? 'There is nobody with this e-mail, or this server does not let users find each other.'
        : error.reason,
    );
  });
  const { items } = await people(client).list({ filter: { $ownerId: user.id }, limit: 1 });
  const [found] = items;
  if (found === undefined) throw new Error(`${user.email} has not opened Keyring yet.`);
  const { publicKey } = found.data;
  return { ...user, publicKey, fingerprint: await fingerprint(publicKey) };
}
