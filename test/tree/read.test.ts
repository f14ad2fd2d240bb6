import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../src/tree/document.ts';
import { itemsBelow } from '../../src/tree/fields.ts';
import { readDocument } from '../../src/tree/read.ts';

const read = (text: string): ParsedDocument => readDocument('bizos/a.md', new TextEncoder().encode(text));
const only = (text: string) => read(text).sections[0];
const codes = (document: ParsedDocument) => document.problems.map(({ code, place }) => `${code}:${place?.line}`);

describe('sections', () => {
  it('hold their place, and join up to the whole text', () => {
    const text = '\ufeff---\r\nid: x\r\n---\r\nLead-in.\r\n\r\n# One\r\ntext\r\n\r\n## Two *b*\r\nmore\r\n\r\nUnder\r\n-----\r\nend';
    const document = read(text);
    expect(document.sections.map(({ title, depth, line, above }) => [title, depth, line, above])).toEqual([
      ['', 0, 1, []],
      ['One', 1, 6, []],
      ['Two b', 2, 9, ['One']],
      ['Under', 2, 12, ['One']],
    ]);
    expect(document.sections.map(({ start, end }) => document.text.slice(start, end)).join('')).toBe(
      document.text.slice(document.text.indexOf('Lead')),
    );
    expect(document.sections[2].body).toBe('more\r\n\r\n');
    expect(document.title).toBe('One');
  });

  it('headings in fences, comments and quotes are none', () => {
    expect(read('# A\n```\n# B\n```\n<!--\n# C\n-->\n> # D\n').sections.map(({ title }) => title)).toEqual(['A']);
  });

  it('for any list of sections the pieces make the text', () => {
    const block = fc.oneof(
      fc.constantFrom(
        '# H',
        '## Ü',
        'text',
        '- a\n  - b',
        '| a | b |\n|---|---|\n| 1 | 2 |',
        '```\n# x\n```',
        '> q',
        '---',
        '**L:** v',
        '',
      ),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.array(block), fc.constantFrom('\n', '\r\n'), (blocks, eol) => {
        const document = read(`# T${eol}${blocks.map((one) => one.replaceAll('\n', eol)).join(eol + eol)}`);
        expect(document.sections.map(({ start, end }) => document.text.slice(start, end)).join('')).toBe(document.text);
        for (const { line, start, depth } of document.sections) {
          if (depth > 0) expect(document.text.slice(0, start).split(/\r\n|\n|\r/).length).toBe(line);
        }
      }),
    );
  });
});

describe('fields', () => {
  it('are read on one line, as a block, and in several forms', () => {
    const { fields } = only(
      '# A\n**Date:** 2026-01-02\n**Owner**: Mei Xin\n\n**Why:**\nBecause\nof it.\n\nAnd more.\n\n- a\n- b\n\n**Done:** yes\n\ntext\n',
    );
    expect(fields.map(({ label, value, line }) => [label, value, line])).toEqual([
      ['Date', '2026-01-02', 2],
      ['Owner', 'Mei Xin', 3],
      ['Why', 'Because\nof it.\n\nAnd more.\n\n- a\n- b', 5],
      ['Done', 'yes', 14],
    ]);
  });

  it('a label alone on its line owns what follows, up to the next label', () => {
    const text = '# A\n**Why:**\n\nPara.\n\n**not a label** but prose\n\n1. one\n2. two\n\n**Next:** x\n';
    const [why, next] = only(text).fields;
    expect(why.value).toBe('Para.\n\n**not a label** but prose\n\n1. one\n2. two');
    expect(text.slice(why.start, why.end)).toBe('**Why:**\n\nPara.\n\n**not a label** but prose\n\n1. one\n2. two');
    expect(text.slice(next.start, next.end)).toBe('**Next:** x');
  });

  it('know the list items below them', () => {
    const section = only('# A\n**One** (first):\n- a\n- b\n\n**Two:** x\n- c\n');
    expect(section.fields.map((field) => itemsBelow(section, field).map(({ text }) => text))).toEqual([['a', 'b'], ['c']]);
  });

  it('templates in fences are no entries', () =>
    expect(only('# A\n```\n**Date:** x\n- [ ] y\n```\n')).toMatchObject({ fields: [], items: [] }));
});

