import { HIDDEN } from '../core/hidden.ts';
import type { Block, Outgoing } from './channel.ts';

/** Text as a reader would see it: one kind of line end, no lone surrogates, hidden characters shown as U+FFFD. */
export function visible(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(HIDDEN, '\ufffd');
}

/** The same on one line: for subjects, names, labels. */
export function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}

/** A block as lines of plain text: list items get a dash, quoted text a mark on every line, so that it can't pass for ours. */
export function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
      return [oneLine(block.text)];
    case 'text':
      return visible(block.text).split('\n');
    case 'list':
      return block.items.map((item) => `- ${oneLine(item)}`);
    case 'quoted':
      return visible(block.text)
        .split('\n')
        .map((line) => `> ${line}`);
  }
}

/** The whole message as plain text, blocks apart by an empty line. */
export function plainText(message: Outgoing): string {
  return message.blocks.map((block) => blockLines(block).join('\n')).join('\n\n');
}

/** Pieces of at most `limit` UTF-16 units: cut at a line end or blank where there is one, else between graphemes, never inside one that fits. */
export function pieces(text: string, limit: number): string[] {
  const out: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const head = rest.slice(0, limit + 1);
    const blank = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' '));
    const at = blank > limit / 2 ? blank + 1 : graphemeCut(rest, limit);
    out.push(rest.slice(0, Math.min(at, limit)));
    rest = rest.slice(Math.min(at, limit));
  }
  if (rest !== '') out.push(rest);
  return out;
}

let graphemes: Intl.Segmenter | undefined;

/** Greatest boundary between graphemes at or before `limit`; between code points where one grapheme is longer than the limit. */
function graphemeCut(text: string, limit: number): number {
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  const end = graphemes.segment(text.slice(0, limit + 64)).containing(limit)?.index ?? 0;
  if (end > 0) return end;
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code < 0xdc00 ? limit - 1 : limit;
}
