import { ApiError, errorOf } from './api-error';
import { urlOf } from './base-path';
import { session } from './session';

export type Query = Record<string, string | number | boolean | undefined>;

export interface RequestOptions {
  method?: string;
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** A 401 is the answer to the question (sign-in), not the end of the session. */
  signingIn?: boolean;
}

/** Sends a request and gives the answer as it came. Signs in again when the session has ended. */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const response = await once(path, options);
  if (response.ok) return response;
  if (response.status === 401 && !options.signingIn && (await session.renewed())) {
    const second = await once(path, options);
    if (second.ok) return second;
    throw await errorOf(second);
  }
  throw await errorOf(response);
}

async function once(path: string, options: RequestOptions): Promise<Response> {
  const { method = 'GET', body, signal } = options;
  const headers = new Headers(options.headers);
  const csrfToken = session.csrfToken();
  if (method !== 'GET' && csrfToken) headers.set('x-csrf-token', csrfToken);
  if (body !== undefined && !(body instanceof FormData))
    headers.set('content-type', 'application/json');
  try {
    return await fetch(urlOf(path) + queryText(options.query), {
      method,
      headers,
      body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
      credentials: 'same-origin',
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('OFFLINE', 'The server cannot be reached. Is it running?');
  }
}

/** The text behind a path: `?a=1&b=2`, without what is not set. */
export function queryText(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** The `data` of an answer in the envelope. */
async function dataOf<T>(response: Response): Promise<T> {
  return ((await response.json()) as { data: T }).data;
}

const call =
  (method: string) =>
  async <T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> =>
    dataOf<T>(await send(path, { ...options, method, body }));

/** The routes of the server, as functions of path and body. */
export const api = {
  get: async <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
    dataOf<T>(await send(path, { ...(query && { query }), ...(signal && { signal }) })),
  post: call('POST'),
  put: call('PUT'),
  patch: call('PATCH'),
  delete: call('DELETE'),
};
