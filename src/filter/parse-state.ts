import { errors } from '../common/errors.js';

/** Most conditions in one filter or rule. */
export const MAX_CONDITIONS = 32;
/** How deep `$and`, `$or` and `$not` may be nested, and how deep a value that is compared with. */
export const MAX_DEPTH = 8;
/** Most values in one `$in` or `$nin`. */
export const MAX_LIST = 100;
/** Most values in a whole filter, those inside objects and arrays counted. */
const MAX_VALUES = 1000;

/** What is counted while one filter or rule is parsed. */
export class ParseState {
  private conditions = 0;
  private values = 0;

  constructor(readonly mode: 'filter' | 'rule') {}

  countCondition(path: string): void {
    if (++this.conditions > MAX_CONDITIONS) {
      throw errors.invalid(path, `is one of more than ${MAX_CONDITIONS} conditions`);
    }
  }

  countValue(path: string): void {
    if (++this.values > MAX_VALUES) throw errors.invalid(path, 'compares with too many values');
  }

  onlyInRules(path: string): void {
    if (this.mode !== 'rule') throw errors.invalid(path, 'can only be said in a rule');
    this.countCondition(path);
  }
}
