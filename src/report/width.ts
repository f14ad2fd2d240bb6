/**
 * Text that every terminal shows as it is, one column a character: Latin letters, and the dashes, quotation marks, arrows and blocks of ordinary
 * writing. For nearly all text it answers what V8 takes a millisecond for, to make sets of Unicode ready.
 */
export const ORDINARY = /^[\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2500-\u259f]*$/;

/** Ranges of East Asian Wide and Fullwidth characters (Unicode TR11), ends included. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1aff0, 0x1b2ff],
  [0x1f200, 0x1f2ff],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** Columns that a character takes on a terminal: 0 for marks and unseen ones, 2 for East Asian wide ones and emoji, else 1. */
function columnsOf(character: string): number {
  const code = character.codePointAt(0) as number;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
  if (code < 0x300) return 1;
  if (ORDINARY.test(character)) return 1;
  // Marks that stand on the letter before them, and what nobody sees (the second and third part of a Hangul syllable too).
  if (/^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]$/u.test(character)) return 0;
  // Flags are two regional indicators of one column each.
  if (code >= 0x1f1e6 && code <= 0x1f1ff) return 1;
  return WIDE.some(([from, to]) => code >= from && code <= to) || /^[\p{Emoji_Presentation}\p{Emoji_Modifier}]$/u.test(character) ? 2 : 1;
}

/** Columns that a text takes; it must hold no escape sequences. */
export function textWidth(text: string): number {
  if (ORDINARY.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** The text cut to at most `width` columns, with an ellipsis where something was lost. A letter keeps its marks. */
export function cut(text: string, width: number, ellipsis = '…'): string {
  if (textWidth(text) <= width) return text;
  const sign = textWidth(ellipsis) <= width ? ellipsis : '';
  const room = width - textWidth(sign);
  let kept = '';
  let used = 0;
  for (const character of text) {
    const columns = columnsOf(character);
    if (used + columns > room) break;
    kept += character;
    used += columns;
  }
  return kept.trimEnd() + sign;
}

/** Padded to `width` columns on the right, or on the left. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

/** Blanks that a line may end at: not between a number and its percent sign or its `n`, nor before a dot that parts two things. */
const BETWEEN = /(?<!(?:^| )n) +(?![%·](?: |$))/;

/** Lines of at most `width` columns, broken at blanks; a longer word is cut hard. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(BETWEEN)) {
    let rest = word;
    if (line !== '' && textWidth(line) + 1 + textWidth(rest) <= width) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (textWidth(rest) > width) {
      const head = headOf(rest, width);
      lines.push(head);
      rest = rest.slice(head.length);
    }
    line = rest;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** As much of a word as fits, one character at least. */
function headOf(word: string, width: number): string {
  let head = '';
  let used = 0;
  for (const character of word) {
    used += columnsOf(character);
    if (head !== '' && used > width) break;
    head += character;
  }
  return head;
}
