import { Injectable } from '@nestjs/common';
import { ERROR_STATUS, type ErrorCode } from '@appbase-pfe/types';
import type { Caller } from '../access/caller.js';
import { AppError, errors } from '../common/errors.js';
import type { App } from '../tenancy/app-row.js';
import { MasterIdentity } from '../tenancy/master-identity.js';

const ANSWER_LIMIT_MS = 10_000;
const TOKEN_SECONDS = 60;
/** A list of keys is the longest there is. */
const LONGEST_ANSWER_BYTES = 4 * 1024 * 1024;
const NO_ANSWER_OF_OURS = 'The instance gave an answer that cannot be read. Its log may say more';

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
    const { data, error } = await readAnswer<T>(answer);
    if (error === undefined) return data as T;
    // The caller is signed in here: that the instance refuses us is no matter of theirs.
    if (error.code === 'INVALID_TOKEN') throw errors.unavailable('The instance does not know us');
    if (!Object.hasOwn(ERROR_STATUS, error.code)) throw errors.unavailable(NO_ANSWER_OF_OURS);
    throw new AppError(error.code, error.message, error.details);
  }

  private async fetch(url: string, options: RequestInit): Promise<Response> {
    try {
      // An instance could send us anywhere: to what only this host may reach.
      return await fetch(url, { ...options, redirect: 'manual' });
    } catch {
      throw errors.conflict('The app does not answer at the moment: it is not running');
    }
  }
}

interface InstanceAnswer<T> {
  data?: T;
  error?: { code: ErrorCode; message: string; details?: unknown };
}

/**
 * What an instance answered. It is not trusted to keep to anything: one app must not take down
 * what all apps need.
 */
async function readAnswer<T>({ body }: Response): Promise<InstanceAnswer<T>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body ?? []) {
      size += part.byteLength;
      // Leaving the loop ends the connection.
      if (size > LONGEST_ANSWER_BYTES) break;
      parts.push(part);
    }
    const answer: unknown = JSON.parse(Buffer.concat(parts).toString());
    if (typeof answer === 'object' && answer !== null) return answer;
  } catch {
    // Broken off, or no JSON.
  }
  throw errors.unavailable(NO_ANSWER_OF_OURS);
}

/** Who an instance shall write into its audit. */
export function claimsOf(caller: Caller): { sub: string; email: string; role: string } {
  if (caller.kind === 'operator') {
    return { sub: caller.id, email: caller.email, role: caller.role };
  }
  if (caller.kind === 'key') return { sub: caller.id, email: `key:${caller.name}`, role: 'owner' };
  return { sub: 'master', email: 'master', role: 'viewer' };
}
