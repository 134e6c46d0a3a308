import { Injectable } from '@nestjs/common';
import type { OperatorStandings } from '@appbase-pfe/types';
import { AuditService } from '../audit/audit.service.js';
import { errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { OperatorSessionsService } from '../operators/operator-sessions.service.js';
import type { Statement } from './signed-by-master.js';

/** What the control plane last said of its operators. It counts for tickets and for sessions. */
@Injectable()
export class StandingsService {
  private latest: OperatorStandings | undefined;

  constructor(
    private readonly database: Database,
    private readonly sessions: OperatorSessionsService,
    private readonly audit: AuditService,
  ) {}

  /** Ends the sessions of whoever is not named any more; the others have the role that is named. */
  async apply(standings: OperatorStandings): Promise<{ ended: number }> {
    const ended = await this.database.write((db) => this.fit(db, standings));
    this.latest = standings;
    return { ended };
  }

  /**
   * The operator of a ticket, with the role that counts: the newer word of the two.
   *
   * @throws AppError `INVALID_TOKEN` when the account has been removed or changed since
   */
  judge({ at, operator }: Statement): Statement['operator'] {
    if (this.latest === undefined || this.latest.at < at) return operator;
    const now = this.latest.operators.find(({ id }) => id === operator.id);
    if (now === undefined || now.since > at) {
      throw errors.invalidToken('The ticket is not valid any more');
    }
    return { ...operator, role: now.role };
  }

  private fit(db: Connection, { at, operators }: OperatorStandings): number {
    const standing = new Map(operators.map((operator) => [operator.id, operator]));
    const ended = this.sessions.fitVisitors(db, at, (id) => standing.get(id));
    if (ended > 0) {
      this.audit.append(db, {
        action: 'operator.sessions-ended',
        actor: 'master',
        resource: 'operator',
        metadata: { ended },
      });
    }
    return ended;
  }
}
