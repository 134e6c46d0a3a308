import { AppBaseError, errorOf, StorageError } from './errors.js';
import { type ByteSource, multipartOf } from './multipart.js';
import { inNode } from './platform.js';
import { aborted, type Call, type Transport } from './transport.js';
import type { CallOptions } from './types.js';

/** What can be uploaded. A Node `Buffer` is a `Uint8Array`, a `Readable` is a source of bytes. */
export type Uploadable = Blob | Uint8Array | ArrayBuffer | FormData | ByteSource;

/** How far an upload is. `total` is unknown for streams without a `size`. */
export interface UploadProgress {
  loaded: number;
  total: number | undefined;
}

/** What an upload may be given. */
export interface UploadOptions extends CallOptions {
  /** The name that downloads will have. A `File` brings its own; else `upload`. */
  filename?: string;
  /** A `Blob` brings its own; else `application/octet-stream`. */
  contentType?: string;
  /** Bytes in all, for the progress of a stream. */
  size?: number;
  onProgress?: (progress: UploadProgress) => void;
}

type Form = Pick<Call, 'body' | 'headers' | 'oneShot'>;

/** Sends a file as a form. Streams are sent as they come; uploads have no time limit by default. */
export async function upload<R>(
  transport: Transport,
  target: { method: 'POST' | 'PUT'; path: string; idempotencyKey?: string },
  file: Uploadable,
  options: UploadOptions,
): Promise<R> {
  const headers: Record<string, string> = {};
  if (target.idempotencyKey !== undefined) headers['idempotency-key'] = target.idempotencyKey;
  const form = await formOf(file, options);
  const call: Call = {
    method: target.method,
    path: target.path,
    withToken: true,
    repeatable: target.idempotencyKey !== undefined,
    timeoutMs: options.timeoutMs ?? 0,
    signal: options.signal,
    errors: StorageError,
    ...form,
    headers: { ...headers, ...form.headers },
  };
  if (options.onProgress !== undefined && typeof XMLHttpRequest === 'function') {
    return sendWithProgress<R>(transport, call, options.onProgress);
  }
  return (await transport.json<R>(call)).data;
}

async function formOf(file: Uploadable, options: UploadOptions): Promise<Form> {
  if (typeof FormData === 'function' && file instanceof FormData) return { body: file };
  const name = options.filename ?? (file as Partial<File>).name ?? 'upload';
  const blob = blobOf(file, options.contentType);
  if (blob !== undefined && !(inNode() && options.onProgress !== undefined)) {
    return { body: withFile(blob, name) };
  }
  if (!inNode()) {
    // Browsers do not send streams over HTTP/1.1. A Blob of it is theirs to keep on disk.
    const bytes = await new Response(file as ReadableStream<Uint8Array>).blob();
    const type = options.contentType ?? 'application/octet-stream';
    return { body: withFile(bytes.slice(0, bytes.size, type), name) };
  }
  const source = blob?.stream() ?? (file as ByteSource);
  const total = options.size ?? blob?.size;
  let loaded = 0;
  const type = options.contentType ?? (blob?.type || 'application/octet-stream');
  const count = (bytes: number) => {
    loaded += bytes;
    options.onProgress?.({ loaded, total });
  };
  const multipart = multipartOf(source, name, type, count, options.signal);
  return {
    body: multipart.body,
    headers: { 'content-type': multipart.contentType },
    oneShot: true,
  };
}

function blobOf(file: Uploadable, contentType: string | undefined): Blob | undefined {
  if (file instanceof Blob) {
    return contentType === undefined ? file : file.slice(0, file.size, contentType);
  }
  if (file instanceof ArrayBuffer || ArrayBuffer.isView(file)) {
    return new Blob([file as BlobPart], { type: contentType ?? 'application/octet-stream' });
  }
  return undefined;
}

function withFile(blob: Blob, name: string): FormData {
  const form = new FormData();
  form.append('file', blob, name);
  return form;
}

/** `fetch` cannot tell how much it has sent; XMLHttpRequest can. */
async function sendWithProgress<R>(
  transport: Transport,
  call: Call,
  onProgress: (progress: UploadProgress) => void,
): Promise<R> {
  const token = (await transport.tokens?.token()) ?? null;
  try {
    return await sendOnce<R>(transport, call, token, onProgress);
  } catch (error) {
    const refused = error instanceof AppBaseError && error.code === 'INVALID_TOKEN';
    const next = refused && token !== null ? await transport.tokens?.replace(token) : null;
    if (next === null || next === undefined) throw error;
    return sendOnce<R>(transport, call, next, onProgress);
  }
}

function sendOnce<R>(
  transport: Transport,
  call: Call,
  token: string | null,
  onProgress: (progress: UploadProgress) => void,
): Promise<R> {
  return new Promise<R>((resolve, reject) => {
    if (call.signal?.aborted) return reject(aborted(call));
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open(call.method, transport.endpoint + call.path);
    request.timeout = call.timeoutMs ?? 0;
    for (const [name, value] of Object.entries(transport.headersOf(call, token))) {
      request.setRequestHeader(name, value);
    }
    request.upload.onprogress = ({ loaded, total, lengthComputable }) =>
      onProgress({ loaded, total: lengthComputable ? total : undefined });
    request.onload = () => {
      const { status, responseText } = request;
      if (status >= 200 && status < 300) {
        return resolve((JSON.parse(responseText) as { data: R }).data);
      }
      const retryAfter = request.getResponseHeader('retry-after');
      const headers: HeadersInit = retryAfter === null ? [] : [['retry-after', retryAfter]];
      errorOf(new Response(responseText, { status, headers }), call.errors).then(reject, reject);
    };
    request.onerror = () =>
      reject(new call.errors('The server cannot be reached', 'NETWORK_ERROR'));
    request.ontimeout = () =>
      reject(new call.errors(`No answer within ${call.timeoutMs} ms`, 'TIMEOUT'));
    request.onabort = () => reject(aborted(call));
    request.onloadend = () => call.signal?.removeEventListener('abort', stop);
    call.signal?.addEventListener('abort', stop);
    request.send(call.body as XMLHttpRequestBodyInit);
  });
}
