import type { Filter, Node } from '../../filter/ast.js';
import type { IndexCondition } from '../../filter/indexable.js';
import type { Sort } from '../../filter/sort.js';
import { type SqlParameter, sqlNumber } from '../../filter/sql.js';
import { isOwn, type KnownIndex, orderKeys, sameField } from './index-keys.js';

/** Into how many stretches of an index a list may be split (`$in` with several values). */
const MAX_BRANCHES = 64;

/** How a list goes through a declared index. */
export interface IndexPlan {
  index: KnownIndex;
  /** Values of the first keys; several when a key may have one of several values. */
  branches: readonly (readonly SqlParameter[])[];
  /** What narrows the key after those. */
  range: readonly IndexCondition[];
  /** The index gives the records of a branch in the order of the list. */
  ordered: boolean;
  /** The index answers every condition, so that hardly anything is looked at in vain. */
  exact: boolean;
}

/** The best way through one of the indexes, if any helps. */
export function planIndex(
  indexes: readonly KnownIndex[],
  conditions: readonly IndexCondition[],
  /** How many conditions there are in all; the index knows only some kinds. */
  asked: number,
  sort: Sort,
): IndexPlan | undefined {
  let best: IndexPlan | undefined;
  for (const index of indexes) {
    const plan = planFor(index, conditions, asked, sort);
    if (plan !== undefined && (best === undefined || worth(plan) > worth(best))) best = plan;
  }
  return best;
}

function planFor(
  index: KnownIndex,
  conditions: readonly IndexCondition[],
  asked: number,
  sort: Sort,
): IndexPlan | undefined {
  let branches: SqlParameter[][] = [[]];
  let used = 0;
  let at = 0;
  for (; at < index.keys.length; at++) {
    const key = index.keys[at]!;
    const condition = conditions.find(({ op, field }) => op === 'in' && sameField(field, key));
    if (condition === undefined) break;
    const values = [...new Set(condition.values.map(toParameter))];
    if (branches.length * values.length > MAX_BRANCHES) break;
    branches = branches.flatMap((branch) => values.map((value) => [...branch, value]));
    used++;
  }
  const fixed = index.keys.slice(0, at);
  const next = index.keys[at];
  const range =
    next === undefined
      ? []
      : conditions.filter(({ op, field }) => op !== 'in' && sameField(field, next));
  const ordered = isOrdered(index, branches.length === 1 ? fixed : [], at, sort);
  if (at === 0 && range.length === 0 && !ordered) return undefined;
  return { index, branches, range, ordered, exact: used + range.length === asked };
}

/** Whether what comes after the first `at` keys is exactly what the list sorts by. */
function isOrdered(
  { keys }: KnownIndex,
  fixed: KnownIndex['keys'],
  at: number,
  sort: Sort,
): boolean {
  const order = orderKeys(sort, fixed);
  const rest = keys.slice(at);
  return (
    order.length === rest.length + 1 &&
    order.every(({ descending }) => descending === order[0]!.descending) &&
    rest.every((key, place) => sameField(key, order[place]!.field)) &&
    isOwn(order.at(-1)!.field, 'id')
  );
}

function worth(plan: IndexPlan): number {
  return (
    (plan.exact ? 100 : 0) +
    (plan.ordered ? 50 : 0) +
    (plan.branches[0]?.length ?? 0) * 4 +
    (plan.range.length > 0 ? 2 : 0) +
    (plan.branches.length === 1 ? 1 : 0)
  );
}

/** Booleans stand in the index as 0 and 1, as lists sort them; the filter tells them apart again. */
export function toParameter(value: string | number | boolean): SqlParameter {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' ? sqlNumber(value) : value;
}

/** How many conditions a filter has, when it is nothing but several that must all hold. */
export function countConditions({ root }: Filter): number {
  return count(root);
}

function count(node: Node): number {
  if (node.type === 'test') return 1;
  if (node.type === 'constant' && node.value) return 0;
  if (node.type === 'all') return node.nodes.reduce((sum, child) => sum + count(child), 0);
  return Number.POSITIVE_INFINITY;
}
