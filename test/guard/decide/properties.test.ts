import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/core/zone.ts';
import { nameFault, nameKey } from '../../../src/guard/decide/names.ts';
import { ready } from '../../../src/guard/decide/rules.ts';
import { decide } from '../../../src/guard/decide.ts';
import { anyCharacter } from '../../any-character.ts';
import { CRM, change, PERSON, POLICY } from './policy-fixture.ts';

const part = fc.constantFrom('a', 'b', 'ab', 'x.md', 'A', '02_Solartech', '03_Hippos', '.hidden');
const path = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
const patternPart = fc.constantFrom('a', 'b', '*', '**', 'a*', '*b', '*.md', '[entity]', '<entity>', '.hidden');
const pattern = fc.array(patternPart, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));

/** The same language, read by the book: recursion over the parts, and over the letters of one. */
function matches(parts: readonly string[], names: readonly string[], entities: ReadonlySet<string>): boolean {
  if (parts.length === 0) return names.length === 0;
  const [first, ...rest] = parts;
  if (first === '**') return names.some((_, i) => matches(rest, names.slice(i), entities)) || matches(rest, [], entities);
  if (names.length === 0) return false;
  const one = first === '[entity]' || first === '<entity>' ? entities.has(names[0]) : letters(first, names[0]);
  return one && matches(rest, names.slice(1), entities);
}

function letters(text: string, name: string): boolean {
  if (text === '') return name === '';
  if (text[0] === '*') return letters(text.slice(1), name) || (name !== '' && letters(text, name.slice(1)));
  return name !== '' && text[0] === name[0] && letters(text.slice(1), name.slice(1));
}

const anyChange: fc.Arbitrary<Change> = fc.record({
  path: fc.oneof(fc.string({ unit: anyCharacter, maxLength: 60 }), path, fc.string({ maxLength: 40 })),
  what: fc.constantFrom('create', 'modify', 'delete', 'mode', 'type'),
  oldMode: fc.constantFrom(undefined, '100644', '120000', '160000'),
  newMode: fc.constantFrom(undefined, '100644', '100755', '120000', '160000'),
});

describe('decide, on anything', () => {
  it('matches as the book says', () => {
    const entities = new Set(POLICY.entities);
    fc.assert(
      fc.property(pattern, path, (text, file) => {
        const below = text === '**' || text.endsWith('/**');
        const { covers } = ready({ pattern: text, access: 'write', place: {} }, POLICY.entities);
        const expected =
          matches(text.split('/'), file.split('/'), entities) &&
          !(below && text !== '**' && matches(text.split('/').slice(0, -1), file.split('/'), entities));
        expect(covers(file)).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });

  it('answers every string with a verdict and never throws', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 8 }), (changes) => {
        for (const actor of [CRM, PERSON]) {
          const found = decide(POLICY, actor, changes);
          expect(found.length).toBeGreaterThanOrEqual(changes.length);
          for (const { reason, code } of found) expect([reason.en, reason.de, code].every((word) => word.length > 0)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('allows an agent nothing that would have to be read otherwise somewhere', () => {
    fc.assert(
      fc.property(anyChange, (one) => {
        const allowed = decide(POLICY, CRM, [one]).some((verdict) => verdict.allowed);
        if (allowed) expect(nameFault(one.path)).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });

  it('refuses a guarded file in every case and Unicode form', () => {
    const guarded = ['bizos/AGENT_GOALS.md', '.claude/settings.json', 'CLAUDE.md', '.github/workflows/ci.yml', 'package.json'];
    fc.assert(
      fc.property(fc.constantFrom(...guarded), fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (file, upper) => {
        const spelled = [...file].map((letter, i) => (upper[i] ? letter.toUpperCase() : letter.toLowerCase())).join('');
        expect(nameKey(spelled)).toBe(nameKey(file));
        expect(decide(POLICY, CRM, [change(spelled)])[0].allowed).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same verdict for a change whatever stands beside it', () => {
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 6 }), (paths) => {
        const unique = [...new Map(paths.map((one) => [nameKey(one), one])).values()].map((one) => change(one));
        const together = decide(POLICY, CRM, unique).map(({ code }) => code);
        expect(together).toEqual(unique.map((one) => decide(POLICY, CRM, [one])[0].code));
      }),
      { numRuns: 500 },
    );
  });
});
