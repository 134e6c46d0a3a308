import { fromBase64, randomBytes, toBase64 } from '../crypto/bytes';
import { type Box, importKey, openJson, sealJson } from '../crypto/box';
import { ITERATIONS, stretch } from '../crypto/master';
import { type Entry, emptySecret, type Secret } from './entry';
import { parseCsv } from './csv';

type Plain = Omit<Secret, 'attachments'>;

interface PlainBackup {
  format: 'appbase-keyring';
  v: 1;
  entries: Plain[];
}

interface SealedBackup {
  format: 'appbase-keyring-sealed';
  v: 1;
  salt: string;
  iterations: number;
  box: Box;
}

/** All entries as text; sealed with a password, or readable by everybody. */
export async function exportEntries(entries: Entry[], password: string): Promise<string> {
  const backup: PlainBackup = {
    format: 'appbase-keyring',
    v: 1,
    entries: entries.map(({ title, username, password: secret, url, notes }) => ({
      title,
      username,
      password: secret,
      url,
      notes,
    })),
  };
  if (password === '') return JSON.stringify(backup, null, 2);
  const salt = randomBytes(16);
  const key = await importKey(await stretch(password, salt, ITERATIONS));
  const sealed: SealedBackup = {
    format: 'appbase-keyring-sealed',
    v: 1,
    salt: toBase64(salt),
    iterations: ITERATIONS,
    box: await sealJson(key, backup, 'backup'),
  };
  return JSON.stringify(sealed, null, 2);
}

/** Says that a file is sealed: ask for its password and call again. */
export class NeedsPassword extends Error {}

/** The entries of a backup, or of the CSV file of a browser or another password manager. */
export async function importEntries(text: string, password: string): Promise<Secret[]> {
  const value = text.trimStart().startsWith('{') ? (JSON.parse(text) as object) : undefined;
  if (value === undefined) return fromCsv(text);
  if (isSealed(value)) {
    if (password === '') throw new NeedsPassword('This backup is sealed: enter its password.');
    const key = await importKey(
      await stretch(password, fromBase64(value.salt), Math.min(value.iterations, 5_000_000)),
    );
    return entriesOf(
      await openJson<object>(key, value.box, 'backup').catch(() => {
        throw new NeedsPassword('That is not the password of this backup.');
      }),
    );
  }
  return entriesOf(value);
}

const isSealed = (value: object): value is SealedBackup =>
  (value as Partial<SealedBackup>).format === 'appbase-keyring-sealed';

function entriesOf(value: object): Secret[] {
  const { format, entries } = value as Partial<PlainBackup>;
  if (format !== 'appbase-keyring' || !Array.isArray(entries)) {
    throw new Error('This is no backup of Keyring.');
  }
  return entries.map((entry) => secretOf(entry as Record<string, unknown>));
}

/** The column names that browsers and other password managers use. */
const COLUMNS: Record<keyof Plain, string[]> = {
  title: ['title', 'name'],
  username: ['username', 'login_username', 'user', 'email'],
  password: ['password', 'login_password'],
  url: ['url', 'login_uri', 'website'],
  notes: ['notes', 'note', 'extra'],
};

function fromCsv(text: string): Secret[] {
  const [head = [], ...rows] = parseCsv(text);
  const names = head.map((name) => name.trim().toLowerCase());
  if (!names.some((name) => COLUMNS.password.includes(name))) {
    throw new Error('This file has no column named "password".');
  }
  return rows.map((row) =>
    secretOf(
      Object.fromEntries(
        Object.entries(COLUMNS).map(([field, known]) => [
          field,
          row[names.findIndex((name) => known.includes(name))],
        ]),
      ),
    ),
  );
}

function secretOf(fields: Record<string, unknown>): Secret {
  const text = (name: keyof Plain) => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
  const secret: Secret = {
    ...emptySecret(),
    title: text('title'),
    username: text('username'),
    password: text('password'),
    url: text('url'),
    notes: text('notes'),
  };
  return { ...secret, title: secret.title || secret.url || 'Imported' };
}
