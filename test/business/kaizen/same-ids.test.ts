import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areSame } from '../../../src/business/kaizen/same-ids.ts';

describe('two lists of ids', () => {
  it('are the same where each id stands as often in both, wherever', () => {
    const ids = fc.array(fc.constantFrom('K-BIZ-001', 'K-BIZ-002', 'K-BIZ-003', 'K-BIZ-004'), { maxLength: 8 });
    const moved = ids.chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })));
    fc.assert(fc.property(moved, ([some, others]) => areSame(some, others)));
    fc.assert(fc.property(ids, ids, (some, others) => areSame(some, others) === ([...some].sort().join() === [...others].sort().join())));
  });

  it.each([
    { some: ['a', 'b', 'c'], others: ['b', 'c', 'a'], same: true },
    { some: ['a', 'b', 'c'], others: ['b', 'c'], same: false },
    { some: ['a', 'b'], others: ['a', 'a'], same: false },
    { some: ['a', 'a', 'b'], others: ['a', 'b', 'b'], same: false },
  ])('$some and $others: $same', ({ some, others, same }) => {
    expect(areSame(some, others)).toBe(same);
  });
});
