import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@appbase-pfe/types';
import type { Caller } from '../access/caller.js';
import { AppError, errors } from '../common/errors.js';
import type { App } from '../tenancy/app-row.js';
import { MasterIdentity } from '../tenancy/master-identity.js';

const ANSWER_LIMIT_MS = 10_000;
const TOKEN_SECONDS = 60;

/** Calls the routes of an instance that are for its control plane alone. */
@Injectable()
export class InstanceClient {
  constructor(private readonly identity: MasterIdentity) {}

  /**
   * Calls in the name of whoever asked the control plane.
   *
   * @throws AppError `CONFLICT` while the app is not running; else what the instance answered
   */
  async call<T>(
    app: App,
    caller: Caller,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<T> {
    if (app.instance === undefined) {
      throw errors.conflict(`${app.slug} is not running: start it first`, { state: app.state });
    }
    const token = await this.identity.sign(
      app.id,
      'appbase-call+jwt',
      claimsOf(caller),
      TOKEN_SECONDS,
    );
    const answer = await this.fetch(`http://${app.instance.address}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    const json = (await answer.json()) as {
      data: T;
      error?: { code: ErrorCode; message: string; details?: unknown };
    };
    if (json.error === undefined) return json.data;
    const { code, message, details } = json.error;
    // The caller is signed in here: that the instance refuses us is no matter of theirs.
    if (code === 'INVALID_TOKEN') throw errors.unavailable('The instance does not know us');
    throw new AppError(code, message, details);
  }

  private async fetch(url: string, options: RequestInit): Promise<Response> {
    try {
      return await fetch(url, options);
    } catch {
      throw errors.conflict('The app does not answer at the moment: it is not running');
    }
  }
}

/** Who an instance shall write into its audit. */
export function claimsOf(caller: Caller): { sub: string; email: string; role: string } {
  if (caller.kind === 'operator') {
    return { sub: caller.id, email: caller.email, role: caller.role };
  }
  if (caller.kind === 'key') return { sub: caller.id, email: `key:${caller.name}`, role: 'owner' };
  return { sub: 'master', email: 'master', role: 'viewer' };
}
