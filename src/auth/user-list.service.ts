import { Injectable } from '@nestjs/common';
import type { AdminUserList, AdminUserView, ListUsers } from '@appbase-pfe/types';
import { errors } from '../common/errors.js';
import { Database } from '../database/database.js';
import { Memberships } from '../groups/memberships.js';
import { UserHoldings } from './user-holdings.js';
import {
  COUNT_FOUND_USERS,
  COUNT_SESSIONS,
  COUNT_USERS,
  LIST_USERS,
  SEARCH_USERS,
  toUserView,
  USER_BY_ID,
  type UserRow,
} from './users.sql.js';

const DEFAULT_LIMIT = 50;

/** Looks users up for operators: off the main thread, since an operator may search all of them. */
@Injectable()
export class UserListService {
  constructor(
    private readonly database: Database,
    private readonly holdings: UserHoldings,
    private readonly memberships: Memberships,
  ) {}

  /** In order of creation. `search` finds a part of an email, or an id. */
  async list({ search, limit = DEFAULT_LIMIT, offset = 0 }: ListUsers): Promise<AdminUserList> {
    const [rows, totals] = await this.database.readLong(
      search === undefined
        ? [
            { sql: LIST_USERS, values: [limit, offset] },
            { sql: COUNT_USERS, values: [] },
          ]
        : [
            { sql: SEARCH_USERS, values: [search.toLowerCase(), search, limit, offset] },
            { sql: COUNT_FOUND_USERS, values: [search.toLowerCase(), search] },
          ],
    );
    return {
      items: await this.withCounts(rows as unknown as UserRow[]),
      total: totals![0]!['n'] as number,
    };
  }

  /** @throws AppError `NOT_FOUND` */
  async view(id: string): Promise<AdminUserView> {
    const row = this.database.read((db) => db.get<UserRow>(USER_BY_ID, id));
    if (row === undefined) throw errors.notFound('There is no such user');
    return (await this.withCounts([row]))[0]!;
  }

  private async withCounts(rows: UserRow[]): Promise<AdminUserView[]> {
    const counters = [
      ...this.holdings.counts(),
      { name: 'sessions' as const, sql: COUNT_SESSIONS },
    ];
    const answers = await this.database.readLong(
      rows.flatMap((row) => counters.map(({ sql }) => ({ sql, values: [row.id] }))),
    );
    return rows.map((row, index) => {
      const counts = { records: 0, files: 0, sessions: 0 };
      counters.forEach(({ name }, at) => {
        counts[name] = answers[index * counters.length + at]![0]!['n'] as number;
      });
      return { ...toUserView(row, this.memberships.namesOf(row.id)), counts };
    });
  }
}
