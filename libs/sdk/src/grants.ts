import type { ErrorClass } from './errors.js';
import type { Transport } from './transport.js';
import type { CallOptions } from './types.js';

/** Somebody a record or file can be shared with. */
export type Grantee = `user:${string}` | `group:${string}`;

/** Who may read and who may change. */
export interface GrantList {
  read: Grantee[];
  write: Grantee[];
}

/** With whom one record or file is shared. For those who may change it. */
export class Grants {
  constructor(
    private readonly transport: Transport,
    private readonly path: string,
    private readonly errors: ErrorClass,
  ) {}

  get(options: CallOptions = {}): Promise<GrantList> {
    return this.call('GET', undefined, options);
  }

  /** Shares with these, and with nobody else. */
  set(grants: GrantList, options: CallOptions = {}): Promise<GrantList> {
    return this.call('PUT', grants, options);
  }

  /** Shares with one more. */
  async add(
    access: 'read' | 'write',
    grantee: Grantee,
    options: CallOptions = {},
  ): Promise<GrantList> {
    const grants = await this.get(options);
    if (grants[access].includes(grantee)) return grants;
    return this.set({ ...grants, [access]: [...grants[access], grantee] }, options);
  }

  /** Takes away what was granted. */
  async remove(grantee: Grantee, options: CallOptions = {}): Promise<GrantList> {
    const { read, write } = await this.get(options);
    const others = (list: Grantee[]) => list.filter((one) => one !== grantee);
    return this.set({ read: others(read), write: others(write) }, options);
  }

  private async call(
    method: string,
    json: GrantList | undefined,
    options: CallOptions,
  ): Promise<GrantList> {
    const { transport, path, errors } = this;
    const call = { method, path, json, errors, withToken: true, ...options };
    return (await transport.json<GrantList>(call)).data;
  }
}
