import type { Comparison, Field, Filter, Node, Test } from './ast.js';
import { type Environment, resolve } from './environment.js';
import { askedOf } from './guests.js';
import { type JsonValue, kindOf } from './json.js';

/** A condition that an index on the field could answer, with values of one kind. */
export interface IndexCondition {
  readonly field: Field;
  readonly op: 'in' | Comparison | 'startsWith';
  readonly kind: 'string' | 'number' | 'boolean';
  /** One for a comparison; for `in`, what the field is equal to one of. */
  readonly values: readonly (string | number | boolean)[];
}

/**
 * What every record that the filter accepts fulfils, as far as an index can serve it. A search may
 * be narrowed by any of these; the compiled filter is still to be asked of what is found.
 */
export function indexConditions(filter: Filter, env: Environment): readonly IndexCondition[] {
  return conjuncts(askedOf(filter, env)).flatMap((test) => {
    const condition = asIndexCondition(test, env);
    return condition === undefined ? [] : [condition];
  });
}

function conjuncts(node: Node): readonly Test[] {
  if (node.type === 'test') return [node.test];
  return node.type === 'all' || (node.type === 'any' && node.nodes.length === 1)
    ? node.nodes.flatMap(conjuncts)
    : [];
}

function asIndexCondition(test: Test, env: Environment): IndexCondition | undefined {
  if (test.op === 'exists' || test.op === 'contains') return undefined;
  const operands = test.op === 'in' ? test.operands : [test.operand];
  const values = operands.flatMap((operand) => resolve(operand, test.field, env));
  const [kind, ...others] = new Set(values.map(kindOf));
  if (others.length > 0) return undefined;
  if (kind !== 'string' && kind !== 'number' && kind !== 'boolean') return undefined;
  const op = test.op === 'eq' ? 'in' : test.op;
  return { field: test.field, op, kind, values: values as Exclude<JsonValue, null | object>[] };
}
