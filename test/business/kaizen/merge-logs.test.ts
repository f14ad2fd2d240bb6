import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { touchUpdated } from '../../../src/business/kaizen/last-updated.ts';
import { addEntry, cutEntry, splicedText, withFields } from '../../../src/business/kaizen/log-edit.ts';
import { type LogPart, scanLog } from '../../../src/business/kaizen/log-scan.ts';
import { mergeLogs } from '../../../src/business/kaizen/merge-logs.ts';
import { withSide } from '../../../src/business/kaizen/merge-marks.ts';

const HEAD = '# Kaizen Log\n\n**Last Updated:** 2026-11-01\n\n## Active Experiments\n\n';
const TAIL = '## Completed Experiments\n\n(none yet)\n\n---\n\n## Dropped Experiments\n\n(none yet)\n\n## Related Files\n\n- `x.md`\n';

function entry(id: string, date: string, words = 'x', more = ''): string {
  return `### [${id}] ${words}\n**Date:** ${date}\n**Status:** Proposed\n\n**Hypothesis:**\n${words}\n${more}\n`;
}

const log = (...entries: string[]): string => HEAD + (entries.join('') || '(none yet)\n\n') + TAIL;
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

  it('says so in the language of the entry', async () => {
    const german = entry('K-BIZ-002', '2026-11-03', 'theirs').replace('**Date:**', '**Datum:**');
    const done = await merged(log(ONE), log(ONE, entry('K-BIZ-002', '2026-11-02', 'mine')), log(ONE, german));
    expect(done.text).toContain('### [K-BIZ-050] theirs\n**Umnummeriert:** war K-BIZ-002 auf einem Branch bis 2026-11-20\n**Datum:**');
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

  it.each([
    ['30.10.2026', '05.11.2026', 'theirs'],
    ['05.11.2026', '30.10.2026', 'ours'],
    ['5. November 2026', '2026-10-30', 'ours'],
    ['2026-10-30', '5 November 2026', 'theirs'],
    ['05.11.2026', '2026-11-05', 'theirs'],
    ['bald', 'bald', 'theirs'],
    ['', '05.11.2026', 'theirs'],
  ])('the later is by the day, however it is written: ours %s, theirs %s', async (ours, theirs, side) => {
    const done = await merged(log(ONE), log(ONE, entry('K-BIZ-002', ours, 'mine')), log(ONE, entry('K-BIZ-002', theirs, 'yours')));
    expect(done.renumbered).toMatchObject([{ side }]);
    // Of one day and title they are one.
    const same = await merged(log(ONE), log(ONE, entry('K-BIZ-002', ours, 'said')), log(ONE, entry('K-BIZ-002', theirs, 'said')));
    expect(same.renumbered).toHaveLength(ours === theirs || theirs.startsWith('2026-11-05') ? 0 : 1);
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

  it.each<[string, string, string, boolean]>([
    ['Adopt and Drop', 'Completed|Adopt', 'Dropped|Drop', true],
    ['Adopt and Iterate', 'Completed|Adopt', 'Completed|Iterate', true],
    ['a result and Drop', 'Active|(pending)', 'Dropped|Drop', true],
    ['the same on both sides', 'Completed|Adopt', 'Completed|Adopt', false],
    ['one side only', 'Proposed|(pending)', 'Dropped|Drop', false],
  ])('never mixes two ends of an experiment: %s', async (_, mine, other, apart) => {
    const ended = (end: string, side: string): string => {
      const [status, decision] = end.split('|');
      return `${ONE.trimEnd().replace('Proposed', status)}\n\n**Actual:**\nsame\n\n**Learning:** ${side}\n\n**Decision:** ${decision}\n\n`;
    };
    const ours = log(ended(mine, apart ? 'a' : 'same'));
    const theirs = log(ended(other, apart ? 'b' : 'same'));
    const done = await merged(log(ended('Proposed|(pending)', 'same')), ours, theirs);
    expect(done.conflicts).toBe(apart);
    const ends = ['ours', 'theirs'].map((side) =>
      withSide(done.text, side as 'ours' | 'theirs')
        .match(/(?<=\*\*(?:Status|Decision):\*\* ).*/g)
        ?.join('|'),
    );
    expect(ends).toEqual(apart ? [mine, other] : [other, other]);
    expect(done.text.match(/^<{7} /gm)?.length ?? 0).toBe(apart ? 1 : 0);
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

  it('an entry that one side moved stays moved, whatever the other brought beside it', async () => {
    const done = await merged(
      log(ONE),
      acted(log(ONE), { kind: 'move', id: 'K-BIZ-001', part: 'completed' }, 'ours'),
      acted(log(ONE), { kind: 'add', id: 'K-BIZ-002', part: 'active' }, 'theirs'),
    );
    expect(done.conflicts).toBe(false);
    expect(partsOf(done.text)).toEqual({ 'K-BIZ-001': 'completed', 'K-BIZ-002': 'active' });
  });

  it('what one side took out and the other went on with is left to a person', async () => {
    const done = await merged(
      log(ONE, entry('K-BIZ-002', '2026-10-02')),
      log(entry('K-BIZ-002', '2026-10-02')),
      log(ONE.replace('Proposed', 'Active'), entry('K-BIZ-002', '2026-10-02')),
    );
    expect(done.conflicts).toBe(true);
    expect(done.text).toContain('**Status:** Active');
  });

  it.each([
    ['at the end', '', ''],
    ['before another', '\n## Related Files\n\n- `x.md`\n', ''],
    ['below a sub-heading', '', '### Process\n\n'],
  ])('keeps the ideas of both where each began the list, %s', async (_, behind, above) => {
    const start = log(ONE).replace('\n## Related Files\n\n- `x.md`\n', '');
    const ideas = (word: string): string => `${start}\n## Experiment Candidates\n\n${above}- ${word}\n${behind}`;
    const done = await merged(`${start}${behind}`, ideas('mine'), ideas('theirs'));
    expect(done).toMatchObject({ conflicts: false, text: ideas('mine').replace('- mine\n', '- mine\n- theirs\n') });
  });

  it('keeps what one side wrote behind what both added', async () => {
    const began = ONE.replace('Proposed\n', 'Active\n**Started:** 2026-11-05\n');
    const more = began.replace('-05\n', '-05\n\nA remark.\n');
    for (const [ours, theirs] of [
      [began, more],
      [more, began],
    ])
      expect(await merged(log(ONE), log(ours), log(theirs))).toMatchObject({ conflicts: false, text: log(more) });
    const others = began.replace('-05\n', '-05\n\nAnother.\n');
    expect(await merged(log(ONE), log(others), log(more))).toMatchObject({ conflicts: true });
    // What one took out does not come back.
    const both = ONE.replace('Proposed\n', 'Proposed\n**By:** Ana\n');
    const without = ONE.replace('Proposed\n', 'Active\n');
    expect(await merged(log(both), log(without), log(both.replace('Proposed', 'Active')))).toMatchObject({ conflicts: true });
  });

  it('does not put what a picked commit did to an entry on another that has its number here', async () => {
    const theirs = entry('K-BIZ-002', '2026-11-02', 'theirs');
    const [mine, remark] = [entry('K-BIZ-002', '2026-11-02', 'mine'), theirs.replace('Proposed\n', 'Proposed\n\nA remark.\n')];
    const sides = { base: log(ONE, theirs), ours: log(ONE, mine), theirs: log(ONE, remark) };
    const picked = await mergeLogs(sides, async () => 'K-BIZ-050', '2026-11-20', { replayed: true });
    expect(picked.conflicts).toBe(true);
    expect(picked.text).toContain(mine);
    // In a merge ours began with theirs, but nothing but the number says that this is what became of it: it keeps that, and a person decides.
    const both = await merged(sides.base, sides.ours, sides.theirs);
    expect(both).toMatchObject({ conflicts: true, renumbered: [{ from: 'K-BIZ-002', side: 'theirs' }] });
    expect(both.text).toContain(mine);
    expect(both.text.slice(both.text.indexOf('<<<<<<<'))).toContain('A remark.');
    // Whose title was mended, or whose hypothesis, is still the one.
    const [titled, reasoned] = [theirs.replace('] theirs', '] Theirs'), theirs.replace(/Hypothesis:\*\*\n.*/, 'Hypothesis:**\nAnother')];
    for (const ours of [titled, reasoned].map((one) => one.replace('2026-11-02', '2026-11-03')))
      expect(await merged(sides.base, log(ONE, ours), sides.theirs)).toMatchObject({ conflicts: false, renumbered: [] });
  });

  it('a number that was taken out on one side, and given to another entry there, is that one’s; what nobody went on with takes no other', async () => {
    const [theirs, mine] = [entry('K-BIZ-002', '2026-11-02', 'theirs'), entry('K-BIZ-002', '2026-11-09', 'mine')];
    const asked: string[] = [];
    const next = async (_: string, id: string): Promise<string> => {
      asked.push(id);
      return 'K-BIZ-050';
    };
    const more = entry('K-BIZ-003', '2026-11-03', 'more').replace('\n\n', '\n**From:** K-BIZ-002\n\n');
    const sides = { base: log(ONE, theirs), ours: log(ONE, mine), theirs: log(ONE, theirs, more) };
    for (const replayed of [false, true]) {
      const done = await mergeLogs(sides, next, '2026-11-20', { replayed });
      // What names the one that is gone does not come to name the other.
      const [, from] = /\*\*From:\*\* (K-BIZ-~[0-9a-f]{4})\n/.exec(done.text) ?? [];
      expect([done.conflicts, done.text]).toEqual([false, log(ONE, mine, more.replace('From:** K-BIZ-002', `From:** ${from}`))]);
      // It comes with a later commit: it is named by its number again, without a conflict.
      const comes = await mergeLogs({ base: log(ONE), ours: done.text, theirs: log(ONE, theirs) }, next, '2026-11-20', { replayed: true });
      expect(comes).toMatchObject({ conflicts: false, renumbered: [{ from: 'K-BIZ-002', to: 'K-BIZ-050', side: 'theirs' }] });
      expect(comes.text).toContain('**From:** K-BIZ-050\n');
      const all = await merged(sides.base, done.text, sides.theirs);
      expect(all.text).toBe(done.text);
    }
    expect(asked).toEqual(['K-BIZ-002', 'K-BIZ-002']);
  });

  it('of several beginnings git’s own has the lines of a merge that one side has not seen', async () => {
    const note = '**Renumbered:** was K-BIZ-002 on a branch until 2026-11-20\n';
    const renumbered = (text: string, to: string): string => text.replace(/\[K-BIZ-002\] (.*\n)/, `[${to}] $1${note}`);
    const [alpha, beta] = ['alpha', 'beta'].map((words) => entry('K-BIZ-002', '2026-11-02', words));
    const [first, second] = [log(alpha, renumbered(beta, 'K-BIZ-003')), log(renumbered(alpha, 'K-BIZ-004'), beta)];
    const all = log(renumbered(alpha, 'K-BIZ-004'), renumbered(beta, 'K-BIZ-003'));
    for (const base of [first, second])
      for (const [ours, theirs] of [
        [first, second],
        [second, first],
      ])
        expect(await merged(base, ours, theirs)).toMatchObject({ conflicts: false, renumbered: [], text: all });
    // Who has it under its new number took the line out.
    expect((await merged(first, first.replace(note, ''), first.replace('-02\n', '-02\n**By:** Ana\n'))).text).not.toContain(note);
  });

  it('the order, and what stands between, is that of the side that changed it; what only one has stands behind its neighbour', async () => {
    const [a, b, c, d, e] = ['1', '2', '3', '4', '5'].map((k) => entry(`K-BIZ-01${k}`, '2026-11-02', `entry ${k}`));
    const rows: readonly (readonly string[])[][] = [
      // base, ours, theirs, merged
      [
        [a, b, c],
        [a, b, c, d],
        [c, b, a],
        [c, d, b, a],
      ],
      [
        [a, b, c],
        [c, b, a],
        [a, b, c, d],
        [c, d, b, a],
      ],
      [
        [a, b],
        [a, b],
        [c, a, b],
        [c, a, b],
      ],
      [
        [a, b],
        [d, a, b],
        [c, a, b],
        [d, c, a, b],
      ],
      [
        [a, b],
        [a, b, c],
        [a, b, d],
        [a, b, c, d],
      ],
      [
        [a, b],
        [a, c, b],
        [a, d, b, e],
        [a, c, d, b, e],
      ],
      [
        [a, b, c],
        [b, a, c],
        [a, c, b],
        [b, a, c],
      ],
    ];
    for (const [base, ours, theirs, all] of rows)
      expect(await merged(log(...base), log(...ours), log(...theirs))).toMatchObject({ conflicts: false, text: log(...all) });
    const parted = log(a, b).replace(b, `---\n\n${b}`);
    expect((await merged(log(a, b), log(a, b, c), parted)).text).toBe(log(a, b, c).replace(b, `---\n\n${b}`));
    expect((await merged(parted, log(a, b), parted.replace(b, b + c))).text).toBe(log(a, b, c));
  });

  it('knows an entry that a squashed commit brought under another number, whatever the number was', async () => {
    const [mine, theirs] = [entry('K-BIZ-002', '2026-11-02', 'mine'), entry('K-BIZ-002', '2026-11-02', 'theirs')];
    const brought = mine.replace('[K-BIZ-002] mine\n', '[K-BIZ-003] mine\n**Renumbered:** was K-BIZ-002 on a branch until 2026-11-20\n');
    const sides = { base: log(ONE, theirs), ours: log(ONE, mine), theirs: log(ONE, theirs, brought) };
    const picked = await mergeLogs(sides, async () => 'K-BIZ-050', '2026-11-20', { replayed: true });
    expect(picked).toMatchObject({ conflicts: false, renumbered: [], text: log(ONE, mine) });
  });

  it('a side that has all that the other did, and more, counts: a squash brought the beginning to both', async () => {
    const started = ONE.replace('Proposed\n', 'Active\n**Started:** 2026-11-05\n');
    const ended = started.replace('Active', 'Completed').replace('one\n\n', 'one\n\n**Actual Result:**\nless\n\n');
    for (const [ours, theirs] of [
      [started, ended],
      [ended, started],
    ])
      expect(await merged(log(ONE), log(ours), log(theirs))).toMatchObject({ conflicts: false, text: log(ended) });
    // Each started it for itself.
    expect(await merged(log(ONE), log(started.replace('-05', '-06')), log(ended))).toMatchObject({ conflicts: true });
  });

  it('a remark that both sides have stands there once, whatever else they have', async () => {
    const remark = ONE.replace('\n\n**Hypothesis', '\n\nA remark.\n\n**Hypothesis');
    const ours = remark.replace('**Hypothesis', 'Mine.\n\n**Hypothesis');
    const theirs = remark.replace('Proposed\n', 'Active\n**Started:** 2026-11-05\n');
    for (const [one, other] of [
      [remark, theirs],
      [ours, theirs],
      [theirs, ours],
    ]) {
      const done = await merged(log(ONE), log(one), log(other));
      expect(done.conflicts).toBe(false);
      expect(done.text.split('A remark.').length).toBe(2);
      expect(done.text).toContain('**Started:** 2026-11-05\n');
    }
  });

  it('leaves it to a person where each began a part with words of its own', async () => {
    const part = (word: string): string => `${log(ONE)}\n## Remarks\n\n${word}\n`;
    expect(await merged(log(ONE), part('mine'), part('theirs'))).toMatchObject({ conflicts: true });
  });

  it('ideas that both sides added stay, and one that became an experiment stays gone', async () => {
    const ideas = (...words: string[]): string => `${log(ONE)}\n## Experiment Candidates\n\n${words.map((one) => `- ${one}`).join('\n')}\n`;
    const done = await merged(ideas('a', 'b'), ideas('b', 'mine'), ideas('a', 'b', 'theirs'));
    expect(done).toMatchObject({ conflicts: false, text: ideas('b', 'mine', 'theirs') });
    // A picked commit brought one to both sides, each in another place.
    const picked = await merged(ideas('a'), ideas('b', 'a'), ideas('a', 'b'));
    expect(picked).toMatchObject({ conflicts: false, text: ideas('b', 'a') });
    const first = await merged(ideas('a').replace('- a', '(none yet)'), ideas('mine'), ideas('theirs'));
    expect(first).toMatchObject({ conflicts: false, text: ideas('mine', 'theirs') });
  });

  it('lessons that both sides added stay', async () => {
    const lessons = (...entries: string[]): string => `# Failure Log\n\n| Date | What |\n|---|---|\n\n${entries.join('\n')}`;
    const F = (n: number, words: string): string => `### [F-BIZ-00${n}] ${words}\n**Date:** 2026-11-02\n\n**What happened:**\n${words}\n`;
    const done = await merged(lessons(), lessons(F(1, 'mine')), lessons(F(1, 'theirs'), F(2, 'more')));
    expect(done).toMatchObject({ conflicts: false, renumbered: [{ from: 'F-BIZ-001', to: 'F-BIZ-050', side: 'theirs' }] });
    expect(idsOf(done.text)).toEqual(['F-BIZ-001', 'F-BIZ-050', 'F-BIZ-002']);
  });

  it('an experiment that one side gave its number stands there once, with what the other side did to it', async () => {
    const offline = log(ONE, entry('K-BIZ-~7f3a', '2026-11-02', 'on a plane'));
    const started = offline.replace(/(~7f3a[\s\S]*?)Proposed/, '$1Active').replace('one\n', 'one\n\nSee K-BIZ-~7f3a.\n');
    const done = await merged(offline, offline.replace('~7f3a', '009'), started);
    expect(done.conflicts).toBe(false);
    expect(idsOf(done.text)).toEqual(['K-BIZ-001', 'K-BIZ-009']);
    expect(done.text).toMatch(/K-BIZ-009\] on a plane\n.*\n\*\*Status:\*\* Active/);
    expect(done.text).toContain('See K-BIZ-009.');
    const twice = await merged(offline, offline.replace('~7f3a', '009'), offline.replace('~7f3a', '010'));
    expect(idsOf(twice.text)).toEqual(['K-BIZ-001', 'K-BIZ-009']);
  });

  const TWO = entry('K-BIZ-002', '2026-11-02', 'two', '\n**Actual:**\n(pending)\n\n**Decision:** (pending)\n');
  const begun = TWO.replace('Proposed', 'Active\n**Started:** 2026-11-03');
  const known = begun.replace('Actual:**\n(pending)', 'Actual:**\nSeven of nine\n\nand a half');
  const ended = known.replace('Active', 'Completed').replace('Decision:** (pending)', 'Decision:** Adopt');
  const completed = (...entries: string[]): string =>
    log(ONE).replace('## Completed Experiments\n\n(none yet)\n', `## Completed Experiments\n\n${entries.join('')}`);

  it.each<[string, string, string, string]>([
    ['one side started it', log(ONE, TWO), log(ONE, begun), log(ONE, begun)],
    ['the one had a result before it was squashed', log(ONE, known), log(ONE, begun), log(ONE, known)],
    ['one side decided', log(ONE, begun), completed(ended), completed(ended)],
    ['each went on elsewhere', log(ONE.replace('Proposed', 'Active'), TWO), log(ONE, begun), log(ONE.replace('Proposed', 'Active'), begun)],
  ])('takes an entry that a squashed commit brought to both sides for one: %s', async (_, ours, theirs, expected) => {
    expect(await merged(log(ONE), ours, theirs)).toEqual({ text: expected, conflicts: false, renumbered: [] });
    expect(await merged(log(ONE), theirs, ours)).toEqual({ text: expected, conflicts: false, renumbered: [] });
  });

  it('the side that has come further counts, from whatever step of it the commit was squashed, in either language', async () => {
    for (const [language, eol] of [
      ['en', '\n'],
      ['de', '\n'],
      ['en', '\r\n'],
    ] as const) {
      const steps = walked(log(ONE, TWO).replaceAll('\n', eol), language);
      for (const [i, ours] of steps.entries())
        for (const [k, theirs] of steps.entries()) {
          const done = await merged(log(ONE).replaceAll('\n', eol), ours, theirs);
          expect([language, eol, i, k, done]).toEqual([
            language,
            eol,
            i,
            k,
            { text: steps[Math.max(i, k)], conflicts: false, renumbered: [] },
          ]);
        }
    }
  });

  it('what both sides then said differently of it is left to a person', async () => {
    const other = known.replace('Seven of nine\n\nand a half', 'Two of nine');
    const done = await merged(log(ONE), log(ONE, known), log(ONE, other));
    expect([done.conflicts, idsOf(done.text)]).toEqual([true, ['K-BIZ-001', 'K-BIZ-002']]);
    expect(withSide(done.text, 'ours')).toBe(log(ONE, known));
    expect(withSide(done.text, 'theirs')).toBe(log(ONE, other));
    const ends = await merged(log(ONE), log(ONE, ended), log(ONE, ended.replace('Completed', 'Dropped').replace('Adopt', 'Drop')));
    expect(ends.text).toMatch(/<{7} ours\n[\s\S]*Adopt\n[\s\S]*={7}\n[\s\S]*Drop\n[\s\S]*>{7} theirs/);
  });

  it('takes a provisional one that was squashed and then got its number for one', async () => {
    const early = TWO.replace('002', '~7f3a');
    const [ours, theirs] = [log(ONE, TWO), log(ONE.replace('one\n', 'one\n\nSee K-BIZ-~7f3a.\n'), early.replace('Proposed', 'Active'))];
    const expected = theirs.replaceAll('~7f3a', '002');
    expect(await merged(log(ONE), ours, theirs)).toEqual({ text: expected, conflicts: false, renumbered: [] });
    expect(await merged(log(ONE), theirs, ours)).toEqual({ text: expected, conflicts: false, renumbered: [] });
  });

  it.each(['Led to', 'Followed by'])('an entry names what came of it on both sides: %s', async (label) => {
    const led = (...ids: string[]): string => ONE.replace('Proposed', `Proposed\n**${label}:** ${ids.join(', ')}`);
    const done = await merged(log(led('R-BIZ-001')), log(led('R-BIZ-001', 'R-BIZ-004')), log(led('R-BIZ-001', 'P-BIZ-002')));
    expect(done).toMatchObject({ conflicts: false, text: log(led('R-BIZ-001', 'R-BIZ-004', 'P-BIZ-002')) });
    const first = await merged(log(ONE), log(led('R-BIZ-004')), log(led('P-BIZ-002')));
    expect(first).toMatchObject({ conflicts: false, text: log(led('R-BIZ-004', 'P-BIZ-002')) });
    const out = await merged(
      log(led('R-BIZ-001', 'R-BIZ-002')),
      log(led('R-BIZ-002', 'R-BIZ-004')),
      log(led('R-BIZ-001', 'R-BIZ-002', 'P-BIZ-002')),
    );
    expect(out).toMatchObject({ conflicts: false, text: log(led('R-BIZ-002', 'R-BIZ-004', 'P-BIZ-002')) });
    const hand = await merged(
      log(led('R-BIZ-001 R-BIZ-002')),
      log(led('R-BIZ-001 R-BIZ-002', '[R-BIZ-004](R.md)')),
      log(led('[R-BIZ-001](R.md)', 'R-BIZ-002', 'R-BIZ-004', 'see the [P-BIZ-002](P.md)')),
    );
    const words = led('R-BIZ-001', 'R-BIZ-002', '[R-BIZ-004](R.md)', 'see the [P-BIZ-002](P.md)');
    expect(hand).toMatchObject({ conflicts: false, text: log(words) });
    // Both wrote the number that one of them has to give up.
    const both = await merged(
      log(ONE),
      log(led('K-BIZ-002'), entry('K-BIZ-002', '2026-11-02', 'mine')),
      log(led('K-BIZ-002'), entry('K-BIZ-002', '2026-11-03', 'theirs')),
    );
    expect(both.text).toContain(`**${label}:** K-BIZ-002, K-BIZ-050\n`);
  });

  const DATED = (id: string, title: string, more = ''): string => entry(id, '2026-11-02', title, more);
  const noted = (id: string, was: string, title: string): string =>
    DATED(id, title).replace('\n**Date:', `\n**Renumbered:** was ${was} on a branch until 2026-11-03\n**Date:`);
  const titles = (text: string): string[] => scanLog(text).entries.map(({ id, name }) => `${id} ${name}`);

  it('loses none of two entries of a side that have one number', async () => {
    const twice = log(ONE, DATED('K-BIZ-002', 'two'), DATED('K-BIZ-002', 'three'));
    const started = (text: string): string => text.replace('Proposed', 'Active');
    for (const [base, ours, theirs] of [
      [log(ONE), twice, log(started(ONE))],
      [log(ONE), log(started(ONE)), twice],
      [twice, twice.replace('two\n', 'two!\n'), started(twice)],
    ]) {
      const done = await merged(base, ours, theirs);
      expect(titles(done.text).map((one) => one.replace('!', ''))).toEqual(['K-BIZ-001 one', 'K-BIZ-002 two', 'K-BIZ-002 three']);
      expect(done.text).toContain('**Status:** Active');
    }
  });

  describe('a branch that goes on after its entry got another number', () => {
    const base = log(ONE, DATED('K-BIZ-002', 'yours'));
    const ours = log(ONE, DATED('K-BIZ-002', 'mine'), noted('K-BIZ-003', 'K-BIZ-002', 'yours'));

    it('and writes a new one with that number: it gets the next', async () => {
      const next = log(
        ONE,
        DATED('K-BIZ-002', 'yours', '\n**Followed by:** K-BIZ-003\n'),
        DATED('K-BIZ-003', 'then', '\n**Follows:** K-BIZ-002\n'),
      );
      const done = await merged(base, ours, next);
      expect(titles(done.text)).toEqual(['K-BIZ-001 one', 'K-BIZ-002 mine', 'K-BIZ-003 yours', 'K-BIZ-050 then']);
      expect(done).toMatchObject({ conflicts: false, renumbered: [{ from: 'K-BIZ-003', to: 'K-BIZ-050', side: 'theirs' }] });
      expect(done.text.match(/\*\*Follow.*$/gm)).toEqual(['**Followed by:** K-BIZ-050', '**Follows:** K-BIZ-003']);
    });

    it.each([
      ['whose title was mended', ours.replace('] yours', '] yours, weekly')],
      ['whose line about it is gone', ours.replace(/\*\*Renumbered.*\n/, '')],
    ])('and takes a step with one %s', async (_, changed) => {
      const done = await merged(base, changed, base.replace(/(yours\n[\s\S]*?)Proposed/, '$1Active'));
      expect(done.conflicts).toBe(false);
      expect(done.text).toBe(changed.replace(/(K-BIZ-003[\s\S]*?)Proposed/, '$1Active'));
    });

    it('whose commit was picked, so that no base has it', async () => {
      const done = await merged(log(ONE), ours, base.replace(/(yours\n[\s\S]*?)Proposed/, '$1Active'));
      expect(done).toEqual({ text: ours.replace(/(K-BIZ-003[\s\S]*?)Proposed/, '$1Active'), conflicts: false, renumbered: [] });
    });
  });

  it('what one side took out and the other went on with never lands in another entry', async () => {
    const base = log(ONE, DATED('K-BIZ-002', 'two'));
    const gone = log(ONE, DATED('K-BIZ-003', 'three'));
    const on = log(ONE, DATED('K-BIZ-002', 'two').replace('Proposed', 'Active'));
    for (const [ours, theirs] of [
      [gone, on],
      [on, gone],
    ]) {
      const done = await merged(base, ours, theirs);
      expect(done.conflicts).toBe(true);
      expect(withSide(done.text, ours === gone ? 'ours' : 'theirs')).not.toContain('K-BIZ-002');
      expect(withSide(done.text, ours === gone ? 'theirs' : 'ours')).toContain('two\n**Date:** 2026-11-02\n**Status:** Active');
      expect(done.text).toContain(DATED('K-BIZ-003', 'three').trim());
    }
  });

  it('two entries to which each side gave the other’s number come together once each', async () => {
    const a = log(ONE, DATED('K-BIZ-002', 'mine'), noted('K-BIZ-003', 'K-BIZ-002', 'yours'));
    const b = log(ONE, DATED('K-BIZ-002', 'yours'), noted('K-BIZ-003', 'K-BIZ-002', 'mine'));
    const ends = [];
    for (const base of [log(ONE), log(ONE, DATED('K-BIZ-002', 'mine'), DATED('K-BIZ-004', 'yours'))])
      for (const [ours, theirs] of [
        [a, b],
        [b, a],
      ])
        ends.push(titles((await merged(base, ours, theirs)).text).sort());
    expect(new Set(ends.map((one) => one.join())).size).toBe(1);
    expect(ends[0].map((one) => one.split(' ')[1]).sort()).toEqual(['mine', 'one', 'yours']);
    expect(new Set(ends[0].map((one) => one.split(' ')[0])).size).toBe(3);
  });

  it('of two numbers that two merges gave it keeps the one that no other entry has', async () => {
    const base = log(ONE, DATED('K-BIZ-002', 'alpha'));
    const ours = log(ONE, DATED('K-BIZ-002', 'alpha'), noted('K-BIZ-003', 'K-BIZ-002', 'beta'));
    const theirs = log(ONE, DATED('K-BIZ-002', 'alpha'), DATED('K-BIZ-003', 'gamma'), noted('K-BIZ-004', 'K-BIZ-002', 'beta'));
    const done = await merged(base, ours, theirs);
    expect([titles(done.text).sort(), done.renumbered]).toEqual([
      ['K-BIZ-001 one', 'K-BIZ-002 alpha', 'K-BIZ-003 gamma', 'K-BIZ-004 beta'],
      [],
    ]);
  });

  it('a link on one side and a step on the other are no conflict', async () => {
    const linked = ONE.replace('Proposed', 'Proposed\n**Led to:** R-BIZ-001');
    const started = ONE.replace('Proposed', 'Active\n**Started:** 2026-11-03');
    const both = ONE.replace('Proposed', 'Active\n**Started:** 2026-11-03\n**Led to:** R-BIZ-001');
    expect(await merged(log(ONE), log(started), log(linked))).toMatchObject({ conflicts: false, text: log(both) });
    expect((await merged(log(ONE), log(linked), log(started))).conflicts).toBe(false);
    const other = started.replace('2026-11-03', '2026-11-03\n**Led to:** P-BIZ-004');
    const done = await merged(log(ONE), log(other), log(linked));
    expect(done).toMatchObject({ conflicts: false, text: log(both).replace('R-BIZ-001', 'P-BIZ-004, R-BIZ-001') });
  });

  it.each([
    ['ours', '\n', '\r\n', '\n', '\r\n'],
    ['theirs', '\n', '\n', '\r\n', '\r\n'],
    ['both', '\r\n', '\n', '\n', '\n'],
  ])('line ends that changed on one side are its last word: %s', async (_, base, ours, theirs, eol) => {
    const [mine, other] = [DATED('K-BIZ-002', 'mine'), DATED('K-BIZ-003', 'theirs')];
    const done = await merged(
      log(ONE).replaceAll('\n', base),
      log(ONE, mine).replaceAll('\n', ours),
      log(ONE, other).replaceAll('\n', theirs),
    );
    expect(done).toMatchObject({ conflicts: false, text: log(ONE, mine, other).replaceAll('\n', eol) });
  });

  it('what each side did to entries of its own stays as that side has it: text, part, order of its lines', async () => {
    const act = fc.record({
      pick: fc.nat(5),
      kind: fc.constantFrom('move', 'fill', 'add'),
      part: fc.constantFrom('active', 'completed', 'dropped'),
    });
    const acts = fc.array(act, { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 6 }), acts, acts, fc.constantFrom('\n', '\r\n'), async (count, a, b, eol) => {
        const ids = Array.from({ length: count }, (_, k) => `K-BIZ-00${k + 1}`);
        const base = ids.reduce((text, id, k) => acted(text, { kind: 'add', id, part: PARTS[k % 3] }, 'base'), log()).replaceAll('\n', eol);
        const side = (name: string, list: typeof a, own: readonly string[]): string =>
          list.reduce((text, { pick, kind, part }, k) => {
            if (kind === 'add') return acted(text, { kind, id: `K-BIZ-${name === 'ours' ? 1 : 2}${k}0`, part: 'active' }, name);
            return own.length === 0 ? text : acted(text, { kind, id: own[pick % own.length], part }, name);
          }, base);
        const ours = side(
          'ours',
          a,
          ids.filter((_, k) => k % 2 === 0),
        );
        const theirs = side(
          'theirs',
          b,
          ids.filter((_, k) => k % 2 === 1),
        );
        const done = await merged(base, ours, theirs);
        expect(done.conflicts).toBe(false);
        const expected = { ...partsOf(theirs), ...partsOf(ours) };
        for (const [k, id] of ids.entries()) expected[id] = partsOf(k % 2 === 0 ? ours : theirs)[id];
        expect(partsOf(done.text)).toEqual(expected);
        expect(idsOf(done.text)).toHaveLength(Object.keys(expected).length);
        const texts = { ...textsOf(theirs), ...textsOf(ours) };
        for (const [k, id] of ids.entries()) texts[id] = textsOf(k % 2 === 0 ? ours : theirs)[id];
        expect(textsOf(done.text)).toEqual(texts);
        // An empty part says so, one with entries does not; the line ends are those of the log.
        for (const part of PARTS) {
          const { heads } = scanLog(done.text);
          const head = heads.find((one) => one.part === part && one.depth === 2);
          expect([part, done.text.slice(head?.bodyStart, head?.deepEnd).includes('(none yet)')]).toEqual([
            part,
            !Object.values(expected).includes(part),
          ]);
        }
        if (eol === '\r\n') expect(done.text).not.toMatch(/[^\r]\n/);
      }),
      { numRuns: Number(process.env.BIZOS_RUNS ?? 60) },
    );
  });
});

describe('two clones that learn, step and merge in any order', () => {
  it('have each experiment once, with a number of its own, as the one who wrote it left it', async () => {
    const act = fc.record({
      who: fc.constantFrom('a', 'b'),
      kind: fc.constantFrom('learn', 'learn', 'step', 'mend', 'merge'),
      pick: fc.nat(9),
      day: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 24 }), async (acts) => {
        const logs = { a: log(ONE), b: log(ONE) };
        /** The newest state that both histories have. */
        let common = log(ONE);
        let given = 0;
        const own: Record<string, { who: 'a' | 'b'; title: string; status: string }> = {};
        const merge = async (who: 'a' | 'b'): Promise<void> => {
          const other = who === 'a' ? 'b' : 'a';
          const sides = { base: common, ours: logs[who], theirs: logs[other] };
          // A number of the remote's: nobody else has it.
          const done = await mergeLogs(sides, async (prefix) => `${prefix}-${500 + ++given}`, '2026-11-20');
          expect(done.conflicts).toBe(false);
          common = logs[other];
          logs[who] = done.text;
        };
        for (const [n, { who, kind, pick, day }] of acts.entries()) {
          const entries = scanLog(logs[who]).entries;
          if (kind === 'merge') await merge(who);
          else if (kind === 'learn') {
            const id = `K-BIZ-00${1 + Math.max(...entries.map((one) => Number(one.id.slice(6))).filter((number) => number < 500))}`.replace(
              /-0+(?=\d{3})/,
              '-',
            );
            const words = `idea ${n}`;
            own[words] = { who, title: words, status: 'Proposed' };
            logs[who] = splicedText(logs[who], [addEntry(scanLog(logs[who]), 'active', entry(id, `2026-11-0${day}`, words).trim(), 'en')]);
          } else {
            const mine = entries.filter(({ name }) => Object.values(own).some((one) => one.who === who && one.title === name));
            if (mine.length === 0) continue;
            const one = mine[pick % mine.length];
            const [key] = Object.entries(own).find(([, { title }]) => title === one.name) ?? [];
            if (key === undefined) continue;
            const text = logs[who].slice(one.start, one.coreEnd);
            const title = `${key}, mended ${n}`;
            own[key] = kind === 'mend' ? { ...own[key], title } : { ...own[key], status: `Seen ${n}` };
            const after =
              kind === 'mend' ? text.replace(`] ${one.name}`, `] ${title}`) : withFields(logs[who], one, { status: `Seen ${n}` }, 'en');
            logs[who] = logs[who].slice(0, one.start) + after + logs[who].slice(one.coreEnd);
          }
        }
        await merge('a');
        await merge('b');
        for (const text of Object.values(logs)) {
          const outline = scanLog(text);
          const stand = outline.entries.map((one) => [one.name, /\*\*Status:\*\* (.*)/.exec(text.slice(one.start, one.coreEnd))?.[1]]);
          expect(stand.sort()).toEqual([['one', 'Proposed'], ...Object.values(own).map(({ title, status }) => [title, status])].sort());
          expect(new Set(outline.entries.map(({ id }) => id)).size).toBe(outline.entries.length);
        }
        expect(idsOf(logs.a).sort()).toEqual(idsOf(logs.b).sort());
      }),
      { numRuns: Number(process.env.BIZOS_RUNS ?? 60) },
    );
  });
});

