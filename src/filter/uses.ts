import type { Filter, Node, Operand, Test } from './ast.js';

/** What the answer of a filter depends on, beside the record's id, owner and time of creation. */
export interface Uses {
  /** Who asks: readers that agree in these get the same answers. */
  id: boolean;
  email: boolean;
  groups: boolean;
  /** To whom the record is granted. */
  grants: boolean;
  /** What an update of the record may change. */
  content: boolean;
}

export function usesOf(filter: Filter): Uses {
  let uses = known.get(filter);
  if (uses === undefined) {
    uses = { id: false, email: false, groups: false, grants: false, content: false };
    visit(filter.root, uses);
    known.set(filter, uses);
  }
  return uses;
}

/** Rules are parsed once and asked on every request. */
const known = new WeakMap<Filter, Uses>();

function visit(node: Node, uses: Uses): void {
  switch (node.type) {
    case 'all':
    case 'any':
      for (const child of node.nodes) visit(child, uses);
      return;
    case 'not':
      visit(node.node, uses);
      return;
    case 'granted':
      uses.id = uses.groups = uses.grants = true;
      return;
    case 'test':
      visitTest(node.test, uses);
  }
}

function visitTest(test: Test, uses: Uses): void {
  if (test.field.path !== undefined || test.field.own === 'updatedAt') uses.content = true;
  if (test.op === 'exists') return;
  for (const operand of test.op === 'in' ? test.operands : [test.operand]) {
    visitOperand(operand, uses);
  }
}

function visitOperand(operand: Operand, uses: Uses): void {
  if (operand.kind === 'user') uses[operand.attribute] = true;
  if (operand.kind === 'groups') uses.groups = true;
}
