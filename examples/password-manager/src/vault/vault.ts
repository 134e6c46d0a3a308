import type { AppBase, AppRecord, Collection } from '@appbase-pfe/sdk';
import { type Bytes, hex, randomBytes } from '../crypto/bytes';
import { newKey, open, openJson, seal, sealJson, unwrapKey, wrapKey } from '../crypto/box';
import { deriveKeys } from '../crypto/master';
import { newPair, openPair, openShared, type Pair, shareKey } from '../crypto/share';
import type { Attachment, Entry, Secret, StoredEntry, StoredVault } from './entry';
import { findPerson, type Person, publish } from './people';

const BUCKET = 'attachments';
/** Whole files are encrypted in memory. */
export const MOST_ATTACHMENT_BYTES = 20 * 1024 * 1024;

/** Wrong e-mail or master password, or the account exists already: said in words for people. */
export class VaultError extends Error {}

/** An open vault: encrypts on the way out, decrypts on the way in. */
export class Vault {
  readonly entries: Collection<StoredEntry>;

  private constructor(
    private readonly client: AppBase,
    private readonly key: CryptoKey,
    private readonly pair: Pair,
  ) {
    this.entries = client.db.collection<StoredEntry>('entries');
  }

  /** Makes an account and an empty vault. */
  static async create(client: AppBase, email: string, password: string): Promise<Vault> {
    const keys = await deriveKeys(email, password);
    await client.auth.signUp(email, keys.signIn);
    return Vault.begin(client, keys.vault);
  }

  /** Signs in and opens the vault. */
  static async signIn(client: AppBase, email: string, password: string): Promise<Vault> {
    const keys = await deriveKeys(email, password);
    await client.auth.signIn(email, keys.signIn);
    return Vault.openWith(client, keys.vault);
  }

  /** Opens the vault of the user who is signed in already. */
  static async unlock(client: AppBase, password: string): Promise<Vault> {
    const email = client.auth.getCurrentUser()?.email ?? '';
    return Vault.openWith(client, (await deriveKeys(email, password)).vault);
  }

  /** Everything there is, decrypted. What cannot be opened is left out and counted. */
  async readAll(): Promise<{ entries: Entry[]; broken: number }> {
    const entries: Entry[] = [];
    let broken = 0;
    for await (const record of this.entries.each()) {
      const entry = await this.decrypt(record).catch(() => undefined);
      if (entry === undefined) broken++;
      else entries.push(entry);
    }
    return { entries, broken };
  }

  /** The public half of this user's keys. */
  get publicKey(): string {
    return this.pair.publicKey;
  }

  async decrypt({ id, ownerId, data, updatedAt }: AppRecord<StoredEntry>): Promise<Entry> {
    const { uid, secret, shares = {} } = data;
    const me = this.client.auth.getCurrentUser()?.id ?? '';
    const shared = shares[me];
    const key =
      ownerId !== me && shared !== undefined
        ? await openShared(this.pair, shared, `share:${uid}`)
        : await unwrapKey(this.key, data.key, `key:${uid}`);
    const plain = await openJson<Secret>(key, secret, `secret:${uid}`);
    const sharedWith = Object.entries(shares).map(([userId, { email }]) => ({ userId, email }));
    return { ...plain, id, uid, key, updatedAt, mine: ownerId === me, sharedWith };
  }

  /** Somebody to share with. */
  find(email: string): Promise<Person> {
    return findPerson(this.client, email);
  }

  /** Lets one person read an entry and its files. */
  async share(entry: Entry, { id, email, publicKey }: Person): Promise<Entry> {
    const shared = await shareKey(entry.key, publicKey, `share:${entry.uid}`);
    // First who may, then the key: a server that does not share says so before anything changes.
    await this.entries.grants(entry.id).add('read', `user:${id}`);
    for (const { fileId } of entry.attachments) await this.grantFile(fileId, id);
    const shares = { [id]: { email, ...shared } };
    return this.decrypt(await this.entries.update(entry.id, { shares }));
  }

  async unshare(entry: Entry, userId: string): Promise<Entry> {
    await this.entries.grants(entry.id).remove(`user:${userId}`);
    for (const { fileId } of entry.attachments) {
      await this.client.storage.grants(BUCKET, fileId).remove(`user:${userId}`);
    }
    const shares = { [userId]: null };
    return this.decrypt(await this.entries.update(entry.id, { shares }));
  }

