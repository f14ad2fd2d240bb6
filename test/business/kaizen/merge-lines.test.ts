import { describe, expect, it } from 'vitest';
import { renamedInLog, renamedLines, sameLines } from '../../../src/business/kaizen/merge-lines.ts';
import { withLinks } from '../../../src/business/kaizen/merge-links.ts';
import type { SideMaps } from '../../../src/business/kaizen/merge-names.ts';
import { standingIn } from '../../../src/business/kaizen/merge-standing.ts';

const text = (...lines: string[]): string => `${lines.join('\n')}\n`;

describe('the lines that one side alone has brought', () => {
  it.each<[string, readonly string[], readonly string[], readonly string[], readonly string[], readonly string[]]>([
    ['theirs', ['a'], ['a'], ['a', 'see K-BIZ-002'], ['a', 'see K-BIZ-002'], ['a', 'see K-BIZ-003']],
    ['ours', ['a'], ['a', 'see K-BIZ-002'], ['a'], ['a', 'see K-BIZ-002'], ['a', 'see K-BIZ-002']],
    ['both', ['a'], ['a', 'see K-BIZ-002'], ['a', 'see K-BIZ-002'], ['a', 'see K-BIZ-002'], ['a', 'see K-BIZ-002']],
    [
      'neither: it was there before',
      ['K-BIZ-002'],
      ['K-BIZ-002', 'x'],
      ['K-BIZ-002', 'y'],
      ['K-BIZ-002', 'x', 'y'],
      ['K-BIZ-002', 'x', 'y'],
    ],
    ['neither: it was written after the merge', ['a'], ['a', 'x'], ['a', 'y'], ['a', 'x', 'y', 'K-BIZ-002'], ['a', 'x', 'y', 'K-BIZ-002']],
    [
      'theirs, though ours has one like it elsewhere',
      ['a', 'z'],
      ['a', 'mine', 'see K-BIZ-002', 'z'],
      ['a', 'z', 'yours', 'see K-BIZ-002'],
      ['a', 'mine', 'see K-BIZ-002', 'z', 'yours', 'see K-BIZ-002'],
      ['a', 'mine', 'see K-BIZ-002', 'z', 'yours', 'see K-BIZ-003'],
    ],
    [
      'theirs, below a heading that has its new number',
      ['a'],
      ['a', '[R-BIZ-001] mine', 'From: K-BIZ-002', '', 'x'],
      ['a', '[R-BIZ-001] yours', 'From: K-BIZ-002', '', 'y'],
      ['a', '[R-BIZ-001] mine', 'From: K-BIZ-002', '', 'x', '[R-BIZ-002] yours', 'From: K-BIZ-002', '', 'y'],
      ['a', '[R-BIZ-001] mine', 'From: K-BIZ-002', '', 'x', '[R-BIZ-002] yours', 'From: K-BIZ-003', '', 'y'],
    ],
    ['theirs, two ids in it', ['a'], ['a'], ['a', 'R-BIZ-001, K-BIZ-002'], ['a', 'R-BIZ-001, K-BIZ-002'], ['a', 'R-BIZ-002, K-BIZ-003']],
    [
      'theirs, between conflict marks',
      ['a'],
      ['a', 'K-BIZ-002 x'],
      ['a', 'K-BIZ-002 y'],
      ['a', '<<<<<<< HEAD', 'K-BIZ-002 x', '=======', 'K-BIZ-002 y', '>>>>>>> topic'],
      ['a', '<<<<<<< HEAD', 'K-BIZ-002 x', '=======', 'K-BIZ-003 y', '>>>>>>> topic'],
    ],
  ])('of %s', async (_, base, ours, theirs, now, after) => {
    const sides = { base: text(...base), ours: text(...ours), theirs: text(...theirs) };
    const renames = {
      ours: new Map(),
      theirs: new Map([
        ['K-BIZ-002', 'K-BIZ-003'],
        ['R-BIZ-001', 'R-BIZ-002'],
      ]),
    };
    expect(await renamedLines(text(...now), sides, renames)).toBe(text(...after));
    expect(await renamedLines(text(...after), sides, renames)).toBe(text(...after));
    const windows = await renamedLines(text(...now).replaceAll('\n', '\r\n'), sides, renames);
    expect(windows).toBe(text(...after).replaceAll('\n', '\r\n'));
  });

  it.each([
    [[], [], []],
    [['a'], ['a'], [[0, 0]]],
    [['a', 'b', 'c'], ['c'], [[2, 0]]],
    [['c'], ['a', 'b', 'c'], [[0, 2]]],
    [
      ['a', 'x', 'c', 'd'],
      ['a', 'c', 'y', 'z', 'd'],
      [
        [0, 0],
        [2, 1],
        [3, 4],
      ],
    ],
  ])('%j and %j', async (one, other, pairs) => {
    expect([...(await sameLines(one, other))]).toEqual(pairs);
  });
});

