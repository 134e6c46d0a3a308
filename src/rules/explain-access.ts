import type { AccessAction, AccessExplanation } from '@appbase-pfe/types';
import type { Environment } from '../filter/environment.js';
import type { EvaluatedRecord } from '../filter/evaluate.js';
import { explain } from '../filter/explain.js';
import type { RuleSet } from './rule-set.js';

/** What the rules ask before an action, in order, and of which state of the thing. */
const ASKED: Record<AccessAction, readonly (readonly [AccessAction, 'stored' | 'future'])[]> = {
  read: [['read', 'stored']],
  create: [['create', 'future']],
  update: [
    ['read', 'stored'],
    ['update', 'stored'],
    ['check', 'future'],
  ],
  delete: [
    ['read', 'stored'],
    ['delete', 'stored'],
  ],
  check: [['check', 'future']],
};

/** A record or file as it is, if it is one that is there, and as it would be. */
export interface ItemStates {
  stored: EvaluatedRecord | undefined;
  future: EvaluatedRecord;
}

/** Whether an action passes the rules, and which clause decided. */
export function explainAccess(
  { rules }: RuleSet,
  action: AccessAction,
  { stored, future }: ItemStates,
  env: Environment,
): AccessExplanation {
  let because = '';
  for (const [asked, state] of ASKED[action]) {
    const item = state === 'stored' ? (stored ?? future) : future;
    const { holds, because: reason } = explain(rules[asked], item, env);
    because = `${asked}: ${reason}`;
    if (!holds) return { allowed: false, because };
  }
  return { allowed: true, because };
}
