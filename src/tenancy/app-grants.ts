import { Injectable } from '@nestjs/common';
import type { AppGrant, OperatorRole, OperatorStandings, SetAppGrants } from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { OperatorCaller, RequestContext } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { Database } from '../database/database.js';
import { OperatorsNews } from '../operators/operators-news.js';
import { AppsService } from './apps.service.js';

const RANK: Record<OperatorRole, number> = { viewer: 0, operator: 1, owner: 2 };

/** Operators who may do more in one app than in all of them. */
@Injectable()
export class AppGrants {
  constructor(
    private readonly database: Database,
    private readonly apps: AppsService,
    private readonly audit: AuditService,
    private readonly news: OperatorsNews,
  ) {}

  list(idOrSlug: string): { grants: AppGrant[] } {
    const { id } = this.apps.find(idOrSlug);
    const rows = this.database.read((db) =>
      db.all<{ operator_id: string; role: OperatorRole }>(
        'SELECT operator_id, role FROM app_grants WHERE app_id = ? ORDER BY operator_id',
        id,
      ),
    );
    return { grants: rows.map((row) => ({ operatorId: row.operator_id, role: row.role })) };
  }

  /** Replaces all grants of an app. */
  async set(
    context: RequestContext,
    idOrSlug: string,
    { grants }: SetAppGrants,
  ): Promise<{ grants: AppGrant[] }> {
    const { id } = this.apps.find(idOrSlug);
    await this.database.write((db) => {
      db.run('DELETE FROM app_grants WHERE app_id = ?', id);
      for (const { operatorId, role } of grants) {
        db.run(
          'INSERT OR REPLACE INTO app_grants (app_id, operator_id, role) VALUES (?, ?, ?)',
          id,
          operatorId,
          role,
        );
      }
      this.audit.append(db, {
        action: 'app.grant',
        ...auditedBy(context),
        resource: 'app',
        resourceId: id,
        metadata: { grants },
      });
      db.afterCommit(() => this.news.tell());
    });
    return this.list(id);
  }

  /** Everybody who may open the app's dashboard, and how far. */
  standings(appId: string): OperatorStandings['operators'] {
    const rows = this.database.read((db) =>
      db.all<{ id: string; role: OperatorRole; granted: OperatorRole | null; since: number }>(
        `SELECT o.id, o.role, g.role AS granted, o.updated_at AS since FROM operators o
         LEFT JOIN app_grants g ON g.operator_id = o.id AND g.app_id = ? ORDER BY o.id`,
        appId,
      ),
    );
    return rows.map(({ id, role, granted, since }) => ({ id, role: higher(role, granted), since }));
  }

  /** The role of an operator in an app: the higher of that in all apps and that in this one. */
  roleIn(appId: string, operator: OperatorCaller): OperatorRole {
    const granted = this.database.read((db) =>
      db.get<{ role: OperatorRole }>(
        'SELECT role FROM app_grants WHERE app_id = ? AND operator_id = ?',
        appId,
        operator.id,
      ),
    )?.role;
    return higher(operator.role, granted);
  }
}

function higher(role: OperatorRole, granted: OperatorRole | null | undefined): OperatorRole {
  return granted != null && RANK[granted] > RANK[role] ? granted : role;
}
