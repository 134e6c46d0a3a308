import { StorageError } from './errors.js';
import { Grants } from './grants.js';
import { checkId, checkName, queryOf } from './path.js';
import { inNode, randomId } from './platform.js';
import type { Call, Transport } from './transport.js';
import type { CallOptions, FileVersion, FileView } from './types.js';
import { upload, type Uploadable, type UploadOptions } from './upload.js';

/** What an upload answers. `url` needs the key and token; see `signedUrl` for links. */
export interface UploadedFile {
  file: FileView;
  url: string;
}

/** One page of a bucket, oldest first. */
export interface FilePage {
  files: FileView[];
  total: number;
  nextCursor?: string;
}

/** A link that opens a file without key or token until `expiresAt`. */
export interface SignedUrl {
  url: string;
  expiresAt: string;
}

/** What a download may be given. */
export interface DownloadOptions extends CallOptions {
  /** An older version. */
  version?: number;
  /** `blob` in browsers and `buffer` in Node unless said. `stream` keeps memory flat. */
  as?: keyof Downloaded;
}

/** What each form of a download gives. `buffer` is a Node `Buffer`. */
export interface Downloaded {
  blob: Blob;
  buffer: Uint8Array;
  bytes: Uint8Array;
  stream: ReadableStream<Uint8Array>;
  response: Response;
}

/** Files in buckets. */
export class Storage {
  constructor(private readonly transport: Transport) {}

  /** Stores a file: File, Blob, FormData, Buffer, bytes or a stream. */
  upload(bucket: string, file: Uploadable, options: UploadOptions = {}): Promise<UploadedFile> {
    const target = {
      method: 'POST',
      path: `${path(bucket)}/upload`,
      idempotencyKey: randomId(),
    } as const;
    return upload<UploadedFile>(this.transport, target, file, options);
  }

  /** Puts a new version in the place of the stored one, which is kept. */
  async replace(
    bucket: string,
    id: string,
    file: Uploadable,
    options: UploadOptions = {},
  ): Promise<UploadedFile> {
    return upload(this.transport, { method: 'PUT', path: path(bucket, id) }, file, options);
  }

  /** The bytes of a file. */
  download(
    bucket: string,
    id: string,
    options?: DownloadOptions & { as?: undefined },
  ): Promise<Blob | Uint8Array>;
  download<K extends keyof Downloaded>(
    bucket: string,
    id: string,
    options: DownloadOptions & { as: K },
  ): Promise<Downloaded[K]>;
  async download(bucket: string, id: string, options: DownloadOptions = {}): Promise<unknown> {
    const { as = inNode() ? 'buffer' : 'blob', version, ...rest } = options;
    const response = await this.transport.open({
      method: 'GET',
      path: path(bucket, id) + queryOf({ version }),
      withToken: true,
      timeoutMs: 0,
      errors: StorageError,
      ...rest,
    });
    if (as === 'response') return response;
    if (as === 'stream') return response.body;
    try {
      if (as === 'blob') return await response.blob();
      return toBuffer(await response.arrayBuffer(), as);
    } catch (cause) {
      const message = 'The connection broke in the middle of the file';
      throw rest.signal?.aborted
        ? new StorageError('The call was aborted', 'ABORTED', 0, { cause })
        : new StorageError(message, 'NETWORK_ERROR', 0, { cause });
    }
  }

  /** The files of a bucket that the user may see. */
  async list(
    bucket: string,
    { limit, cursor, ...options }: CallOptions & { limit?: number; cursor?: string } = {},
  ): Promise<FilePage> {
    return this.call('GET', path(bucket) + queryOf({ limit, cursor }), options);
  }

  /** Removes a file with all its versions. */
  async remove(bucket: string, id: string, options: CallOptions = {}): Promise<{ deleted: true }> {
    return this.call('DELETE', path(bucket, id), options);
  }

  /** The same as `remove`. */
  delete(bucket: string, id: string, options: CallOptions = {}): Promise<{ deleted: true }> {
    return this.remove(bucket, id, options);
  }

  /** The address of a file. Fetching it needs the key and token; for `<img>` use `signedUrl`. */
  getUrl(bucket: string, id: string): string {
    return this.transport.endpoint + path(bucket, id);
  }

  /** A link of limited life (seconds) that needs no key or token. */
  async signedUrl(
    bucket: string,
    id: string,
    { expiresIn, ...options }: CallOptions & { expiresIn?: number } = {},
  ): Promise<SignedUrl> {
    const json = expiresIn === undefined ? {} : { expiresIn };
    const answer = await this.call<SignedUrl>('POST', `${path(bucket, id)}/url`, {
      json,
      ...options,
    });
    return { ...answer, url: new URL(answer.url, this.transport.endpoint).href };
  }

  /** The versions of a file, oldest first. */
  async versions(bucket: string, id: string, options: CallOptions = {}): Promise<FileVersion[]> {
    const to = `${path(bucket, id)}/versions`;
    return (await this.call<{ items: FileVersion[] }>('GET', to, options)).items;
  }

  /** Makes an older version the newest one again. */
  async restore(
    bucket: string,
    id: string,
    version: number,
    options: CallOptions = {},
  ): Promise<UploadedFile> {
    const to = `${path(bucket, id)}/versions/${Math.trunc(version)}/restore`;
    return this.call('POST', to, options);
  }

  /** With whom a file is shared, where the bucket's rules have grants. */
  grants(bucket: string, id: string): Grants {
    return new Grants(this.transport, `${path(bucket, id)}/grants`, StorageError);
  }

  private async call<R>(method: string, to: string, rest: Partial<Call>): Promise<R> {
    const call = { method, path: to, withToken: true, errors: StorageError, ...rest } as const;
    return (await this.transport.json<R>(call)).data;
  }
}

function path(bucket: string, id?: string): string {
  const of = `/storage/buckets/${checkName(bucket, StorageError)}`;
  return id === undefined ? of : `${of}/${checkId(id, StorageError)}`;
}

function toBuffer(bytes: ArrayBuffer, as: 'buffer' | 'bytes'): Uint8Array {
  const { Buffer } = globalThis as { Buffer?: { from(bytes: ArrayBuffer): Uint8Array } };
  return as === 'buffer' && Buffer !== undefined ? Buffer.from(bytes) : new Uint8Array(bytes);
}
