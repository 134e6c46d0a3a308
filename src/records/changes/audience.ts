import type { Filter } from '../../filter/ast.js';
import type { Environment } from '../../filter/environment.js';
import { evaluate, type EvaluatedRecord } from '../../filter/evaluate.js';
import { type AppliedRule, readerKey } from '../../rules/applied-rule.js';
import type { Change } from './change-log.js';
import { type Snapshots, snapshotsOf } from './snapshots.js';

/** What a reader is told of a change: the whole record, that it went out of sight, or nothing. */
export type Sight = 'whole' | 'gone' | 'nothing';

/** All readers to whom the same is told. A change is judged once for an audience, not for each. */
export interface Audience {
  /** Readers of a collection with the same key are one audience. */
  readonly key: string;
  /** Set when the audience is told of the records of one owner and of nothing else. */
  readonly ownerId?: string;
  sees(change: Change): Sight;
}

type Sees = (record: EvaluatedRecord) => boolean;

/** The audience to which a reader under this rule belongs; `filter`: what it wants to hear of. */
export function audienceOf(
  rule: AppliedRule,
  filter: Filter | undefined,
  environment: (user: Environment['user']) => Environment,
): Audience {
  const base = ruleAudience(rule, environment);
  if (filter === undefined || base.key === 'none') return base;
  const wanted: Sees = (record) => evaluate(filter, record, environment(undefined));
  const allowed = allowedBy(rule, environment);
  return {
    ...base,
    key: `${base.key} ${JSON.stringify(filter.root)}`,
    sees: (change) => judge(change, allowed, (record) => allowed(record) && wanted(record)),
  };
}

function ruleAudience(
  rule: AppliedRule,
  environment: (user: Environment['user']) => Environment,
): Audience {
  switch (rule.kind) {
    case 'all':
      return { key: 'all', sees: (change) => (isSharing(change) ? 'nothing' : 'whole') };
    case 'none':
      return { key: 'none', sees: () => 'nothing' };
    case 'owner': {
      const { ownerId } = rule;
      return {
        key: `owner:${ownerId}`,
        ownerId,
        sees: (change) => (change.ownerId === ownerId && !isSharing(change) ? 'whole' : 'nothing'),
      };
    }
    case 'filter': {
      const allowed = allowedBy(rule, environment);
      return {
        key: `filter:${readerKey(rule.user, rule.uses)}`,
        sees: (change) => judge(change, allowed, allowed),
      };
    }
  }
}

function allowedBy(
  rule: AppliedRule,
  environment: (user: Environment['user']) => Environment,
): Sees {
  switch (rule.kind) {
    case 'all':
      return () => true;
    case 'none':
      return () => false;
    case 'owner':
      return ({ ownerId }) => ownerId === rule.ownerId;
    case 'filter':
      return (record) => evaluate(rule.filter, record, environment(rule.user));
  }
}

/** Nothing of the record changed but to whom it is granted. */
const isSharing = (change: Change) => change.grants?.sharing === true;

function judge(change: Change, allowed: Sees, sees: Sees): Sight {
  const { after, before } = snapshotsOf(change);
  const now = sees(after);
  if (change.type !== 'updated') return now ? 'whole' : 'nothing';
  if (now)
    return isSharing(change) && sawBefore(before, allowed, sees, after) ? 'nothing' : 'whole';
  return sawBefore(before, allowed, sees, after) ? 'gone' : 'nothing';
}

/**
 * Whether the reader saw the record before an update. A log of an older version has not always
 * kept how it was: a reader who may see it and only filters is told that it is gone then: once too often
 * rather than never.
 */
function sawBefore(
  before: Snapshots['before'],
  allowed: Sees,
  sees: Sees,
  after: EvaluatedRecord,
): boolean {
  return before === undefined ? allowed(after) : sees(before);
}
