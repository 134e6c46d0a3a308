import type { Operand } from './ast.js';
import type { Field } from './ast.js';
import { isTime } from './field.js';
import type { JsonValue } from './json.js';

/** Who asks and when: what the values of a rule stand for. */
export interface Environment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The signed-in user; a guest has none, and every value taken from the user is then unknown. */
  readonly user?: {
    readonly id: string;
    readonly email: string;
    readonly groups: readonly string[];
  };
}

/** The values an operand stands for; none when they are unknown. */
export function resolve(operand: Operand, field: Field, env: Environment): readonly JsonValue[] {
  switch (operand.kind) {
    case 'value':
      return [operand.value];
    case 'user':
      return known(env.user?.[operand.attribute]);
    case 'groups':
      return env.user?.groups.filter((group) => group !== '') ?? [];
    case 'now': {
      const at = env.now + operand.offsetMs;
      return [field.path === undefined && isTime(field.own) ? at : new Date(at).toISOString()];
    }
  }
}

const known = (value: string | undefined) => (value === undefined || value === '' ? [] : [value]);
