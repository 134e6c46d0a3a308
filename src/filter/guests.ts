import { ALWAYS, type Filter, NEVER, type Node } from './ast.js';
import type { Environment } from './environment.js';

/**
 * What of a filter is asked. For a guest that is the part of a rule that says `$public`, and
 * nothing else: a rule does not become true for guests because it happens not to mention users.
 */
export function askedOf(filter: Filter, env: Environment): Node {
  if (filter.mode === 'filter' || env.user !== undefined) return filter.root;
  return publicPart(filter.root);
}

/** Whether guests are meant at all by a rule. */
export const isPublic = (rule: Filter): boolean => publicPart(rule.root) !== NEVER;

function publicPart(node: Node): Node {
  switch (node.type) {
    case 'public':
      return ALWAYS;
    case 'any':
      return anyOf(node.nodes.map(publicPart));
    case 'all':
      return anyOf(
        node.nodes.map((one, index) => {
          const part = publicPart(one);
          if (part === NEVER) return NEVER;
          return { type: 'all', nodes: [part, ...node.nodes.toSpliced(index, 1)] };
        }),
      );
    default:
      return NEVER;
  }
}

function anyOf(nodes: readonly Node[]): Node {
  const possible = nodes.filter((node) => node !== NEVER);
  return possible.length === 0 ? NEVER : { type: 'any', nodes: possible };
}
