import { describe, expect, it } from '@jest/globals';
import { granteesOf, grantsOf } from './grantees';

describe('grantees', () => {
  it('are each in the list once, writers as writers, and become the same grants again', () => {
    const grantees = granteesOf({ read: ['user:b', 'group:a'], write: ['user:b'] });
    expect(grantees).toEqual([
      { principal: 'group:a', level: 'read' },
      { principal: 'user:b', level: 'write' },
    ]);
    expect(grantsOf(grantees)).toEqual({ read: ['group:a'], write: ['user:b'] });
    expect(grantsOf(granteesOf({ read: [], write: [] }))).toEqual({ read: [], write: [] });
  });
});
