import type { Block, Outgoing } from '../channel.ts';
import { blockLines, pieces } from '../plain.ts';

/** Limits of the Bot API (sendMessage): characters after the marks were read, and marks that count, kept a little below. */
const CHARACTERS_MAX = 4096;
const ENTITIES_MAX = 90;
/** A long line is cut a little shorter, so that a heading has room above it. */
const PIECE_MAX = 3900;

/**
 * What makes a word clickable in Telegram: mentions, commands, hashtags, cashtags, addresses, links. Looked for word by word, so that the
 * time stays in line with the length.
 */
const ACTIVE_WORD = /[@#$/\\＠＃]|:\/\/|[\p{L}\p{N}_-]\.\p{L}{2}|^[a-z0-9.+-]{1,40}:./iu;
/** Numbers that look like a phone's or a card's. */
const NUMBER = /\+?\d[\d\s().-]{5,}\d/g;

interface Line {
  readonly text: string;
  readonly style: 'b' | 'blockquote' | undefined;
}

/** Messages in Telegram's HTML mode, each within the limits; marks open and close within one message. */
export function telegramParts(message: Outgoing): string[] {
  const lines: Line[] =
    message.subject === undefined ? [] : [...linesOf({ kind: 'heading', text: message.subject }), { text: '', style: undefined }];
  for (const [i, block] of message.blocks.entries()) {
    if (i > 0) lines.push({ text: '', style: undefined });
    lines.push(...linesOf(block));
  }
  const parts: string[] = [];
  let now: { html: string[]; size: number; entities: number } = { html: [], size: 0, entities: 0 };
  const close = (): void => {
    if (now.html.join('').trim() !== '') parts.push(now.html.join('\n'));
    now = { html: [], size: 0, entities: 0 };
  };
  for (const line of lines.flatMap(fitting)) {
    const entities = countEntities(line);
    if (now.html.length > 0 && (now.size + 1 + line.text.length > CHARACTERS_MAX || now.entities + entities > ENTITIES_MAX)) close();
    if (now.html.length === 0 && line.text.trim() === '') continue;
    now.size += line.text.length + (now.html.length > 0 ? 1 : 0);
    now.entities += entities;
    now.html.push(lineHtml(line));
  }
  close();
  return parts;
}

/** The three characters that mean something in Telegram's HTML, and the quote for attributes. */
function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function linesOf(block: Block): Line[] {
  const style = block.kind === 'heading' ? 'b' : block.kind === 'quoted' ? 'blockquote' : undefined;
  return blockLines(block).map((text) => ({ text, style: text.trim() === '' ? undefined : style }));
}

/** A line that is too long, or holds too many active words, as several. */
function fitting(line: Line): Line[] {
  const cut = line.text.length > CHARACTERS_MAX ? pieces(line.text, PIECE_MAX) : [line.text];
  return cut.flatMap((text) => {
    const part = { ...line, text };
    if (countEntities(part) <= ENTITIES_MAX || text.length < 200) return [part];
    return pieces(text, Math.ceil(text.length / 2)).flatMap((half) => fitting({ ...line, text: half }));
  });
}

function countEntities(line: Line): number {
  return activeRanges(line.text).length + (line.style ? 1 : 0);
}

/**
 * Where a line would act by itself; neighbours are one range. Inside `<code>` Telegram looks for nothing, so that is where they go: the
 * words stay the same, and nothing in them can be pressed.
 */
function activeRanges(text: string): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const word of text.matchAll(/[^\s<>"']+/g)) {
    if (ACTIVE_WORD.test(word[0])) found.push({ from: word.index, to: word.index + word[0].length });
  }
  for (const number of text.matchAll(NUMBER)) found.push({ from: number.index, to: number.index + number[0].length });
  const merged: { from: number; to: number }[] = [];
  for (const range of found.sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && range.from <= last.to + 1) last.to = Math.max(last.to, range.to);
    else merged.push(range);
  }
  return merged;
}

function lineHtml({ text, style }: Line): string {
  let html = '';
  let at = 0;
  for (const { from, to } of activeRanges(text)) {
    html += `${escapeHtml(text.slice(at, from))}<code>${escapeHtml(text.slice(from, to))}</code>`;
    at = to;
  }
  html += escapeHtml(text.slice(at));
  return style ? `<${style}>${html}</${style}>` : html;
}
