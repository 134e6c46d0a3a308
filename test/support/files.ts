import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredFile } from '@appbase-pfe/types';
import { signUp, type TestInstance } from './instance.js';

/** A user with key and token, for the storage routes. */
export interface Caller {
  id: string;
  headers: Record<string, string>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  upload(bucket: string, file: Blob | string, name?: string): Promise<Response>;
  /** Uploads what must be stored. */
  store(bucket: string, file: Blob | string, name?: string): Promise<StoredFile>;
}

export async function aCaller(instance: TestInstance): Promise<Caller> {
  const { user, headers } = await signUp(instance);
  const fetchAs = (path: string, init: RequestInit = {}) =>
    fetch(instance.url + path, {
      ...init,
      headers: { ...headers, ...(init.headers as Record<string, string>) },
    });
  const upload = (bucket: string, file: Blob | string, name?: string) =>
    fetchAs(`/storage/buckets/${bucket}/upload`, { method: 'POST', body: formOf(file, name) });
  return {
    id: user.id,
    headers,
    fetch: fetchAs,
    upload,
    store: async (bucket, file, name) => {
      const answer = await upload(bucket, file, name);
      if (answer.status !== 201) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
      return ((await answer.json()) as { data: StoredFile }).data;
    },
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
