import type { Access, AccessAction, AccessPreset, Rule } from '@appbase-pfe/types';
import { errors } from '../common/errors.js';
import type { Filter } from '../filter/ast.js';
import { parseRule } from '../filter/parse-filter.js';
import { usesOf } from '../filter/uses.js';

/** The rules of one collection or bucket, parsed. */
export interface RuleSet {
  readonly access: Access;
  readonly rules: Readonly<Record<AccessAction, Filter>>;
  /** Whether any rule asks to whom a thing is granted: only then can it be granted to somebody. */
  readonly usesGrants: boolean;
}

const OWNER = { $ownerId: { $user: 'id' } };
const OWNER_OR_READER = { $or: [OWNER, { $granted: 'read' }] };
const OWNER_OR_WRITER = { $or: [OWNER, { $granted: 'write' }] };

const written = (read: Rule, write: Rule) => ({ read, create: true, update: write, delete: write });

const PRESETS: Record<AccessPreset, Partial<Record<AccessAction, Rule>>> = {
  owner: written(OWNER, OWNER),
  shared: written(OWNER_OR_READER, OWNER_OR_WRITER),
  members: written(true, OWNER_OR_WRITER),
  open: written(true, true),
  public: written({ $public: true }, OWNER_OR_WRITER),
  none: {},
};

/**
 * Parses `access`. An action that no rule speaks of is closed.
 *
 * @throws AppError `VALIDATION_ERROR` naming the part that cannot be understood
 */
export function parseAccess(access: Access, path = 'access'): RuleSet {
  const rules = typeof access === 'string' ? PRESETS[access] : access;
  const parse = (action: AccessAction, rule: Rule = false) => parseRule(rule, `${path}.${action}`);
  const parsed = {
    read: parse('read', rules.read),
    create: parse('create', rules.create),
    update: parse('update', rules.update),
    delete: parse('delete', rules.delete),
    check: parse('check', rules.check ?? rules.update),
  };
  for (const action of ['create', 'update', 'delete', 'check'] as const) {
    if (saysPublic(rules[action])) {
      throw errors.invalid(`${path}.${action}`, 'guests can only read: $public has no place here');
    }
  }
  const usesGrants = Object.values(parsed).some((rule) => usesOf(rule).grants);
  return { access, rules: parsed, usesGrants };
}

/** What holds where nothing is declared: a thing is its owner's alone. */
export const OWNER_RULES: RuleSet = parseAccess('owner');

function saysPublic(rule: unknown): boolean {
  if (typeof rule !== 'object' || rule === null) return false;
  return Object.entries(rule).some(([key, value]) => key === '$public' || saysPublic(value));
}
