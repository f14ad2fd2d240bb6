/** Columns that a character takes on a terminal: 0 for combining and unseen ones, 2 for East Asian wide ones and emoji (Unicode TR11). */
function columnsOf(code: number): number {
  if (code < 32 || (code >= 0x7f && code < 0xa0)) return 0;
  if (code < 0x300) return 1;
  if (
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x20d0 && code <= 0x20ff) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0x200d ||
    /\p{Mn}|\p{Me}|\p{Cf}/u.test(String.fromCodePoint(code))
  )
    return 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

/** Columns that a text takes; it must hold no escape sequences. */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character.codePointAt(0) as number);
  return width;
}

/** The text cut to at most `width` columns, with an ellipsis where something was lost. */
export function cut(text: string, width: number, ellipsis = '…'): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    const columns = columnsOf(character.codePointAt(0) as number);
    if (used + columns > width - textWidth(ellipsis)) break;
    kept += character;
    used += columns;
  }
  return width >= textWidth(ellipsis) ? kept + ellipsis : kept;
}

/** Padded to `width` columns on the right, or on the left. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

/** Lines of at most `width` columns, broken at blanks; a longer word is cut hard. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    let rest = word;
    while (textWidth(rest) > width) {
      if (line) lines.push(line);
      line = '';
      const head = cut(rest, width, '');
      if (head === '') break;
      lines.push(head);
      rest = rest.slice(head.length);
    }
    if (line === '') line = rest;
    else if (textWidth(line) + 1 + textWidth(rest) <= width) line += ` ${rest}`;
    else {
      lines.push(line);
      line = rest;
    }
  }
  if (line || lines.length === 0) lines.push(line);
  return lines;
}
