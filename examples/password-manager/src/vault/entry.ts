import type { Box } from '../crypto/box';
import type { SharedKey } from '../crypto/share';

/** What a person stores. Nobody but them ever sees it in plain. */
export interface Secret {
  title: string;
  username: string;
  password: string;
  url: string;
  notes: string;
  attachments: Attachment[];
}

/** A file that belongs to an entry; its bytes are encrypted with the entry's key. */
export interface Attachment {
  fileId: string;
  name: string;
  type: string;
  size: number;
}

/** An entry as it is used on this page. */
export interface Entry extends Secret {
  id: string;
  /** Made here, and bound into everything that belongs to the entry. */
  uid: string;
  key: CryptoKey;
  updatedAt: string;
  /** False for what somebody else shares with this user. */
  mine: boolean;
  sharedWith: { userId: string; email: string }[];
}

/** An entry as the server stores it. */
export interface StoredEntry {
  v: 1;
  uid: string;
  /** The entry's own key, encrypted with the vault's. */
  key: Box;
  /** The `Secret`, encrypted with the entry's key. */
  secret: Box;
  /** The entry's key again, encrypted for each person it is shared with. */
  shares?: Record<string, SharedKey & { email: string }>;
}

/** The one record that holds the vault's key, encrypted with the master password's. */
export interface StoredVault {
  v: 1;
  key: Box;
  /** For sharing: others encrypt for the public half; the private one is encrypted here. */
  pair?: { publicKey: string; sealed: string };
}

export const emptySecret = (): Secret => ({
  title: '',
  username: '',
  password: '',
  url: '',
  notes: '',
  attachments: [],
});

/** The words a search looks through. Passwords are not among them. */
export const matches = ({ title, username, url, notes }: Secret, search: string): boolean => {
  const text = `${title} ${username} ${url} ${notes}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};
