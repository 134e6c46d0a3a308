import type { AuditEntry } from '../audit/audit.service.js';
import type { Caller, RequestContext } from './caller.js';

/** How the audit names a caller. */
export function actorOf(caller: Caller): string {
  switch (caller.kind) {
    case 'guest':
      return 'guest';
    case 'user':
      return `user:${caller.id}`;
    case 'operator':
      return `operator:${caller.email}`;
    case 'key':
      return `key:${caller.id}`;
  }
}

/** The fields of an audit entry that come from the request. */
export function auditedBy(
  context: RequestContext,
): Pick<AuditEntry, 'actor' | 'userId' | 'requestId' | 'ip'> {
  const { caller, requestId, ip } = context;
  return {
    actor: actorOf(caller),
    userId: caller.kind === 'user' ? caller.id : undefined,
    requestId,
    ip,
  };
}
