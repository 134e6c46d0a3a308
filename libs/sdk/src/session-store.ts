import type { User } from './types.js';

/** What is remembered of a signed-in user. */
export interface StoredSession {
  accessToken: string;
  /** Life of the access token in seconds. */
  expiresIn: number;
  user: User;
  /** When the access token came, by this device's clock. */
  accessTokenIssuedAt: number;
  /** The session itself, where cookies do not carry it. */
  refreshToken?: string;
}

/**
 * Where the session is kept between two starts. Browsers have one by default (localStorage); give
 * your own for a file, the key chain, or AsyncStorage of React Native.
 */
export interface SessionStore {
  get(): string | null | Promise<string | null>;
  set(value: string): void | Promise<void>;
  remove(): void | Promise<void>;
  /** Tells of changes by others (another tab). Returns how to stop. */
  watch?(changed: () => void): () => void;
}

/** A store that answers at once. */
export interface SyncSessionStore extends SessionStore {
  get(): string | null;
  set(value: string): void;
  remove(): void;
}

/** Keeps the session in this process alone. */
export function memoryStore(): SyncSessionStore {
  let value: string | null = null;
  return {
    get: () => value,
    set: (next) => {
      value = next;
    },
    remove: () => {
      value = null;
    },
  };
}

/** Keeps the session in `localStorage`, or in memory where a browser does not allow that. */
export function browserStore(key: string): SyncSessionStore {
  try {
    localStorage.getItem(key);
  } catch {
    return memoryStore();
  }
  return {
    get: () => localStorage.getItem(key),
    set: (value) => {
      try {
        localStorage.setItem(key, value);
      } catch {
        // A full or forbidden storage costs the sign-in after a reload, not this one.
      }
    },
    remove: () => localStorage.removeItem(key),
    watch: (changed) => {
      const listener = (event: StorageEvent) => {
        if (event.key === key || event.key === null) changed();
      };
      addEventListener('storage', listener);
      return () => removeEventListener('storage', listener);
    },
  };
}

/** What was stored, when it can be used. Anything else counts as signed out. */
export function parseSession(text: string | null): StoredSession | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Partial<StoredSession>;
    const usable =
      isText(value.accessToken) &&
      typeof value.expiresIn === 'number' &&
      typeof value.accessTokenIssuedAt === 'number' &&
      isText(value.user?.id) &&
      isText(value.user?.email);
    return usable ? (value as StoredSession) : null;
  } catch {
    return null;
  }
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
