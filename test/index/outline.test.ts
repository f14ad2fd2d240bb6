import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOutline } from '../../src/index/outline.ts';
import { readDocument } from '../../src/tree/read.ts';

const BLOCKS = [
  '# One',
  '## Über *uns*',
  '### Closed ###',
  '#No heading',
  '  ## Two in',
  'Under\n=====',
  'Under a\n---',
  'words\nmore words',
  '[a](b.md) and [[c|C]] and ![i](d.png)',
  'two [a](<b.md> "title") on [e](../f.md#part) a line',
  '`[no](link.md)` [yes](link.md)',
  '```\n# in a fence\n[x](y.md)\n```',
  '~~~ts\n# too\n~~~~',
  '<!-- # in a comment -->',
  '<!--\n# two\n\n# three\n-->',
  '| a | b |\n|---|---|\n| [t](u.md) | 2 |',
  '---',
  '日本 ü é',
  '',
] as const;

describe('the outline', () => {
  it('is what the full reader finds', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...BLOCKS)), fc.constantFrom('\n', '\r\n'), fc.boolean(), (blocks, eol, end) => {
        const text = `Lead-in.\n\n${blocks.join('\n\n')}${end ? '\n' : ''}`.replaceAll('\n', eol);
        const { sections, links } = readOutline(text);
        const full = readDocument('bizos/a.md', new TextEncoder().encode(text));
        const bodyOf = (body: string): string => body.replaceAll('\r\n', '\n').trim();
        expect(sections.map(({ title, depth, above, line, body }) => [title, depth, above, line, bodyOf(body)])).toEqual(
          full.sections.map(({ title, depth, above, line, body }) => [title, depth, above, line, bodyOf(body)]),
        );
        const ends = full.sections.map((_, i) => (full.sections[i + 1]?.line ?? full.text.split('\n').length + 1) - 1);
        expect(sections.map(({ lastLine }) => lastLine)).toEqual(ends);
        const written = full.sections.flatMap((section) => section.links.filter(({ kind }) => kind !== 'path'));
        expect(links.map(({ target, line, kind }) => `${line} ${kind} ${target}`).sort()).toEqual(
          written.map(({ target, line, kind }) => `${line} ${kind} ${target}`).sort(),
        );
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['', []],
    ['\n\n', []],
    ['words', [['', 0, 1, 1, 'words']]],
    ['# A', [['A', 1, 1, 1, '']]],
    ['# A\n', [['A', 1, 1, 2, '']]],
    [
      '# A\n# B\n\nb\n',
      [
        ['A', 1, 1, 1, ''],
        ['B', 1, 2, 5, '\nb\n'],
      ],
    ],
    [
      'a\n\nB\n===\nb',
      [
        ['', 0, 1, 2, 'a\n'],
        ['B', 1, 3, 5, 'b'],
      ],
    ],
    ['---\nid: x\n---\n# A\nb', [['A', 1, 4, 5, 'b']]],
    ['```\n# open to the end', [['', 0, 1, 2, '```\n# open to the end']]],
  ])('of %j', (text, sections) => {
    expect(readOutline(text).sections.map(({ title, depth, line, lastLine, body }) => [title, depth, line, lastLine, body])).toEqual(
      sections,
    );
  });
});
