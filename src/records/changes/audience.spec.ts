import { describe, expect, it } from '@jest/globals';
import type { UserCaller } from '../../access/caller.js';
import { parseFilter } from '../../filter/parse-filter.js';
import { applyRule } from '../../rules/applied-rule.js';
import { parseAccess } from '../../rules/rule-set.js';
import { audienceOf } from './audience.js';

const user = (id: string): UserCaller => ({
  kind: 'user',
  id,
  email: `${id}@example.org`,
  sessionId: `session-${id}`,
  until: Number.MAX_SAFE_INTEGER,
  mustChangePassword: false,
});
const groupsOf = (id: string) => (id.startsWith('nurse') ? ['ward-a'] : []);

function keyOf(access: Parameters<typeof parseAccess>[0], id: string, filter?: object): string {
  const rule = applyRule(parseAccess(access), 'read', user(id), groupsOf);
  const wanted = filter === undefined ? undefined : parseFilter(filter);
  return audienceOf(rule, wanted, () => ({ now: 0 })).key;
}

/** A change is judged once for an audience: so readers who are told the same must be one. */
describe('An audience', () => {
  const byGroup = { read: { ward: { $in: { $user: 'groups' } } } };

  it('is everybody under a rule that asks nothing of the reader', () => {
    expect(keyOf('members', 'nurse-1')).toBe(keyOf('members', 'clerk-1'));
  });

  it('is everybody in the same groups under a rule that asks for groups', () => {
    expect(keyOf(byGroup, 'nurse-1')).toBe(keyOf(byGroup, 'nurse-2'));
    expect(keyOf(byGroup, 'nurse-1')).not.toBe(keyOf(byGroup, 'clerk-1'));
  });

  it('is one user under a rule that asks who it is', () => {
    expect(keyOf('shared', 'nurse-1')).not.toBe(keyOf('shared', 'nurse-2'));
    expect(keyOf('owner', 'nurse-1')).not.toBe(keyOf('owner', 'nurse-2'));
  });

  it('shares the filter too', () => {
    expect(keyOf(byGroup, 'nurse-1', { a: 1 })).toBe(keyOf(byGroup, 'nurse-2', { a: 1 }));
    expect(keyOf(byGroup, 'nurse-1', { a: 1 })).not.toBe(keyOf(byGroup, 'nurse-2', { a: '1' }));
    expect(keyOf(byGroup, 'nurse-1', { a: 1 })).not.toBe(keyOf(byGroup, 'nurse-1'));
  });
});
