import { describe, expect, it } from 'vitest';
import { doubledListed } from '../../../src/business/kaizen/listed-ids.ts';

const lines = (...all: string[]): string => `# Rules\n\n${all.join('\n')}\n`;

describe('ids that a list or a table has twice', () => {
  it.each<[string, string[], number[][]]>([
    ['two items', ['- **R-BIZ-001** a', '- **R-BIZ-002** b', '- **R-BIZ-002** c'], [[4, 5]]],
    ['three', ['- R-BIZ-001 a', '- R-BIZ-001 b', '', '- R-BIZ-001 c'], [[3, 4, 6]]],
    ['numbered', ['1. R-BIZ-001: a', '2. R-BIZ-001: b'], [[3, 4]]],
    ['indented alike', ['- Deals', '  - R-BIZ-001 a', '  - R-BIZ-001 b'], [[4, 5]]],
    ['in brackets', ['* [R-BIZ-001] a', '* [R-BIZ-001] b'], [[3, 4]]],
    ['with Windows line ends', ['- R-BIZ-001 a\r', '- R-BIZ-001 b\r'], [[3, 4]]],
    ['rows', ['| Id | Rule |', '|---|---|', '| R-BIZ-001 | a |', '| R-BIZ-002 | b |', '| R-BIZ-002 | c |'], [[6, 7]]],
    ['rows, the id in the second cell', ['| 1 | `R-BIZ-001` | a |', '| 2 | `R-BIZ-002` | b |', '| 3 | `R-BIZ-002` | c |'], [[4, 5]]],
    [
      'an overview and a list',
      ['- R-BIZ-001 a', '- R-BIZ-001 b', '## All', '- R-BIZ-001: a', '- R-BIZ-001: b'],
      [
        [3, 4],
        [6, 7],
      ],
    ],
  ])('%s', (_what, all, places) => {
    expect(doubledListed(lines(...all), 'R-BIZ').map((found) => found.map(({ line }) => line))).toEqual(places);
  });

  it.each<[string, string[]]>([
    ['each once', ['- R-BIZ-001 a', '- R-BIZ-002 b']],
    ['longer numbers', ['- R-BIZ-001 a', '- R-BIZ-0011 b', '- R-BIZ-001-A c']],
    ['other letters', ['- R-CTO-001 a', '- R-CTO-001 b', '- R-BIZ-CTO-001 a', '- R-BIZ-CTO-001 b']],
    ['in words', ['- see R-BIZ-001', '- R-BIZ-001 a', 'R-BIZ-001']],
    ['an overview', ['- R-BIZ-001 a', '- R-BIZ-002 b', '## All', '- R-BIZ-001 as said', '- R-BIZ-002 as said']],
    ['what was done', ['- R-BIZ-001 a', '- R-BIZ-002 b', '## History', '- R-BIZ-001 said anew', '- R-BIZ-001 mended']],
    ['what belongs to an item', ['- R-BIZ-001 a', '  - R-BIZ-002 is alike', '- R-BIZ-002 b', '  - R-BIZ-002 is alike']],
    ['written in another way', ['- **R-BIZ-001** a', '- R-BIZ-001 is void']],
    ['rows that go on', ['| R-BIZ-001 | a |', '| R-BIZ-001 | b |', '| R-BIZ-002 | c |', '| R-BIZ-002 | d |', '| R-BIZ-003 | e |']],
    ['rows that name another', ['| K-BIZ-001 | R-BIZ-001 |', '| K-BIZ-002 | R-BIZ-001 |', '| R-BIZ-001 | a |']],
    ['an example', ['- R-BIZ-001 a', '```', '- R-BIZ-001 b', '```', '<!--', '- R-BIZ-001 c', '-->']],
  ])('none: %s', (_what, all) => {
    expect(doubledListed(lines(...all), 'R-BIZ')).toEqual([]);
  });
});
