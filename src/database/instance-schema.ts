import type { DatabaseOptions } from './open-database.js';
import { CreateAccess1700000000010 } from './migrations/1700000000010-create-access.js';
import { CreateAudit1700000000020 } from './migrations/1700000000020-create-audit.js';
import { CreateSettings1700000000030 } from './migrations/1700000000030-create-settings.js';
import { CreateAuth1700000000040 } from './migrations/1700000000040-create-auth.js';
import { CreateThrottling1700000000041 } from './migrations/1700000000041-create-throttling.js';
import { CreateOperators1700000000050 } from './migrations/1700000000050-create-operators.js';
import { CreateHealth1700000000055 } from './migrations/1700000000055-create-health.js';
import { CreateMetrics1700000000080 } from './migrations/1700000000080-create-metrics.js';
import { CreateStorage1700000000060 } from './migrations/1700000000060-create-storage.js';
import { CreateSharing1700000000070 } from './migrations/1700000000070-create-sharing.js';
import { CreateRecords1700000000100 } from './migrations/1700000000100-create-records.js';
import { CreateIdempotency1700000000110 } from './migrations/1700000000110-create-idempotency.js';
import { AddGrantsToChanges1700000000130 } from './migrations/1700000000130-add-grants-to-changes.js';
import { CreateIndexes1700000000120 } from './migrations/1700000000120-create-indexes.js';
import { CreateHistory1700000000130 } from './migrations/1700000000130-create-history.js';
import { CreateConstraints1700000000140 } from './migrations/1700000000140-create-constraints.js';
import { DescribeInvites1700000000170 } from './migrations/1700000000170-describe-invites.js';
import { CreateSearch1700000000180 } from './migrations/1700000000180-create-search.js';
import { CreateUserRemovals1700000000190 } from './migrations/1700000000190-create-user-removals.js';
import { DeclareConstraints1700000000200 } from './migrations/1700000000200-declare-constraints.js';
import { CreateInspections1700000000210 } from './migrations/1700000000210-create-inspections.js';
import { CreateBlobFindings1700000000220 } from './migrations/1700000000220-create-blob-findings.js';
import { CreateTickets1700000000510 } from './migrations/1700000000510-create-tickets.js';

/** The tables of `app.sqlite`: migrations in the order in which they run. */
export const instanceSchema: Pick<DatabaseOptions, 'entities' | 'migrations'> = {
  entities: [],
  migrations: [
    CreateAccess1700000000010,
    CreateAudit1700000000020,
    CreateSettings1700000000030,
    CreateAuth1700000000040,
    CreateThrottling1700000000041,
    CreateOperators1700000000050,
    CreateHealth1700000000055,
    CreateMetrics1700000000080,
    CreateStorage1700000000060,
    CreateSharing1700000000070,
    CreateRecords1700000000100,
    CreateIdempotency1700000000110,
    CreateIndexes1700000000120,
    CreateHistory1700000000130,
    CreateConstraints1700000000140,
    AddGrantsToChanges1700000000130,
    DescribeInvites1700000000170,
    CreateSearch1700000000180,
    CreateUserRemovals1700000000190,
    DeclareConstraints1700000000200,
    CreateInspections1700000000210,
    CreateBlobFindings1700000000220,
    CreateTickets1700000000510,
  ],
};
