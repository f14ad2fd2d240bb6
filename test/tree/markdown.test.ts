import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { parseBody, parseMarkdown } from '../../src/tree/markdown.ts';

const WORDS = [
  'www.a.bc',
  'WWW.a.bc',
  'http://a.bc',
  'HTTPS://a.bc',
  'a@b.cd',
  'a&#64;b.cd',
  'a\\@b.cd',
  'http\\://a.bc',
  'http:&#47;/a.bc',
  'www&#46;a.bc',
  'www\\.a.bc',
  'mailto:a@b.cd',
  'xmpp:a@b.cd/e',
  '[a@b.cd](x)',
  '[t](http://a.bc)',
  '[http://a.bc]',
  '<http://a.bc>',
  '`www.a.bc`',
  '*a@b.cd*',
  '| www.a.bc |\n|---|\n| a@b.cd |',
  '[^1]\n\n[^1]: www.a.bc',
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