  /** Stores a new entry, or the new state of one. */
  async save(secret: Secret, existing?: Entry): Promise<Entry> {
    const uid = existing?.uid ?? hex(randomBytes(16));
    const key = existing?.key ?? (await newKey());
    const data: StoredEntry = {
      v: 1,
      uid,
      key: await wrapKey(this.key, key, `key:${uid}`),
      secret: await sealJson(key, onlySecret(secret), `secret:${uid}`),
    };
    const record =
      existing === undefined
        ? await this.entries.create(data)
        : await this.entries.update(existing.id, { secret: data.secret });
    return this.decrypt(record);
  }

  /** Removes an entry and the files that belong to it. */
  async remove(entry: Entry): Promise<void> {
    await this.entries.delete(entry.id);
    await Promise.allSettled(
      entry.attachments.map(({ fileId }) => this.client.storage.remove(BUCKET, fileId)),
    );
  }

  /** Encrypts a file and puts it beside the entry. Its name is in the entry, not on the server. */
  async attach(entry: Entry, file: File, onProgress: (part: number) => void): Promise<Entry> {
    if (file.size > MOST_ATTACHMENT_BYTES) throw new VaultError('Attachments can have 20 MB each.');
    const plain: Bytes = new Uint8Array(await file.arrayBuffer());
    const sealed = await seal(entry.key, plain, `file:${entry.uid}`);
    const stored = await this.client.storage.upload(BUCKET, sealed, {
      filename: 'attachment',
      contentType: 'application/octet-stream',
      onProgress: ({ loaded, total }) => onProgress(total ? loaded / total : 0),
    });
    for (const { userId } of entry.sharedWith) await this.grantFile(stored.file.id, userId);
    const attachment: Attachment = {
      fileId: stored.file.id,
      name: file.name,
      type: file.type,
      size: file.size,
    };
    return this.save({ ...entry, attachments: [...entry.attachments, attachment] }, entry);
  }

  /** The bytes of an attachment as they were. */
  async readAttachment(entry: Entry, { fileId, type }: Attachment): Promise<Blob> {
    const sealed = await this.client.storage.download(BUCKET, fileId, { as: 'bytes' });
    const plain = await open(entry.key, sealed as Bytes, `file:${entry.uid}`);
    return new Blob([plain], { type });
  }

  async detach(entry: Entry, fileId: string): Promise<Entry> {
    const attachments = entry.attachments.filter((one) => one.fileId !== fileId);
    const next = await this.save({ ...entry, attachments }, entry);
    await this.client.storage.remove(BUCKET, fileId);
    return next;
  }

  private async grantFile(fileId: string, userId: string): Promise<void> {
    await this.client.storage.grants(BUCKET, fileId).add('read', `user:${userId}`);
  }

  private static async begin(client: AppBase, master: CryptoKey): Promise<Vault> {
    const key = await newKey();
    const { pair, sealed } = await newPair(key);
    const wrapped = await wrapKey(master, key, 'vault');
    const { publicKey } = pair;
    await vaults(client).create({ v: 1, key: wrapped, pair: { publicKey, sealed } });
    await publish(client, publicKey);
    return new Vault(client, key, pair);
  }

  private static async openWith(client: AppBase, master: CryptoKey): Promise<Vault> {
    const { items } = await vaults(client).list({ limit: 1 });
    const [stored] = items;
    // The network failed between sign-up and here: there was nothing in it yet.
    if (stored === undefined) return Vault.begin(client, master);
    const key = await unwrapKey(master, stored.data.key, 'vault').catch(() => {
      throw new VaultError('That is not the master password.');
    });
    const pair = await Vault.pairOf(client, stored, key);
    await publish(client, pair.publicKey);
    return new Vault(client, key, pair);
  }

  /** The stored pair; vaults from before there was sharing get one now. */
  private static async pairOf(
    client: AppBase,
    { id, data }: AppRecord<StoredVault>,
    key: CryptoKey,
  ): Promise<Pair> {
    if (data.pair !== undefined) return openPair(key, data.pair.publicKey, data.pair.sealed);
    const { pair, sealed } = await newPair(key);
    await vaults(client).update(id, { pair: { publicKey: pair.publicKey, sealed } });
    return pair;
  }
}

const vaults = (client: AppBase) => client.db.collection<StoredVault>('vaults');

/** Fields by name: an entry has a key, which must not get into what is encrypted. */
function onlySecret(secret: Secret): Secret {
  const { title, username, password, url, notes, attachments } = secret;
  return { title, username, password, url, notes, attachments };
}