describe('tables', () => {
  it('give plain cells: escaped pipes, code, bold, links, breaks; missing cells are empty', () => {
    const [table] = only('| A | B | C |\n|---|:-:|---|\n| a \\| b | `c` **d** | [e](f.md) |\n| x<br>y |\n').tables;
    expect(table).toEqual({
      line: 1,
      header: ['A', 'B', 'C'],
      rows: [
        { line: 3, cells: ['a | b', 'c d', 'e'] },
        { line: 4, cells: ['x y', '', ''] },
      ],
    });
  });

  it('end where the pipes end, without a blank line too', () => {
    const { tables } = only(
      'Intro\n| A | B |\n|---|---|\n| 1 | 2 |\nProse.\nHeading\n| C | D | E |\n|---|---|---|\n| 3 | 4 | 5 |\nProse again.\n',
    );
    expect(
      tables.map(({ line, header, rows }) => [line, header.join(), rows.map(({ line: at, cells }) => `${at}:${cells.join()}`)]),
    ).toEqual([
      [2, 'A,B', ['4:1,2']],
      [7, 'C,D,E', ['9:3,4,5']],
    ]);
  });

  it('below the lazy lines of a list, in lists and in quotes', () => {
    const { tables } = only(
      '- item\nlazy prose\n| A | B |\n|---|---|\n| 1 | 2 |\n\n- x\n\n  | C |\n  |---|\n  | 3 |\n\n> | D |\n> |---|\n> | 4 |\n',
    );
    expect(tables.map(({ line, header, rows }) => [line, header.join(), rows.length])).toEqual([
      [3, 'A,B', 1],
      [9, 'C', 1],
      [13, 'D', 1],
    ]);
  });

  it('broken ones are said with their line', () => {
    expect(codes(read('# T\n\n| A | B |\n|---|---|---|\n| 1 | 2 |\n'))).toEqual(['table-broken:3']);
    expect(codes(read('| A | B |\n|---|---|\n| 1 | 2 | 3 |\n'))).toEqual(['table-row-long:3']);
    expect(codes(read('a | b and --- c | d\n'))).toEqual([]);
  });
});

describe('items and links', () => {
  it('items know depth, order, check and code', () => {
    expect(only('1. a `x` and `y`\n   - [x] b\n   - [ ] c\n').items).toEqual([
      { text: 'a x and y', depth: 0, ordered: true, checked: undefined, code: ['x', 'y'], line: 1 },
      { text: 'b', depth: 1, ordered: false, checked: true, code: [], line: 2 },
      { text: 'c', depth: 1, ordered: false, checked: false, code: [], line: 3 },
    ]);
  });

  it('links of every kind; placeholders and patterns are none', () => {
    const text =
      '[a](b.md#c) ![i](p.png)\n[[Some Page|shown]] `bizos/x.md` `bizos/[entity]/x.md` `bizos/*.md` `bizos/<entity>/` `YYYY-MM-DD-x.md` `KPI.md`\n\n`a b.md` `[[no]]`\n';
    expect(only(text).links.map(({ kind, target, line }) => `${kind} ${target} ${line}`)).toEqual([
      'link b.md#c 1',
      'image p.png 1',
      'wiki Some Page 2',
      'path bizos/x.md 2',
      'path KPI.md 2',
    ]);
  });
});

describe('what files may hold', () => {
  it('invalid UTF-8 is said with its line, and the rest is read', () => {
    const document = readDocument(
      'a.md',
      Buffer.concat([Buffer.from('# A\n\nfine\n'), Buffer.from([0xc3, 0x28]), Buffer.from('\n## B\n')]),
    );
    expect(codes(document)).toEqual(['not-utf8:4']);
    expect(document.sections.map(({ title }) => title)).toEqual(['A', 'B']);
  });

  it.each([
    ['quotes in quotes', '>'.repeat(5000)],
    ['lists in lists', `${'- '.repeat(3000)}a`],
    ['lists by indentation', Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i * 2)}- a`).join('\n')],
    ['stars', `${'*'.repeat(20_000)}a${'*'.repeat(20_000)}`],
    ['stars and underscores', '*_'.repeat(100_000)],
    ['open brackets', '[a '.repeat(20_000) + '](b)'.repeat(20_000)],
    ['images in images', '![a'.repeat(5000) + '](b)'.repeat(5000)],
    ['underlined headings', 'a\n===\n'.repeat(20_000)],
    ['thousands of tables', '|a|\n|-|\n'.repeat(20_000)],
    ['three megabytes', 'word '.repeat(600_000)],
  ])('%s beyond reason: a problem, and the text is still there', (_, text) => {
    const document = read(`# T\n\n${text}`);
    expect(document.problems.map(({ code }) => code)).toEqual(['document-unreasonable']);
    expect(document.sections).toHaveLength(1);
    expect(document.sections[0].body).toBe(document.text);
  });

  it('long lists and tables are not beyond reason', () => {
    expect(codes(read('- **a** [b](c) `d`\n'.repeat(2000)))).toEqual([]);
    expect(codes(read(`| a | b |\n|---|---|\n${'| **x** | [y](z) |\n'.repeat(1500)}`))).toEqual([]);
  });

  it('anything at all is read without an exception', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => Array.isArray(readDocument('a.md', bytes).sections)));
    const marks = fc.array(
      fc.constantFrom(
        '#',
        '|',
        '-',
        '*',
        '_',
        '`',
        '\n',
        '\r',
        '\t',
        ' ',
        '[',
        ']',
        '(',
        ')',
        '>',
        '<',
        '!',
        ':',
        '---\n',
        'a',
        '\\',
        '~',
        '1.',
        '&',
      ),
      { maxLength: 120 },
    );
    fc.assert(
      fc.property(marks, (parts) => Array.isArray(read(parts.join('')).sections)),
      { numRuns: 500 },
    );
  });
});
