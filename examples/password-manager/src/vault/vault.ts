import type { AppBase, AppRecord, Collection } from '@appbase-pfe/sdk';
import { type Bytes, hex, randomBytes } from '../crypto/bytes';
import { newKey, open, openJson, seal, sealJson, unwrapKey, wrapKey } from '../crypto/box';
import { deriveKeys } from '../crypto/master';
import type { Attachment, Entry, Secret, StoredEntry, StoredVault } from './entry';

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

  async decrypt(record: AppRecord<StoredEntry>): Promise<Entry> {
    const { uid, key: wrapped, secret } = record.data;
    const key = await unwrapKey(this.key, wrapped, `key:${uid}`);
    const plain = await openJson<Secret>(key, secret, `secret:${uid}`);
    return { ...plain, id: record.id, uid, key, updatedAt: record.updatedAt };
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
    return { ...onlySecret(secret), id: record.id, uid, key, updatedAt: record.updatedAt };
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

  private static async begin(client: AppBase, master: CryptoKey): Promise<Vault> {
    const key = await newKey();
    await vaults(client).create({ v: 1, key: await wrapKey(master, key, 'vault') });
    return new Vault(client, key);
  }

  private static async openWith(client: AppBase, master: CryptoKey): Promise<Vault> {
    const { items } = await vaults(client).list({ limit: 1 });
    const [stored] = items;
    // The network failed between sign-up and here: there was nothing in it yet.
    if (stored === undefined) return Vault.begin(client, master);
    try {
      return new Vault(client, await unwrapKey(master, stored.data.key, 'vault'));
    } catch {
      throw new VaultError('That is not the master password.');
    }
  }
}

const vaults = (client: AppBase) => client.db.collection<StoredVault>('vaults');

/** Fields by name: an entry has a key, which must not get into what is encrypted. */
function onlySecret(secret: Secret): Secret {
  const { title, username, password, url, notes, attachments } = secret;
  return { title, username, password, url, notes, attachments };
}
