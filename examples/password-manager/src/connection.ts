import { AppBase } from '@appbase-pfe/sdk';

const STORAGE_KEY = 'keyring-connection';

/** Which AppBase this page talks to. */
export interface Connection {
  endpoint: string;
  apiKey: string;
}

/** From the address (`?endpoint=…&key=…`), from last time, or from the build. */
export function knownConnection(): Connection | undefined {
  const query = new URLSearchParams(location.search);
  const endpoint = query.get('endpoint');
  const apiKey = query.get('key');
  if (endpoint !== null && apiKey !== null) {
    // The address bar is copied and photographed; it need not show the key.
    history.replaceState(null, '', location.pathname);
    return remember({ endpoint, apiKey });
  }
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored !== null) return JSON.parse(stored) as Connection;
  const { VITE_APPBASE_ENDPOINT, VITE_APPBASE_KEY } = import.meta.env as Record<string, string>;
  if (!VITE_APPBASE_ENDPOINT || !VITE_APPBASE_KEY) return undefined;
  return { endpoint: VITE_APPBASE_ENDPOINT, apiKey: VITE_APPBASE_KEY };
}

export function remember(connection: Connection): Connection {
  localStorage.setItem(STORAGE_KEY, JSON.stringify(connection));
  return connection;
}

export function forget(): void {
  localStorage.removeItem(STORAGE_KEY);
}

export const clientOf = ({ endpoint, apiKey }: Connection): AppBase =>
  AppBase.init({ endpoint, apiKey, sessionStorageKey: 'keyring-session' });
