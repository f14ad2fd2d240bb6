import { ORDINARY } from './width.ts';

/** Text from outside in one line: escape sequences can't act, bidirectional controls can't reorder, nothing is hidden in it. */
export function forTerminal(text: string): string {
  if (ORDINARY.test(text)) return text;
  return (
    text
      // Line breaks of every kind, and tabs: a blank in one line of text.
      .replace(/\r?\n|[\t\u2028\u2029\u0085]/g, ' ')
      // Characters that act on a terminal or turn the direction of text: shown as a replacement sign instead of doing anything.
      .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]|\p{Surrogate}/gu, '\ufffd')
      // Characters that nobody sees: zero-width ones, joiners, fillers, tags, variation selectors.
      // biome-ignore lint/suspicious/noMisleadingCharacterClass: the marks are meant as characters of their own.
      .replace(/[\p{Cf}\p{Variation_Selector}\u034f\u115f\u1160\u17b4\u17b5\u2065\u3164\uffa0\u{e0000}-\u{e0fff}]/gu, '')
      // Marks heaped on one letter, which run over the lines above and below.
      .replace(/(\p{Mn}{3})\p{Mn}+/gu, '$1')
  );
}

/** Something that a renderer would make a link of by itself, or a person or page that it would call: shown as code, which none does. */
const LINKLIKE = /(?:(?:https?|ftp|mailto|xmpp):|www\.|[\w.+-]*@(?=\w))[^\s`|\\]*/gi;

/**
 * Text from outside inside Markdown (CommonMark, GFM, wikis): no mark, link, HTML, table cell, heading, list, formula or front
 * matter can come of it, and a reader sees the characters as they were.
 */
export function forMarkdown(text: string): string {
  const flat = forTerminal(text).trim();
  let out = '';
  let from = 0;
  for (const match of flat.matchAll(LINKLIKE)) {
    out += `${escapedMarkdown(flat.slice(from, match.index))}\`${match[0]}\``;
    from = match.index + match[0].length;
  }
  out += escapedMarkdown(flat.slice(from));
  // What would begin a list, or underline a heading.
  return out.replace(/^([-+](?=\s|$)|[-=](?=[-=\s]*$))/, '\\$1').replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}

function escapedMarkdown(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/([\\*_[\]#|~$])/g, '\\$1')
    .replace(/`/g, '&#96;')
    .replace(/%%|==|\{\{|\{%/g, (pair) => `\\${pair[0]}\\${pair[1]}`);
}

/** Text from outside inside HTML text or a quoted attribute. */
export function forHtml(text: string): string {
  return forTerminal(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}
