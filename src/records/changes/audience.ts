import type { RecordRule } from '../record-gate.js';
import type { Change } from './change-log.js';

/** What a reader is told of a change: the whole record, that it went out of sight, or nothing. */
export type Sight = 'whole' | 'gone' | 'nothing';

/** All readers to whom the same is told. A change is judged once for an audience, not for each. */
export interface Audience {
  /** Readers of a collection with the same key are one audience. */
  readonly key: string;
  /** Set when the audience is told of the records of one owner and of nothing else. */
  readonly ownerId?: string;
  sees(change: Change): Sight;
}

/** The audience to which a reader under this rule belongs. */
export function audienceOf(rule: RecordRule): Audience {
  switch (rule.kind) {
    case 'all':
      return { key: 'all', sees: () => 'whole' };
    case 'none':
      return { key: 'none', sees: () => 'nothing' };
    case 'owner': {
      const { ownerId } = rule;
      return {
        key: `owner:${ownerId}`,
        ownerId,
        sees: (change) => (change.ownerId === ownerId ? 'whole' : 'nothing'),
      };
    }
  }
}
