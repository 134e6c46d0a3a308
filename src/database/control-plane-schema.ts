import type { DatabaseOptions } from './open-database.js';
import { CreateAccess1700000000010 } from './migrations/1700000000010-create-access.js';
import { CreateAudit1700000000020 } from './migrations/1700000000020-create-audit.js';
import { CreateSettings1700000000030 } from './migrations/1700000000030-create-settings.js';
import { CreateThrottling1700000000041 } from './migrations/1700000000041-create-throttling.js';
import { CreateOperators1700000000050 } from './migrations/1700000000050-create-operators.js';
import { CreateHealth1700000000055 } from './migrations/1700000000055-create-health.js';
import { CreateMetrics1700000000080 } from './migrations/1700000000080-create-metrics.js';
import { CreateIdempotency1700000000110 } from './migrations/1700000000110-create-idempotency.js';
import { CreateInspections1700000000210 } from './migrations/1700000000210-create-inspections.js';
import { CreateApps1700000000500 } from './migrations/1700000000500-create-apps.js';

/** The tables of `master.sqlite`: migrations in the order in which they run. */
export const controlPlaneSchema: Pick<DatabaseOptions, 'entities' | 'migrations'> = {
  entities: [],
  migrations: [
    CreateAccess1700000000010,
    CreateAudit1700000000020,
    CreateSettings1700000000030,
    CreateThrottling1700000000041,
    CreateOperators1700000000050,
    CreateHealth1700000000055,
    CreateMetrics1700000000080,
    CreateIdempotency1700000000110,
    CreateInspections1700000000210,
    CreateApps1700000000500,
  ],
};
