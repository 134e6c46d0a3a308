import { Injectable } from '@nestjs/common';
import { Access, type AccessAction } from '@appbase-pfe/types';
import type { Caller } from '../access/caller.js';
import { GuestAccess } from '../access/credentials.js';
import { markSight } from '../access/sight.js';
import { Clock } from '../common/clock.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import type { Environment } from '../filter/environment.js';
import { isPublic } from '../filter/guests.js';
import { Memberships } from '../groups/memberships.js';
import { type AppliedRule, applyRule } from './applied-rule.js';
import { OWNER_RULES, parseAccess, type RuleSet } from './rule-set.js';
import { SQL } from './rules.sql.js';

/** What has rules. */
export type Container = 'collection' | 'bucket';

type Listener = (kind: Container, name: string) => void;

/** The rules of collections and buckets, held in memory as they stand in the database. */
@Injectable()
export class RulesService extends GuestAccess {
  private declared: Map<string, RuleSet> | undefined;
  private readonly listeners: Listener[] = [];

  constructor(
    private readonly database: Database,
    private readonly memberships: Memberships,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** The collections or buckets whose rules are not the default, in order. */
  names(kind: Container): string[] {
    this.declared ??= this.load();
    const prefix = `${kind}:`;
    return [...this.declared.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
      .sort();
  }

  /** The rules of a collection or bucket. */
  of(kind: Container, name: string): RuleSet {
    this.declared ??= this.load();
    return this.declared.get(`${kind}:${name}`) ?? OWNER_RULES;
  }

  /**
   * The rule that applies to a caller.
   *
   * @throws AppError `INVALID_TOKEN` for a guest where nothing is public
   */
  apply(kind: Container, name: string, action: AccessAction, caller: Caller): AppliedRule {
    return applyRule(this.of(kind, name), action, caller, (id) => this.memberships.namesOf(id));
  }

  /** Whether the read rule is asked at all: of a guest, only where something is public. */
  isOpenTo(kind: Container, name: string, caller: Caller): boolean {
    return caller.kind !== 'guest' || this.guestsRead(kind, name);
  }

  override guestsRead(kind: Container, name: string): boolean {
    return isPublic(this.of(kind, name).rules.read);
  }

  /** What the values of a rule stand for now. */
  environment(user: Environment['user']): Environment {
    const now = this.clock.now();
    return user === undefined ? { now } : { now, user };
  }

  /** Inside a write: declares who may do what; `undefined` brings the default back. */
  declare(db: Connection, kind: Container, name: string, access: Access | undefined): void {
    const before = db.get<{ access: string }>(SQL.rulesOf, kind, name)?.access ?? '"owner"';
    if (JSON.stringify(access ?? 'owner') === before) return;
    const set = access === undefined || access === 'owner' ? undefined : parseAccess(access);
    if (set === undefined) db.run(SQL.forgetRules, kind, name);
    else db.run(SQL.setRules, kind, name, JSON.stringify(access));
    if (kind === 'collection') markSight(db, this.clock.now(), [`collection:${name}`]);
    db.afterCommit(() => {
      this.declared ??= this.load();
      if (set === undefined) this.declared.delete(`${kind}:${name}`);
      else this.declared.set(`${kind}:${name}`, set);
      for (const listener of this.listeners) listener(kind, name);
    });
  }

  /** Calls `listener` after the commit of each change of rules. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  private load(): Map<string, RuleSet> {
    const rows = this.database.read((db) =>
      db.all<{ kind: Container; name: string; access: string }>(SQL.allRules),
    );
    return new Map(
      rows.map(({ kind, name, access }) => [
        `${kind}:${name}`,
        parseAccess(Access.parse(JSON.parse(access))),
      ]),
    );
  }
}
