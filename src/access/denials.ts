import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import type { AppError } from '../common/errors.js';
import { Database } from '../database/database.js';
import { actorOf } from './actor.js';
import type { Caller } from './caller.js';

const MINUTE_MS = 60_000;
/** Nobody must be able to fill the audit, and the disk, by being refused. */
const MOST_A_MINUTE = 60;

/**
 * Writes down who was refused what is for operators and servers (ASVS 16.3.2): a role or scope that
 * does not suffice, a key or session that is none, a request forged from another page.
 */
@Injectable()
export class Denials {
  private minute = 0;
  private noted = 0;

  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  note(request: FastifyRequest, caller: Caller, error: AppError): void {
    // Who brings no credential at all has tried nothing: a dashboard asks whether it is signed in.
    if (caller.kind === 'guest' && !bringsCredential(request)) return;
    const minute = Math.floor(this.clock.now() / MINUTE_MS);
    if (minute !== this.minute) this.noted = 0;
    this.minute = minute;
    this.noted++;
    if (this.noted > MOST_A_MINUTE) return;
    const last = this.noted === MOST_A_MINUTE;
    const entry = {
      action: 'access.denied',
      actor: actorOf(caller),
      resource: 'route',
      resourceId: `${request.method} ${request.routeOptions.url}`,
      metadata: { code: error.code, ...(last ? { moreNotNoted: true } : {}) },
      requestId: request.id,
      ip: request.ip,
    };
    // A refusal is one also where nothing can be written.
    this.database.write((db) => this.audit.append(db, entry)).catch(() => undefined);
  }
}

function bringsCredential({ headers }: FastifyRequest): boolean {
  return [headers['x-api-key'], headers.authorization, headers.cookie].some(
    (value) => value !== undefined && value !== '',
  );
}
