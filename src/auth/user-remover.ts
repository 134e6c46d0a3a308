import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Deleted } from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { RequestContext } from '../access/caller.js';
import { AuditService } from '../audit/audit.service.js';
import { AppError, errors } from '../common/errors.js';
import { LOGGER, type Logger } from '../common/log-token.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import { SessionsService } from './sessions.service.js';
import { type Order, UserHoldings } from './user-holdings.js';
import { removals } from './user-removals.sql.js';
import { deleteUser, findUser, updateUser, type UserRow } from './users.sql.js';

/** How many records and files one write removes: every other write waits for it. */
export const REMOVAL_SLICE = 200;
/** How long a caller waits for a removal that goes on all the same. */
const WAIT_MS = 60_000;
/** After a full queue or disk. */
const RETRY_MS = 1_000;
const PASSING = ['UNAVAILABLE', 'INSUFFICIENT_STORAGE'];
/** What is tried when something holds what should go, from cheap to dear. */
const ORDERS: readonly Order[] = ['stored', 'newest', 'together'];
const DELETED: Deleted = { deleted: true };

/**
 * Removes accounts. One with little is gone in one write. One with much is shut out first, and then
 * emptied slice by slice, so that others can write in between; a crash or restart only delays it.
 */
@Injectable()
export class UserRemover implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly running = new Map<string, Promise<void>>();
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly sessions: SessionsService,
    private readonly holdings: UserHoldings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Goes on with what an earlier process had begun. */
  onApplicationBootstrap(): void {
    for (const { userId } of this.database.read((db) => removals.all(db))) {
      this.carryOn(userId).catch((error: unknown) =>
        this.logger.warn({ err: error, userId }, 'a user could not be removed'),
      );
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await Promise.allSettled(this.running.values());
  }

  /** Removes the account and leaves what the user made. */
  async keepHoldings(context: RequestContext, user: (db: Connection) => UserRow): Promise<Deleted> {
    return this.database.write((db) => this.finish(db, context, user(db).id, { records: 'keep' }));
  }

  /**
   * Removes the account with all that the user made.
   *
   * @throws AppError `CONFLICT` when something of others must keep a record of the user,
   *   `TIMEOUT` when it takes long and goes on
   */
  async withHoldings(context: RequestContext, user: (db: Connection) => UserRow): Promise<Deleted> {
    const begun = await this.database.write((db) => {
      const row = user(db);
      if (removals.find(db, row.id) !== undefined) return row.id;
      if (this.holdings.isMore(db, row.id, REMOVAL_SLICE)) {
        this.shutOut(db, context, row);
        return row.id;
      }
      const portion = { limit: REMOVAL_SLICE, order: 'newest' } as const;
      this.holdings.remove(db, row.id, context, portion);
      if (this.holdings.isMore(db, row.id, 0)) {
        // The little there was took much along.
        this.shutOut(db, context, row);
        return row.id;
      }
      this.finish(db, context, row.id, { records: 'delete' });
      return undefined;
    });
    if (begun !== undefined) await this.wait(this.carryOn(begun));
    return DELETED;
  }

  /** Whether the account is on its way out: nothing about it can be changed any more. */
  isLeaving(db: Connection, userId: string): boolean {
    return removals.find(db, userId) !== undefined;
  }

  private shutOut(db: Connection, context: RequestContext, row: UserRow): void {
    removals.begin(db, row.id, context, row.banned);
    updateUser(db, { ...row, banned: 1 });
    this.sessions.endAll(db, row.id, 'deleted');
    this.note(db, 'user.delete-begin', context, row.id, { records: 'delete' });
  }

  private carryOn(userId: string): Promise<void> {
    const known = this.running.get(userId);
    if (known !== undefined) return known;
    const work = this.empty(userId).finally(() => this.running.delete(userId));
    this.running.set(userId, work);
    return work;
  }

  private async empty(userId: string): Promise<void> {
    let tried = 0;
    for (;;) {
      if (this.stopped)
        throw errors.unavailable('The server is stopping: it goes on after the start');
      try {
        if ((await this.removeSlice(userId, ORDERS[tried]!)) === 0) return;
        tried = 0;
      } catch (error) {
        if (!(error instanceof AppError) || this.database.stoppedBy !== undefined) throw error;
        if (error.code === 'CONFLICT' && ++tried < ORDERS.length) continue;
        if (!PASSING.includes(error.code)) {
          await this.giveUp(userId);
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }

  private removeSlice(userId: string, order: Order): Promise<number> {
    return this.database.write((db) => {
      const removal = removals.find(db, userId);
      if (removal === undefined) return 0;
      const { context } = removal;
      const portion = { limit: REMOVAL_SLICE, order };
      const removed = this.holdings.remove(db, userId, context, portion);
      if (removed > 0) removals.add(db, userId, removed);
      else this.finish(db, context, userId, { records: 'delete', removed: removal.removed });
      return removed;
    });
  }

  /** What others hold on to stays, and the account with it, as it was. */
  private async giveUp(userId: string): Promise<void> {
    await this.database.write((db) => {
      const removal = removals.find(db, userId);
      const row = findUser(db, userId);
      if (removal === undefined || row === undefined) return;
      removals.end(db, userId);
      updateUser(db, { ...row, banned: removal.bannedBefore });
      const { context, removed } = removal;
      this.note(db, 'user.delete-stopped', context, userId, { removed });
    });
  }

  private finish(
    db: Connection,
    context: RequestContext,
    userId: string,
    metadata: Record<string, unknown>,
  ): Deleted {
    this.sessions.endAll(db, userId, 'deleted');
    deleteUser(db, userId);
    this.note(db, 'user.delete', context, userId, metadata);
    return DELETED;
  }

  private async wait(work: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const tell = () => reject(errors.timeout('The user is shut out; removing the rest goes on'));
      timer = setTimeout(tell, WAIT_MS).unref();
    });
    await Promise.race([work, late]).finally(() => clearTimeout(timer));
  }

  private note(
    db: Connection,
    action: string,
    context: RequestContext,
    userId: string,
    metadata: Record<string, unknown>,
  ): void {
    const entry = { action, ...auditedBy(context), userId, resource: 'user', resourceId: userId };
    this.audit.append(db, { ...entry, metadata });
  }
}
