import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanLog } from '../../../src/business/kaizen/log-scan.ts';
import { mergeLogs } from '../../../src/business/kaizen/merge-logs.ts';

const HEAD = '# Kaizen Log\n\n**Last Updated:** 2026-11-01\n\n## Active Experiments\n\n';
const TAIL = '## Completed Experiments\n\n(none yet)\n';

function entry(id: string, date: string, words = 'x', more = ''): string {
  return `### [${id}] ${words}\n**Date:** ${date}\n**Status:** Proposed\n\n**Hypothesis:**\n${words}\n${more}\n`;
}

const log = (...entries: string[]): string => HEAD + entries.join('') + TAIL;
const idsOf = (text: string): string[] => scanLog(text).entries.map(({ id }) => id);

async function merged(base: string, ours: string, theirs: string): ReturnType<typeof mergeLogs> {
  let next = 50;
  return mergeLogs({ base, ours, theirs }, async (prefix) => `${prefix}-0${next++}`, '2026-11-20');
}

const ONE = entry('K-BIZ-001', '2026-10-01', 'one');

describe('merging two logs', () => {
  it('keeps what each side added', async () => {
    const done = await merged(
      log(ONE),
      log(ONE, entry('K-BIZ-002', '2026-11-02', 'mine')),
      log(ONE, entry('K-BIZ-003', '2026-11-03', 'theirs')),
    );
    expect(done).toMatchObject({ conflicts: false, renumbered: [] });
    expect(idsOf(done.text)).toEqual(['K-BIZ-001', 'K-BIZ-002', 'K-BIZ-003']);
  });

  it('gives the later of two with one number another, rewrites what its side says of it, and says so', async () => {
    const ours = log(ONE, entry('K-BIZ-002', '2026-11-02', 'mine'));
    const theirs = log(ONE.replace('one\n', 'one\n\n**Led to:** K-BIZ-002\n'), entry('K-BIZ-002', '2026-11-03', 'theirs'));
    const done = await merged(log(ONE), ours, theirs);
    expect(done.renumbered).toEqual([{ from: 'K-BIZ-002', to: 'K-BIZ-050', side: 'theirs' }]);
    expect(idsOf(done.text)).toEqual(['K-BIZ-001', 'K-BIZ-002', 'K-BIZ-050']);
    expect(done.text).toContain('### [K-BIZ-050] theirs\n**Renumbered:** was K-BIZ-002 on a branch until 2026-11-20\n**Date:** 2026-11-03');
    expect(done.text).toContain('### [K-BIZ-002] mine');
    expect(done.text).toContain('**Led to:** K-BIZ-050');
  });

  it('renumbers ours where ours is the later', async () => {
    const done = await merged(
      log(ONE),
      log(ONE, entry('K-BIZ-002', '2026-11-09', 'mine')),
      log(ONE, entry('K-BIZ-002', '2026-11-03', 'theirs')),
    );
    expect(done.renumbered).toMatchObject([{ side: 'ours' }]);
    expect(done.text).toContain('[K-BIZ-002] theirs');
  });

  it('takes the same new entry of both sides once', async () => {
    const both = log(ONE, entry('K-BIZ-002', '2026-11-02', 'same'));
    expect(await merged(log(ONE), both, both.replace('2026-11-01', '2026-11-05'))).toMatchObject({
      conflicts: false,
      renumbered: [],
      text: both.replace('2026-11-01', '2026-11-05'),
    });
  });

  it('takes the later day of the last change', async () => {
    const done = await merged(log(ONE), log(ONE).replace('2026-11-01', '2026-11-08'), log(ONE).replace('2026-11-01', '2026-11-05'));
    expect(done).toMatchObject({ conflicts: false });
    expect(done.text).toContain('**Last Updated:** 2026-11-08');
  });

  it('follows an entry that one side moved and the other changed', async () => {
    const moved = `${HEAD}(none yet)\n\n## Completed Experiments\n\n${ONE}`;
    const done = await merged(log(ONE), moved, log(ONE.replace('Proposed', 'Active')));
    expect(done.conflicts).toBe(false);
    expect(idsOf(done.text)).toEqual(['K-BIZ-001']);
    expect(done.text.indexOf('## Completed')).toBeLessThan(done.text.indexOf('[K-BIZ-001]'));
    expect(done.text).toContain('**Status:** Active');
  });

  it('leaves git’s marks where both changed the same differently', async () => {
    const done = await merged(log(ONE), log(ONE.replace('Proposed', 'Active')), log(ONE.replace('Proposed', 'Dropped')));
    expect(done.conflicts).toBe(true);
    expect(done.text).toMatch(/<{7} ours\n.*Active.*\n={7}\n.*Dropped.*\n>{7} theirs/s);
  });

  it('changes nothing that only one side wrote', async () => {
    const theirs = log(ONE, entry('K-BIZ-002', '2026-11-02', 'x', '\nA  table:\n\n| a | b |\n|---|---|\n| `[K-BIZ-009]` | 😀 |\n'));
    expect((await merged(log(ONE), log(ONE), theirs)).text).toBe(theirs);
    expect((await merged(log(ONE), theirs, log(ONE))).text).toBe(theirs);
  });

  it('loses no entry and doubles no number, whatever the two sides added', async () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 2, max: 9 }), { maxLength: 5 });
    const made = (side: string, list: readonly number[]): string =>
      log(ONE, ...list.map((n) => entry(`K-BIZ-00${n}`, `2026-11-0${n}`, `${side} ${n}`)));
    await fc.assert(
      fc.asyncProperty(numbers, numbers, async (a, b) => {
        const done = await merged(log(ONE), made('a', a), made('b', b));
        const ids = idsOf(done.text);
        expect(done.conflicts).toBe(false);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toHaveLength(1 + a.length + b.length);
        for (const [side, list] of [
          ['a', a],
          ['b', b],
        ] as const)
          for (const n of list) expect(done.text.split(`] ${side} ${n}\n`)).toHaveLength(2);
      }),
      { numRuns: 40 },
    );
  });
});
