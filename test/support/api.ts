import { TEST_KEY } from './instance.js';

/** An answer with its envelope taken off. */
export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  data: T;
  error: { code: string; message: string; requestId: string; details?: unknown } | undefined;
}

/** A plain client over fetch, for tests that must not rest on the SDK. */
export class Api {
  constructor(
    readonly url: string,
    readonly headers: Record<string, string> = { 'x-api-key': TEST_KEY },
  ) {}

  with(headers: Record<string, string>): Api {
    return new Api(this.url, { ...this.headers, ...headers });
  }

  async send<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...this.headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { data, error } = (await response.json()) as Pick<Answer<T>, 'data' | 'error'>;
    return { status: response.status, headers: response.headers, data, error };
  }

  get<T>(path: string) {
    return this.send<T>('GET', path);
  }

  post<T>(path: string, body?: unknown) {
    return this.send<T>('POST', path, body);
  }

  /** Uploads bytes as the part `file`. */
  async upload<T>(bucket: string, filename: string, bytes: Uint8Array<ArrayBuffer>) {
    const form = new FormData();
    form.append('file', new Blob([bytes], { type: 'application/octet-stream' }), filename);
    const response = await fetch(`${this.url}/storage/buckets/${bucket}/upload`, {
      method: 'POST',
      headers: this.headers,
      body: form,
    });
    const { data, error } = (await response.json()) as Pick<Answer<T>, 'data' | 'error'>;
    return { status: response.status, headers: response.headers, data, error } as Answer<T>;
  }

  /** Registers a user and returns a client that is signed in as them. */
  async signUp(email: string, password = 'a long enough pass phrase'): Promise<Api> {
    const { status, data, error } = await this.post<{ accessToken: string }>('/auth/register', {
      email,
      password,
    });
    if (status !== 201) throw new Error(`sign-up answered ${status} ${error?.code}`);
    return this.with({ authorization: `Bearer ${data.accessToken}` });
  }
}
