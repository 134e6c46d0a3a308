import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { IntegrityView } from '@appbase-pfe/types';
import { Inspections } from '../database/inspections.js';
import { HealthService } from '../health/health.service.js';
import { IntegrityWatch } from '../health/integrity-watch.js';
import { BlobFindings } from '../storage/blobs/blob-findings.js';

/** So many damaged files are named. */
const LISTED = 100;

/** What operators are told of the weekly looks at the database and the files. */
@Injectable()
export class IntegrityService implements OnModuleInit {
  constructor(
    private readonly inspections: Inspections,
    private readonly watch: IntegrityWatch,
    private readonly findings: BlobFindings,
    private readonly health: HealthService,
    private readonly indicators: HealthIndicatorService,
  ) {}

  onModuleInit(): void {
    this.health.register('files', () => this.files());
  }

  view(): IntegrityView {
    const { damage } = this.watch;
    const { missing = 0, changed = 0, unreadable = 0 } = this.findings.counts();
    const { result } = this.inspections.of<{ looked: number }>('files');
    return {
      database: { ...this.checked('database'), ...(damage === undefined ? {} : { damage }) },
      files: {
        ...this.checked('files'),
        looked: result?.looked ?? 0,
        missing,
        changed,
        unreadable,
        items: this.findings.list(LISTED),
      },
    };
  }

  /** One damaged file takes no traffic from the others. */
  private async files() {
    const indicator = this.indicators.check('files');
    const { missing = 0, changed = 0, unreadable = 0 } = this.findings.counts();
    const told = (message: string) => ({ message, ...this.checked('files') });
    if (missing + changed > 0) return indicator.degraded(told('Stored files are damaged'));
    if (unreadable > 0) return indicator.degraded(told('Stored files cannot be read'));
    return indicator.up(this.checked('files'));
  }

  private checked(name: 'database' | 'files'): { checkedAt?: string } {
    const checkedAt = this.inspections.finishedAt(name);
    return checkedAt === undefined ? {} : { checkedAt };
  }
}
