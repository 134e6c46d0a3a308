import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { auditedBy } from '../access/actor.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { newSecret } from '../common/ids.js';
import { Database } from '../database/database.js';
import { OperatorSessionsService } from '../operators/operator-sessions.service.js';
import { SignedByMaster } from './signed-by-master.js';
import { StandingsService } from './standings.service.js';

/** Single sign-on: a ticket of the control plane becomes a session, once. */
@Injectable()
export class TicketService {
  constructor(
    private readonly signed: SignedByMaster,
    private readonly sessions: OperatorSessionsService,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly standings: StandingsService,
    private readonly clock: Clock,
  ) {}

  async redeem(request: FastifyRequest, reply: FastifyReply, ticket: string): Promise<void> {
    const statement = await this.signed.read(ticket, 'appbase-ticket+jwt');
    if (statement === undefined) throw errors.invalidToken('The ticket is not valid any more');
    const operator = this.standings.judge(statement);
    const secret = newSecret();
    const begun = await this.database.write((db) => {
      db.run('DELETE FROM used_tickets WHERE until < ?', this.clock.now());
      const used = db.run(
        'INSERT OR IGNORE INTO used_tickets (id, until) VALUES (?, ?)',
        statement.id,
        statement.until,
      );
      if (used.changes === 0) throw errors.invalidToken('The ticket has been used');
      const caller = { kind: 'operator' as const, ...operator, sessionId: '' };
      this.audit.append(db, {
        action: 'operator.login',
        ...auditedBy({ ...request.context, caller }),
        resource: 'operator',
        resourceId: operator.id,
        metadata: { by: 'ticket', role: operator.role },
      });
      return this.sessions.begin(
        db,
        { operatorId: operator.id, email: operator.email, role: operator.role },
        secret,
      );
    });
    await reply
      .header('cache-control', 'no-store')
      .header('set-cookie', this.sessions.cookies(request, begun))
      .redirect('/dashboard/', 303);
  }
}
