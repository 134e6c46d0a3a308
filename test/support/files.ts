import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ApiKeysService } from '../../src/access/api-keys.service.js';
import { UserTokens } from '../../src/access/credentials.js';
import { startTestInstance, type TestInstance } from './instance.js';

/** A caller of the storage routes with key and token. */
export interface Caller {
  id: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  upload(bucket: string, file: Blob | string, name?: string): Promise<Response>;
}

/** An instance whose key is installed, for tests of the storage alone. */
export async function startStorageInstance(
  settings: Record<string, string> = {},
): Promise<TestInstance> {
  const instance = await startTestInstance(settings);
  const keys = instance.server.app.get(ApiKeysService, { strict: false });
  await keys.installFirst({ value: instance.apiKey });
  return instance;
}

export function callerOf(instance: TestInstance, id: string): Caller {
  const tokens = instance.server.app.get(UserTokens, { strict: false });
  tokens.verify = (token) =>
    token.startsWith('user-')
      ? {
          kind: 'user',
          id: token,
          email: `${token}@example.org`,
          sessionId: `session-${token}`,
          until: Date.now() + 60_000,
          mustChangePassword: false,
        }
      : undefined;
  const fetchAs = (path: string, init: RequestInit = {}) =>
    fetch(instance.url + path, {
      ...init,
      headers: {
        'x-api-key': instance.apiKey,
        authorization: `Bearer ${id}`,
        ...(init.headers as Record<string, string>),
      },
    });
  return {
    id,
    fetch: fetchAs,
    upload: (bucket, file, name = 'note.txt') =>
      fetchAs(`/storage/buckets/${bucket}/upload`, { method: 'POST', body: formOf(file, name) }),
  };
}

export function formOf(file: Blob | string, name = 'note.txt'): FormData {
  const form = new FormData();
  form.set(
    'file',
    typeof file === 'string' ? new Blob([file], { type: 'text/plain' }) : file,
    name,
  );
  return form;
}

/** Every file below the instance's `storage/`: blobs and what is still being written. */
export function storedFiles(instance: TestInstance): string[] {
  return readdirSync(join(instance.dataDir, 'storage'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}

/** Waits for something that comes by itself: looks again until it is so. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
