import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { forHtml, forMarkdown, forTerminal } from '../../src/report/escape.ts';
import { anyCharacter } from '../any-character.ts';

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

const parsed = (text: string): Node => fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Node;
const types = (node: Node): string[] => [node.type, ...(node.children ?? []).flatMap(types)];
const textOf = (node: Node): string => (node.value ?? '') + (node.children ?? []).map(textOf).join('');

/** ATTACKS C65, and what wikis and formula readers make of text. */
const HOSTILE = [
  'a | b',
  '`code` and ``more``',
  '---',
  '===',
  '# heading',
  '- item',
  '+ item',
  '1. item',
  '1) item',
  '> quote',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '![pixel](https://evil.example/p.png)',
  '[click](javascript:alert(1))',
  'javascript:alert(1)',
  'see https://evil.example/x?a=1 and www.evil.example',
  'mail ceo@acme.example or @everyone',
  '[[wiki page]]',
  '```\nfence',
  '~~~ fence',
  '---\nkind: policy\n---',
  '**bold** _em_ ~~gone~~',
  '&lt;b&gt; &amp; &#35;',
  '[^1] footnote',
  '$x^2$ and %%hidden%%',
  '{{ template }} {% tag %}',
  '\\| \\` \\\\',
  "=cmd|' /C calc'!A0",
  '    indented',
  '`a@b`c@d`',
  'x@y`z@w',
];
const INNOCENT = new Set(['root', 'paragraph', 'table', 'tableRow', 'tableCell', 'text', 'inlineCode']);

describe('C65: text from outside in Markdown', () => {
  it.each(HOSTILE)('%s stays text in a paragraph', (name) => {
    const tree = parsed(forMarkdown(name));
    expect(types(tree).filter((type) => !INNOCENT.has(type))).toEqual([]);
    expect(textOf(tree)).toBe(forTerminal(name).trim());
  });

  it.each(HOSTILE)('%s stays one cell of a table', (name) => {
    const tree = parsed(`| a | b |\n|---|---|\n| ${forMarkdown(name)} | end |\n`);
    expect(types(tree).filter((type) => !INNOCENT.has(type))).toEqual([]);
    const cells = tree.children?.[0]?.children?.[1]?.children ?? [];
    expect(cells.map(textOf)).toEqual([forTerminal(name).trim(), 'end']);
  });

  it('holds for any text, and the reader sees the same characters', () => {
    const signs = fc.string({
      unit: fc.constantFrom(...'`*_[]()<>|~#!$&;=-+.:/\\@% \n\r\tahw1é漢'.split(''), 'https:', 'www.', '&#', '\u202e', '😀'),
    });
    fc.assert(
      fc.property(fc.oneof(signs, fc.string({ unit: 'grapheme' })), (name) => {
        const tree = parsed(`| a |\n|---|\n| ${forMarkdown(name)} |\n`);
        expect(types(tree).filter((type) => !INNOCENT.has(type))).toEqual([]);
        const cells = tree.children?.[0]?.children?.[1]?.children ?? [];
        expect(cells.map(textOf).join('')).toBe(forTerminal(name).trim());
      }),
      { numRuns: 500 },
    );
  });

  it('leaves ordinary names as they are', () => {
    for (const name of ['Müller & Söhne'.replace('&', 'und'), 'Offer 32.6 (roof)', '+60 %', 'A-B', "O'Brien: phase 2"])
      expect(forMarkdown(name)).toBe(name);
  });
});

describe('C69: text from outside on a terminal', () => {
  it.each([
    ['\u001b[2J\u001b]0;title\u0007gone', '\ufffd[2J\ufffd]0;title\ufffdgone'],
    ['\u009b31mred', '\ufffd31mred'],
    ['one\r\ntwo\nthree\ttab\u2028sep\u0085nel', 'one two three tab sep nel'],
    ['over\rwrite', 'over\ufffdwrite'],
    ['abc\u202egpj.exe', 'abc\ufffdgpj.exe'],
    ['iso\u2066late\u2069 \u061cmark', 'iso\ufffdlate\ufffd \ufffdmark'],
    ['zero\u200bwidth\u2060\ufeff\u00ad', 'zerowidth'],
    ['tag\u{e0041}\u{e007f}', 'tag'],
    ['lone \ud800 half', 'lone \ufffd half'],
    ['z\u0300\u0301\u0302\u0303\u0304\u0305\u0306algo', 'z\u0300\u0301\u0302algo'],
    ['漢字 😀 é', '漢字 😀 é'],
  ])('%j becomes %j', (from, to) => {
    expect(forTerminal(from)).toBe(to);
  });

  it('lets no control, bidirectional or unseen character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        expect(forTerminal(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]|\p{Surrogate}/u);
      }),
    );
  });
});

describe('text from outside in HTML', () => {
  it('keeps marks and quotes from acting', () => {
    expect(forHtml(`<img src="x" onerror='a()'> & \u0000`)).toBe('&lt;img src=&quot;x&quot; onerror=&#39;a()&#39;&gt; &amp; \ufffd');
  });
});
