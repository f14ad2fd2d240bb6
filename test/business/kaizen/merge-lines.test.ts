import { describe, expect, it } from 'vitest';
import { renamedInLog, renamedLines, sameLines } from '../../../src/business/kaizen/merge-lines.ts';
import { withRenumberedLinks } from '../../../src/business/kaizen/merge-union.ts';

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

it('a link to a number that was given anew on one side, and on the other to another entry, is two', () => {
  const log = (led: string): string => `# Log\n\n## Active Experiments\n\n### [K-BIZ-004] four\n**Date:** 2026-11-20\n**Led to:** ${led}\n`;
  const sides = { base: log('R-BIZ-001'), ours: log('R-BIZ-002'), theirs: log('R-BIZ-001, R-BIZ-002') };
  const renames = {
    ours: new Map(),
    theirs: new Map([
      ['R-BIZ-001', 'R-BIZ-002'],
      ['R-BIZ-002', 'R-BIZ-003'],
    ]),
  };
  for (const text of [log('R-BIZ-002'), log('R-BIZ-002, R-BIZ-003')])
    expect(withRenumberedLinks(text, sides, renames)).toBe(log('R-BIZ-002, R-BIZ-003'));
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
    expect(await renamedInLog(merged('R-BIZ-001'), sides, renames)).toBe(merged('R-BIZ-003'));
    expect(await renamedInLog(merged('R-BIZ-003'), sides, renames)).toBe(merged('R-BIZ-003'));
  });
});
