import { Injectable } from '@nestjs/common';
import type { CreateKey, KeyView, NewKeyView, TicketView } from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { OperatorCaller, RequestContext } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { Database } from '../database/database.js';
import { AppGrants } from '../tenancy/app-grants.js';
import { AppsService } from '../tenancy/apps.service.js';
import { MasterIdentity } from '../tenancy/master-identity.js';
import { InstanceClient } from './instance-client.js';

const TICKET_SECONDS = 60;

/** Ways into an app for those who administer it: its keys, and its dashboard without a login. */
@Injectable()
export class AppAccessService {
  constructor(
    private readonly apps: AppsService,
    private readonly client: InstanceClient,
    private readonly grants: AppGrants,
    private readonly identity: MasterIdentity,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  keys({ caller }: RequestContext, id: string): Promise<{ items: KeyView[]; total: number }> {
    return this.client.call(this.apps.find(id), caller, 'GET', '/internal/keys');
  }

  createKey({ caller }: RequestContext, id: string, input: CreateKey): Promise<NewKeyView> {
    return this.client.call(this.apps.find(id), caller, 'POST', '/internal/keys', input);
  }

  rotateKey({ caller }: RequestContext, id: string, keyId: string): Promise<NewKeyView> {
    const path = `/internal/keys/${encodeURIComponent(keyId)}/rotate`;
    return this.client.call(this.apps.find(id), caller, 'POST', path);
  }

  revokeKey({ caller }: RequestContext, id: string, keyId: string): Promise<KeyView> {
    const path = `/internal/keys/${encodeURIComponent(keyId)}`;
    return this.client.call(this.apps.find(id), caller, 'DELETE', path);
  }

  /** A link that opens the app's dashboard for the operator who asks: for a minute, once. */
  async ticket(context: RequestContext, id: string): Promise<TicketView> {
    const app = this.apps.find(id);
    if (app.instance === undefined || app.port === undefined) {
      throw errors.conflict(`${app.slug} is not running: start it first`, { state: app.state });
    }
    const operator = context.caller as OperatorCaller;
    const role = this.grants.roleIn(app.id, operator);
    const at = this.clock.now();
    const claims = { sub: operator.id, email: operator.email, role, at };
    const ticket = await this.identity.sign(app.id, 'appbase-ticket+jwt', claims, TICKET_SECONDS);
    await this.database.write((db) =>
      this.audit.append(db, {
        action: 'app.ticket',
        ...auditedBy(context),
        resource: 'app',
        resourceId: app.id,
        metadata: { role },
      }),
    );
    return {
      url: `http://127.0.0.1:${app.port}/operator/ticket?ticket=${ticket}`,
      expiresAt: new Date(this.clock.now() + TICKET_SECONDS * 1000).toISOString(),
    };
  }
}
