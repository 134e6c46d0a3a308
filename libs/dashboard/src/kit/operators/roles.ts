import type { OperatorRole } from '@appbase-pfe/types';

export const ROLES: readonly (readonly [OperatorRole, string])[] = [
  ['owner', 'owner'],
  ['operator', 'operator'],
  ['viewer', 'viewer'],
];
