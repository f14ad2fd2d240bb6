import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Claim, claimsMeet } from '../../../src/guard/leases/claim.ts';

const claim = (pattern: string, more: Partial<Claim> = {}): Claim => ({ pattern, rule: 'AGENT_GOALS.md:1', ...more });

const doPatternsMeet = (a: string, b: string): boolean => claimsMeet(claim(a), claim(b));

describe('do two patterns have a path in common', () => {
  it.each([
    ['bizos/02_S/_ENTITY.md', 'bizos/02_S/_ENTITY.md', true],
    ['bizos/02_S/_ENTITY.md', 'bizos/02_S/roles/', false],
    ['bizos/02_S/roles/', 'bizos/02_S/roles/cto.md', true],
    // A file cannot stand where the folder does.
    ['bizos/02_S/roles/', 'bizos/02_S/roles', true],
    ['bizos/*/crm/deals/*.md', 'bizos/02_S/crm/deals/acme.md', true],
    ['bizos/*/crm/deals/*.md', 'bizos/02_S/crm/deals/x/acme.md', false],
    ['bizos/**/deals/*.md', 'bizos/02_S/crm/deals/acme.md', true],
    ['**', 'anything/at/all.md', true],
    ['**/a', 'a', true],
    ['a/**', 'a', true],
    ['a/**/b', 'a/b', true],
    ['a*c', 'ab*', true],
    ['a*c', 'b*c', false],
    ['*a', 'b*', true],
    ['*ab', '*ba', false],
    ['[entity]/x', 'y/x', true],
    ['bizos/<entity>/x', 'bizos/02_S/x', true],
    ['BIZOS/Note.md', 'bizos/note.md', true],
    ['caf\u00e9.md', 'cafe\u0301.md', true],
    ['stra\u00dfe.md', 'STRASSE.md', true],
    ['', '', true],
  ])('%s and %s: %s', (a, b, expected) => {
    expect([doPatternsMeet(a, b), doPatternsMeet(b, a)]).toEqual([expected, expected]);
  });

  it('says yes exactly when some path matches both, over all small patterns and paths', () => {
    // Two patterns of three parts need no path of more than four, and no name but these.
    const paths = [1, 2, 3, 4].flatMap((count) => pathsOf(['a', 'b', 'ab'], count));
    const part = fc.oneof(fc.constantFrom('a', 'b', '*', '**', 'a*', '*b', 'ab', '*a*'));
    const pattern = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const both = paths.some((path) => matches(a, path) && matches(b, path));
        expect(doPatternsMeet(a, b)).toBe(both);
      }),
      { numRuns: 2000 },
    );
  });

  it('is done in a moment for patterns that would take for ever by trying', () => {
    const many = `${'*a'.repeat(300)}`;
    expect(doPatternsMeet(`${'**/'.repeat(60)}${many}b`, `${'**/'.repeat(60)}${many}c`)).toBe(false);
  });
});

describe('do two claims meet', () => {
  const deals = 'bizos/02_S/crm/deals/*.md';
  it.each<[string, Claim, Claim, boolean]>([
    ['same file, whole', claim('a.md'), claim('a.md'), true],
    ['other trees have nothing in common', claim('a.md', { tree: 'north' }), claim('a.md'), false],
    ['the same other tree', claim('a.md', { tree: 'north' }), claim('a.md', { tree: 'north' }), true],
    ['different fields of one file', claim(deals, { parts: ['field/stage'] }), claim(deals, { parts: ['field/icp_score'] }), false],
    ['the same field', claim(deals, { parts: ['field/stage'] }), claim(deals, { parts: ['field/Stage'] }), true],
    ['a field and the file as a whole', claim(deals, { parts: ['field/stage'] }), claim(deals), true],
    ['own entries of two agents', claim('K.md', { parts: ['entries/1'] }), claim('K.md', { parts: ['entries/2'] }), false],
    ['own entries and everybody’s', claim('K.md', { parts: ['entries/1'] }), claim('K.md', { parts: ['entries'] }), true],
    ['a part that another begins with', claim('K.md', { parts: ['field/s'] }), claim('K.md', { parts: ['field/stage'] }), false],
    ['companies apart', claim('bizos/[entity]/x', { companies: ['01_A'] }), claim('bizos/[entity]/x', { companies: ['02_B'] }), false],
    [
      'companies that overlap',
      claim('bizos/[entity]/x', { companies: ['01_A', '02_B'] }),
      claim('bizos/[entity]/x', { companies: ['02_b'] }),
      true,
    ],
    ['a company and its name', claim('bizos/[entity]/x', { companies: ['01_A'] }), claim('bizos/01_A/x'), true],
    ['a company and another’s name', claim('bizos/[entity]/x', { companies: ['01_A'] }), claim('bizos/02_B/x'), false],
    ['no company at all', claim('bizos/[entity]/x', { companies: [] }), claim('bizos/01_A/x'), false],
  ])('%s', (_title, a, b, expected) => {
    expect([claimsMeet(a, b), claimsMeet(b, a)]).toEqual([expected, expected]);
  });
});

function pathsOf(names: readonly string[], count: number): readonly string[] {
  return count === 1 ? names : pathsOf(names, count - 1).flatMap((path) => names.map((name) => `${path}/${name}`));
}

/** The language by its plainest reading: `*` any run within a name, `**` any number of names, none included. */
function matches(pattern: string, path: string): boolean {
  const match = (parts: readonly string[], names: readonly string[]): boolean => {
    if (parts.length === 0) return names.length === 0;
    if (parts[0] === '**') return match(parts.slice(1), names) || (names.length > 0 && match(parts, names.slice(1)));
    return names.length > 0 && new RegExp(`^${parts[0].replaceAll('*', '.*')}$`).test(names[0]) && match(parts.slice(1), names.slice(1));
  };
  return match(pattern.split('/'), path.split('/'));
}
