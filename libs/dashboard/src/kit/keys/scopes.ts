import type { Scope } from '@appbase-pfe/types';

/** What each scope of a secret key allows, in words. */
export const SCOPES: readonly (readonly [Scope, string])[] = [
  ['users:read', 'See users'],
  ['users:write', 'Create, change and delete users'],
  ['schema:read', 'See collections and their settings'],
  ['schema:write', 'Change collections and their settings'],
  ['records:read', 'Read all records'],
  ['records:write', 'Change all records'],
  ['files:read', 'Read all files'],
  ['files:write', 'Change all files'],
  ['keys:write', 'Manage API keys'],
  ['audit:read', 'Read the audit log'],
  ['settings:write', 'See and change settings'],
  ['metrics:read', 'Read metrics'],
  ['export', 'Export everything'],
];
