import { describe, expect, it } from '@jest/globals';
import { lineDiff } from './line-diff';

describe('lineDiff', () => {
  it('tells lines that stayed, went and came', () => {
    expect(lineDiff('a\nb\nc', 'a\nx\nc\nd')).toEqual([
      { side: 'both', text: 'a' },
      { side: 'before', text: 'b' },
      { side: 'after', text: 'x' },
      { side: 'both', text: 'c' },
      { side: 'after', text: 'd' },
    ]);
  });
});
