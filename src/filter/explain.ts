import type { Field, Filter, Node, Operand, Test } from './ast.js';
import type { Environment } from './environment.js';
import { evaluate, type EvaluatedRecord } from './evaluate.js';
import { isPublic } from './guests.js';

/** The answer of a rule with the clause that decided it. */
export interface Explanation {
  readonly holds: boolean;
  readonly because: string;
}

/** Says why a rule accepts a record or does not. */
export function explain(rule: Filter, record: EvaluatedRecord, env: Environment): Explanation {
  const holds = evaluate(rule, record, env);
  if (env.user === undefined && !isPublic(rule)) {
    return { holds, because: 'the rule does not say $public, so guests are refused' };
  }
  // For a guest the whole rule decides: a clause alone may hold and yet not be meant for guests.
  if (env.user === undefined) return { holds, because: verdict(rule.root, holds) };
  const ask = (node: Node) => evaluate({ ...rule, root: node }, record, env);
  return { holds, because: decisive(rule.root, holds, ask) };
}

function decisive(node: Node, holds: boolean, ask: (node: Node) => boolean): string {
  if (node.type === 'any' && holds) return decisive(node.nodes.find(ask)!, true, ask);
  if (node.type === 'all' && !holds) {
    return decisive(
      node.nodes.find((child) => !ask(child))!,
      false,
      ask,
    );
  }
  return verdict(node, holds);
}

const verdict = (node: Node, holds: boolean) =>
  `${describe(node)} ${holds ? 'holds' : 'does not hold'}`;

/** A clause in words, as it was written. */
function describe(node: Node): string {
  switch (node.type) {
    case 'constant':
      return `the rule ${node.value}`;
    case 'public':
      return '$public';
    case 'granted':
      return `$granted ${node.level}`;
    case 'not':
      return `$not (${describe(node.node)})`;
    case 'all':
      return `(${node.nodes.map(describe).join(' and ')})`;
    case 'any':
      return `(${node.nodes.map(describe).join(' or ')})`;
    case 'test':
      return describeTest(node.test);
  }
}

function describeTest(test: Test): string {
  const field = nameOf(test.field);
  if (test.op === 'exists') return `${field} $exists`;
  const operands = test.op === 'in' ? test.operands : [test.operand];
  return `${field} $${test.op} ${operands.map(operandText).join(', ')}`;
}

const nameOf = (field: Field) =>
  field.path === undefined ? `$${field.own}` : field.path.join('.');

function operandText(operand: Operand): string {
  switch (operand.kind) {
    case 'value':
      return JSON.stringify(operand.value);
    case 'user':
      return `{"$user":"${operand.attribute}"}`;
    case 'groups':
      return '{"$user":"groups"}';
    case 'now':
      return `{"$now":"${operand.offsetMs / 1000}s"}`;
  }
}
