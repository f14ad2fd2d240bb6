import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { parseBody, parseMarkdown } from '../../src/tree/markdown.ts';

const WORDS = [
  'www.a.example',
  'WWW.a.example',
  'http://a.example',
  'HTTPS://a.example',
  'a@b.example',
  'a&#64;b.example',
  'a\\@b.example',
  'http\\://a.example',
  'http:&#47;/a.example',
  'www&#46;a.example',
  'www\\.a.example',
  'mailto:a@b.example',
  'xmpp:a@b.example/e',
  '[a@b.example](x)',
  '[t](http://a.example)',
  '[http://a.example]',
  '<http://a.example>',
  '`www.a.example`',
  '*a@b.example*',
  '| www.a.example |\n|---|\n| a@b.example |',
  '[^1]\n\n[^1]: www.a.example',
  '~~a~~',
  '- [ ] b',
  '---',
  '# c',
  'www',
  'http',
  'd',
];

const texts = fc
  .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom('', ' ', '\n', '\n\n', '(', '_')), { maxLength: 8 })
  .map((parts) => parts.flat().join(''));

describe('one set of extensions, and no search for addresses where there is none, reads a text as the library does by itself', () => {
  it.each(WORDS)('%j', (text) => same(text));

  it('any text of such words', () => fc.assert(fc.property(texts, same), { numRuns: 200 }));
});

function same(text: string): void {
  expect(parseBody(text)).toEqual(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
  expect(parseMarkdown(text)).toEqual(
    fromMarkdown(text, {
      extensions: [gfm(), frontmatter(['yaml'])],
      mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown(['yaml'])],
    }),
  );
}
