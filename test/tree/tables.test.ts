import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelKey } from '../../src/tree/tables.ts';

describe('the key of a label', () => {
  it('is that of the closer look for plain words, too', () => {
    const words = fc.oneof(fc.string({ unit: 'binary-ascii', maxLength: 12 }), fc.string({ unit: 'grapheme-ascii', maxLength: 24 }));
    fc.assert(
      // With a mark in front nothing is plain, and marks go.
      fc.property(words, (text) => {
        expect(labelKey(text)).toBe(labelKey(`*${text}`));
      }),
      { numRuns: 5000 },
    );
    expect(['Last  *Updated*:', '_Zuletzt_ GEÄNDERT', 'A_b – c'].map(labelKey)).toEqual(['last updated', 'zuletzt geändert', 'a_b - c']);
  });
});