describe('what an entry names in a merged log', () => {
  const entry = (field: string, value: string): string =>
    `# Log\n\n## Active Experiments\n\n### [K-BIZ-001] one\n**Date:** 2026-11-02\n${value === '' ? '' : `**${field}:** ${value}\n`}\nWords.\n`;
  const maps = (ours: Record<string, string>, theirs: Record<string, string>, base: Record<string, string> = {}): SideMaps => ({
    base: new Map(Object.entries(base)),
    ours: new Map(Object.entries(ours)),
    theirs: new Map(Object.entries(theirs)),
  });
  const ANEW = maps({}, { R1: 'R2', R2: 'R3' }, { R1: 'R2' });

  it.each<[string, string, SideMaps, [base: string, ours: string, theirs: string], [stands: string, meant: string][]]>([
    [
      'a number of theirs is another now',
      'Led to',
      ANEW,
      ['R1', 'R2', 'R1, R2'],
      [
        ['R2', 'R2, R3'],
        ['R1, R2', 'R2, R3'],
        ['R2, R3', 'R2, R3'],
      ],
    ],
    [
      'both wrote one number for their own',
      'Led to',
      maps({ R2: 'R3' }, {}),
      ['', 'R2', 'R2'],
      [
        ['R2', 'R3, R2'],

        ['R3, R2', 'R3, R2'],
      ],
    ],
    [
      'of theirs two have changed their numbers',
      'Led to',
      maps({}, { R2: 'R4', R3: 'R2' }),
      ['', 'R3', 'R2'],
      [
        ['R3, R2', 'R3, R4'],
        ['R3, R4', 'R3, R4'],
      ],
    ],
    [
      'two have swapped them',
      'Led to',
      maps({}, { R2: 'R3', R3: 'R2' }),
      ['', '', 'R2'],
      [
        ['R2', 'R3'],
        ['R3', 'R3'],
      ],
    ],
    [
      'one has the number of the other side already',
      'Led to',
      maps({}, { R2: 'R4' }),
      ['', 'R4', 'R2'],
      [
        ['R4, R2', 'R4'],
        ['R4', 'R4'],
      ],
    ],
    [
      'a person wrote one since',
      'Followed by',
      maps({}, { R2: 'R3' }),
      ['', '', 'R2'],
      [
        ['R2, R9', 'R3, R9'],
        ['R3, [the talk](x.md)', 'R3, [the talk](x.md)'],
      ],
    ],
    [
      'a person took one out since',
      'Followed by',
      maps({}, { R2: 'R3' }),
      ['', 'R1', 'R2'],
      [
        ['R2', 'R3'],
        ['R1', 'R1'],
        ['', ''],
      ],
    ],
    [
      'one side took one out',
      'Led to',
      maps({ R2: 'R3' }, { R2: 'R3' }, { R2: 'R3' }),
      ['R1, R2', 'R2', 'R1, R2'],
      [
        ['R2', 'R3'],
        ['R3', 'R3'],
      ],
    ],
    [
      'theirs came of another number',
      'From',
      maps({}, { K2: 'K3' }),
      ['', '', 'K2'],
      [
        ['K2', 'K3'],
        ['K3', 'K3'],
        ['K9', 'K9'],
      ],
    ],
    [
      'ours has it by another number',
      'From',
      maps({ K4: 'K2' }, {}),
      ['K2', 'K4', 'K2'],
      [
        ['K4', 'K2'],
        ['K2', 'K2'],
      ],
    ],
    [
      'the sides mean different ones',
      'Follows',
      maps({}, { K2: 'K3' }),
      ['', 'K1', 'K2'],
      [
        ['K1', 'K1'],
        ['K2', 'K3'],
      ],
    ],
  ])('is what its side meant: %s', (_, field, meaning, [base, ours, theirs], cases) => {
    const long = (said: string): string => said.replace(/([KR])(\d)/g, '$1-BIZ-00$2');
    const all = Object.fromEntries(
      Object.entries(meaning).map(([side, map]) => [side, new Map([...map].map(([from, to]) => [long(from), long(to)]))]),
    ) as unknown as SideMaps;
    const sides = { base: entry(field, long(base)), ours: entry(field, long(ours)), theirs: entry(field, long(theirs)) };
    for (const [stands, meant] of cases)
      expect([stands, withLinks(standingIn(entry(field, long(stands)), sides), all)]).toEqual([stands, entry(field, long(meant))]);
  });
});

describe('ids renamed in a log', () => {
  const entry = (id: string, title: string, led = ''): string =>
    `### [${id}] ${title}\n**Date:** 2026-11-20\n**Layer:** Process\n**Entity:** Solartech\n**Status:** Proposed\n${led && `**Led to:** ${led}\n`}\n**Expected:**\nflags fall\n\n**Duration:**\n4 weeks\n\n**Actual:**\n(pending)\n\n**Decision:** (pending)\n\n`;
  const log = (...entries: string[]): string => `# Log\n\n## Active Experiments\n\n${entries.join('')}`;

  it('are those of the entry’s own side, in whatever order the sides have alike entries', async () => {
    const sides = {
      base: log(entry('K-BIZ-002', 'two'), entry('K-BIZ-003', 'three')),
      ours: log(entry('K-BIZ-002', 'two', 'R-BIZ-001'), entry('K-BIZ-003', 'three', 'R-BIZ-002')),
      theirs: log(
        entry('K-BIZ-002', 'two'),
        entry('K-BIZ-005', 'five', 'R-BIZ-001'),
        entry('K-BIZ-004', 'four'),
        entry('K-BIZ-003', 'three'),
      ),
    };
    const merged = (five: string): string =>
      log(
        entry('K-BIZ-002', 'two', 'R-BIZ-001'),
        entry('K-BIZ-003', 'three', 'R-BIZ-002'),
        entry('K-BIZ-005', 'five', five),
        entry('K-BIZ-004', 'four'),
      );
    const renames = { ours: new Map(), theirs: new Map([['R-BIZ-001', 'R-BIZ-003']]) };
    expect(await renamedInLog(standingIn(merged('R-BIZ-001'), sides), renames)).toBe(merged('R-BIZ-003'));
    expect(await renamedInLog(standingIn(merged('R-BIZ-003'), sides), renames)).toBe(merged('R-BIZ-003'));
  });
});
