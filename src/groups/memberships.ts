import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { MemberRole } from '@appbase-pfe/types';
import { markSight } from '../access/sight.js';
import { Clock } from '../common/clock.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';

/** How many users' groups are kept in memory. */
const KEPT_USERS = 10_000;

export interface Membership {
  name: string;
  role: MemberRole;
  since: number;
}

type Listener = (userIds: readonly string[]) => void;

/**
 * Which groups a user is in. Every request under rules asks this, so the answers are kept in
 * memory and forgotten after the commit of each change.
 */
@Injectable()
export class Memberships {
  private readonly kept = new LRUCache<string, readonly Membership[]>({ max: KEPT_USERS });
  private readonly listeners: Listener[] = [];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  of(userId: string): readonly Membership[] {
    let groups = this.kept.get(userId);
    if (groups === undefined) {
      groups = this.database.read((db) =>
        db.all<Membership>(
          'SELECT group_name AS name, role, since FROM memberships WHERE user_id = ? ORDER BY group_name',
          userId,
        ),
      );
      this.kept.set(userId, groups);
    }
    return groups;
  }

  namesOf(userId: string): readonly string[] {
    return this.of(userId).map(({ name }) => name);
  }

  /** Calls `listener` after the commit of each change of what rules ask of somebody. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Inside a write that changes the groups of these users, or the e-mail address: what rules ask. */
  changed(db: Connection, userIds: readonly string[]): void {
    markSight(
      db,
      this.clock.now(),
      userIds.map((id) => `user:${id}` as const),
    );
    db.afterCommit(() => {
      for (const id of userIds) this.kept.delete(id);
      for (const listener of this.listeners) listener(userIds);
    });
  }
}
