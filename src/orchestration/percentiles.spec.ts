import { describe, expect, it } from '@jest/globals';
import { difference, percentile } from './percentiles.js';

const classes = (...counts: number[]) =>
  counts.map((count, index) => ({ upToMs: [10, 100, 1000][index]!, count }));

describe('percentile', () => {
  it('lies within its class', () => {
    expect(percentile(classes(100, 0, 0), 0.5)).toBe(5);
    expect(percentile(classes(50, 50, 0), 0.5)).toBe(10);
    expect(percentile(classes(50, 50, 0), 0.99)).toBeGreaterThan(95);
    expect(percentile(classes(0, 0, 10), 1)).toBe(1000);
  });

  it('is nothing without answers', () => {
    expect(percentile(classes(0, 0, 0), 0.99)).toBe(0);
  });
});

describe('difference', () => {
  it('takes what was counted before away, unless the count began anew', () => {
    expect(difference(classes(1, 2, 3), classes(2, 2, 5))).toEqual(classes(1, 0, 2));
    expect(difference(classes(5, 2, 3), classes(1, 0, 0))).toEqual(classes(1, 0, 0));
    expect(difference(undefined, classes(1, 0, 0))).toEqual(classes(1, 0, 0));
  });
});