const PARTS = ['active', 'completed', 'dropped'] as const;

interface Act {
  readonly kind: 'move' | 'fill' | 'add';
  readonly id: string;
  readonly part: (typeof PARTS)[number];
}

/** The log after a person's side of it took a step, by the functions that the commands use. */
function acted(text: string, { kind, id, part }: Act, side: string): string {
  const outline = scanLog(text);
  const splices = [...touchUpdated(outline, side === 'ours' ? '2026-11-05' : '2026-11-06')];
  if (kind === 'add') {
    if (outline.entries.some((one) => one.id === id)) return text;
    splices.push(addEntry(outline, part, entry(id, '2026-11-02', `${side} ${id}`).trim(), 'en'));
    return splicedText(text, splices);
  }
  const one = outline.entries.find((found) => found.id === id);
  if (!one) return text;
  const filled = withFields(text, one, { status: `Seen by ${side}`, actual: `${side} saw it` }, 'en');
  if (kind === 'fill' || one.part === part) splices.push({ start: one.start, end: one.coreEnd, text: filled });
  else splices.push(cutEntry(outline, one, 'en'), addEntry(outline, part, filled, 'en'));
  return splicedText(text, splices);
}

/** A log before and after each step of its second entry, by the functions that the commands use. */
function walked(text: string, language: 'en' | 'de'): string[] {
  const logs = [text];
  for (const [part, values] of [
    ['active', { status: 'Active', started: '2026-11-03' }],
    ['active', { status: 'Completed', actual: 'Seven of nine\n\nand a half' }],
    ['completed', { decision: 'Adopt', completed: '2026-11-09', learning: 'Ask on day 3' }],
  ] as const) {
    const before = logs[logs.length - 1];
    const outline = scanLog(before);
    const [entry] = outline.withId('K-BIZ-002');
    const filled = withFields(before, entry, values, language);
    const splices =
      entry.part === part
        ? [{ start: entry.start, end: entry.coreEnd, text: filled }]
        : [cutEntry(outline, entry, 'en'), addEntry(outline, part, filled, 'en', true)];
    logs.push(splicedText(before, splices));
  }
  return logs;
}

const partsOf = (text: string): Record<string, LogPart> => Object.fromEntries(scanLog(text).entries.map(({ id, part }) => [id, part]));
const textsOf = (text: string): Record<string, string> =>
  Object.fromEntries(scanLog(text).entries.map(({ id, start, coreEnd }) => [id, text.slice(start, coreEnd)]));
