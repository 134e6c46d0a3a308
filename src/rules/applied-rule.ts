import type { AccessAction } from '@appbase-pfe/types';
import type { Caller } from '../access/caller.js';
import { errors } from '../common/errors.js';
import type { Filter } from '../filter/ast.js';
import type { Environment } from '../filter/environment.js';
import { isPublic } from '../filter/guests.js';
import { type Uses, usesOf } from '../filter/uses.js';
import { OWNER_RULES, type RuleSet } from './rule-set.js';

/** A rule as it applies to one caller. */
export type AppliedRule =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  /** The default, which is cheap to ask. */
  | { readonly kind: 'owner'; readonly ownerId: string }
  | {
      readonly kind: 'filter';
      readonly filter: Filter;
      readonly user: Environment['user'];
      readonly uses: Uses;
    };

const ALL: AppliedRule = { kind: 'all' };
const NONE: AppliedRule = { kind: 'none' };

/**
 * @throws AppError `INVALID_TOKEN` for a guest where nothing is public: who signs in may see more
 */
export function applyRule(
  set: RuleSet,
  action: AccessAction,
  caller: Caller,
  groupsOf: (userId: string) => readonly string[],
): AppliedRule {
  const filter = set.rules[action];
  switch (caller.kind) {
    case 'operator':
    case 'key':
      return ALL;
    case 'guest':
      if (action !== 'read' || !isPublic(filter)) throw errors.invalidToken();
      return { kind: 'filter', filter, user: undefined, uses: usesOf(filter) };
    case 'user': {
      if (set === OWNER_RULES && action !== 'create') return { kind: 'owner', ownerId: caller.id };
      const { root } = filter;
      if (root.type === 'constant') return root.value ? ALL : NONE;
      const uses = usesOf(filter);
      const groups = uses.groups ? groupsOf(caller.id) : [];
      return { kind: 'filter', filter, user: { id: caller.id, email: caller.email, groups }, uses };
    }
  }
}

/** Readers with the same key see the same: what the rule does not ask of them is left out. */
export function readerKey(user: Environment['user'], uses: Uses): string {
  if (user === undefined) return 'guest';
  return JSON.stringify([
    uses.id ? user.id : 0,
    uses.email ? user.email : 0,
    uses.groups ? user.groups : 0,
  ]);
}
