import type { Grants } from '@appbase-pfe/types';

export type Level = 'read' | 'write';

/** Somebody to whom a thing is granted: `user:<id>` or `group:<name>`, and how far. */
export interface Grantee {
  principal: string;
  level: Level;
}

/** Grants as one list; who may write may read, so nobody is in it twice. */
export function granteesOf({ read, write }: Grants): Grantee[] {
  const writers = new Set(write);
  return [
    ...write.map((principal) => ({ principal, level: 'write' as const })),
    ...read
      .filter((principal) => !writers.has(principal))
      .map((principal) => ({ principal, level: 'read' as const })),
  ].sort((a, b) => (a.principal < b.principal ? -1 : 1));
}

export const grantsOf = (grantees: readonly Grantee[]): Grants => ({
  read: grantees.filter(({ level }) => level === 'read').map(({ principal }) => principal),
  write: grantees.filter(({ level }) => level === 'write').map(({ principal }) => principal),
});
