import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesPath, pathMatcher } from '../../src/tree/patterns.ts';

const companies = new Set(['02_A', 'b']);
const piece = fc.constantFrom('a', 'b', 'ab', '*', '**', '[entity]', '<entity>', 'a*', '*b', 'a**b', '**b', 'a[entity]', '.x', '02_A', '');
const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
const path = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'aab', 'a[entity]', '.x', '02_A', ''), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join('/'));

it('a matcher made once says what matchesPath says', () => {
  fc.assert(
    fc.property(pattern, path, (one, other) => {
      expect(pathMatcher(one, companies)(other)).toBe(matchesPath(one, other, companies));
    }),
    {
      numRuns: 20_000,
      examples: [
        ['a/**', 'a'],
        ['**/.x/', '.x'],
        ['a/', 'a'],
        ['a/b', 'a/b'],
      ],
    },
  );
});
