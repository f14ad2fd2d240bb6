import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineCount } from '../../src/tree/headings.ts';

describe('the lines of places in a text', () => {
  const line = fc.oneof(
    fc.constantFrom('', '\r', 'words'),
    fc.nat(400).map((length) => 'x'.repeat(length)),
  );

  it('are those that a plain count gives, near and far, forth and back', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 40 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.nat()),
        fc.boolean(),
        (words, times, places, known) => {
          const text = `${words.join('\n')}\n`.repeat(times);
          const lines = (at: number): number => text.slice(0, at).split('\n').length;
          const starts = [...text.matchAll(/^/gm)].map(({ index }) => index).filter((at) => at % 3 === 0);
          const count = new LineCount(text, known ? starts.map((offset) => ({ offset, line: lines(offset) })) : undefined);
          for (const place of places) {
            const at = place % (text.length + 1);
            expect([at, count.of(at)]).toEqual([at, lines(at)]);
          }
        },
      ),
    );
  });
});
