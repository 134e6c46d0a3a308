import { AppBaseError } from './errors.js';
import { checkId, checkName, queryOf } from './path.js';
import type { Transport } from './transport.js';
import type { CallOptions } from './types.js';

/** A `manager` says who else is in the group. */
export type GroupRole = 'member' | 'manager';

/** A group that the user is in. */
export interface MyGroup {
  name: string;
  role: GroupRole;
  since: string;
}

/** Somebody in a group. */
export interface GroupMember {
  userId: string;
  email: string;
  role: GroupRole;
  since: string;
}

/** A code that lets others in. It is shown this once. */
export interface GroupInvite {
  code: string;
  group: string;
  uses: number;
  expiresAt: string;
}

/** Groups of users, as those in them see them. */
export class Groups {
  constructor(private readonly transport: Transport) {}

  /** The groups that the user is in. */
  async mine(options: CallOptions = {}): Promise<MyGroup[]> {
    return (await this.call<{ items: MyGroup[] }>('GET', '', undefined, options)).items;
  }

  /** Who is in a group; 50 at a time unless said. */
  async members(
    group: string,
    { limit, offset, ...options }: CallOptions & { limit?: number; offset?: number } = {},
  ): Promise<{ items: GroupMember[]; total: number }> {
    const path = `/${name(group)}/members${queryOf({ limit, offset })}`;
    return this.call('GET', path, undefined, options);
  }

  /** Puts a user into the group, or changes the role there. For managers. */
  async setMember(
    group: string,
    userId: string,
    role: GroupRole = 'member',
    options: CallOptions = {},
  ): Promise<GroupMember> {
    return this.call('PUT', `/${name(group)}/members/${id(userId)}`, { role }, options);
  }

  /** Takes a user out of the group. For managers, and for users themselves. */
  async removeMember(group: string, userId: string, options: CallOptions = {}): Promise<void> {
    await this.call('DELETE', `/${name(group)}/members/${id(userId)}`, undefined, options);
  }

  /** Makes a code with which others join. For managers. It lives a day and lets one in, unless said. */
  async invite(
    group: string,
    { expiresIn, uses, ...options }: CallOptions & { expiresIn?: number; uses?: number } = {},
  ): Promise<GroupInvite> {
    return this.call('POST', `/${name(group)}/invites`, { expiresIn, uses }, options);
  }

  /** Joins the group that the code is for. */
  async join(code: string, options: CallOptions = {}): Promise<MyGroup> {
    return this.call('POST', '/join', { code }, options);
  }

  /** The user with this e-mail address, where the operator allows to look. */
  async lookUp(email: string, options: CallOptions = {}): Promise<{ id: string; email: string }> {
    return this.send('GET', `/users/lookup${queryOf({ email })}`, undefined, options);
  }

  private call<R>(method: string, path: string, json: unknown, options: CallOptions): Promise<R> {
    return this.send(method, `/groups${path}`, json, options);
  }

  private async send<R>(
    method: string,
    path: string,
    json: unknown,
    options: CallOptions,
  ): Promise<R> {
    const call = { method, path, json, errors: AppBaseError, withToken: true, ...options };
    return (await this.transport.json<R>(call)).data;
  }
}

const name = (group: string) => checkName(group, AppBaseError);
const id = (userId: string) => checkId(userId, AppBaseError);
