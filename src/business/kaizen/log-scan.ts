/** In which part of the log an experiment stands. */
export type LogPart = 'active' | 'completed' | 'dropped' | 'other';

/** A heading of a log. Offsets are of the text (UTF-16). */
export interface LogHead {
  readonly depth: number;
  /** As a reader of the page sees it. */
  readonly title: string;
  readonly start: number;
  /** Behind the heading's line. */
  readonly bodyStart: number;
  /** Up to the next heading of any depth. */
  readonly end: number;
  /** Up to the next heading that is not below it. */
  readonly deepEnd: number;
  /** 1-based. */
  readonly line: number;
  readonly part: LogPart;
  /** Headings that it stands under. */
  readonly level: number;
}

/** A heading that begins with an id in brackets. */
export interface LogEntry extends LogHead {
  readonly id: string;
  /** Its title without the id. */
  readonly name: string;
  /** Where its own text ends: empty lines and a rule of dashes behind it part it from what follows. */
  readonly coreEnd: number;
}

/** A log taken apart line by line. */
export interface LogOutline {
  readonly text: string;
  /** Where the front matter ends. */
  readonly from: number;
  readonly heads: readonly LogHead[];
  readonly entries: readonly LogEntry[];
  /** Fenced blocks: where their content lies. */
  readonly fences: readonly { readonly start: number; readonly end: number }[];
}

const ID = /^\[([A-Z]{1,8}(?:-[A-Z0-9]{1,8})*-(?:\d+|~[0-9A-Za-z]+))\]\s*(.*)$/s;

/** What may open a heading, a fence or raw HTML at the beginning of a line. CommonMark ends lines with CR too. */
const MARK =
  /(?:^|[\r\n])( {0,3})(?:(#{1,6})(?=[ \t\r\n]|$)|(`{3,}(?=[^`\r\n]*(?:[\r\n]|$))|~{3,})|(<(?=[A-Za-z!?/]))|((?:=+|-+)[ \t]*(?=[\r\n]|$)))/g;

/** HTML that runs to its own end mark, whatever lies between (CommonMark 4.6, kinds 1 to 5). */
const HTML_ENDS: readonly (readonly [RegExp, RegExp])[] = [
  [/^<(?:script|pre|style|textarea)(?=[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/gi],
  [/^<!--/, /-->/g],
  [/^<\?/, /\?>/g],
  [/^<!\[CDATA\[/, /\]\]>/g],
  [/^<![A-Za-z]/, />/g],
];

/**
 * Headings and entries of a log, in time linear in its length and about that of reading it: for logs that a full parse would take seconds for.
 * Knows front matter, fences, HTML and underlined headings; headings in lists and quotes are none. `front` is where the text
 * begins. A property test holds it against the full reader.
 */
export function scanLog(text: string, front = 0): LogOutline {
  const starts: { depth: number; title: string; start: number; bodyStart: number }[] = [];
  const fences: { start: number; end: number }[] = [];
  MARK.lastIndex = 0;
  if (front > 0) MARK.lastIndex = front - 1;
  for (let m = MARK.exec(text); m !== null; m = MARK.exec(text)) {
    const [whole, indent, hashes, fence, html] = m;
    const start = m.index + (/^[\r\n]/.test(whole) ? 1 : 0);
    if (indent !== '' && isInside(text, start, indent.length)) continue;
    if (hashes !== undefined) starts.push(atxHead(text, start, indent.length + hashes.length, hashes.length));
    else if (fence !== undefined) {
      const open = endOfLine(text, start);
      const close = closingFence(text, open, fence);
      fences.push({ start: Math.min(text.length, open + 1), end: close.start });
      MARK.lastIndex = close.end;
    } else if (html !== undefined) MARK.lastIndex = endOfHtml(text, start + indent.length, start);
    else {
      const head = underlined(text, start);
      if (head) starts.push(head);
    }
  }
  return finished(text, front, starts, fences);
}

/** Where a line ends: at its CR or LF, or at the end of the text. */
export function endOfLine(text: string, at: number): number {
  const lf = text.indexOf('\n', at);
  const end = lf < 0 ? text.length : lf;
  const cr = text.lastIndexOf('\r', end);
  if (cr < at) return end;
  // A carriage return alone ends a line too; rare, so looked for only where there is one.
  return text.indexOf('\r', at);
}

/** Whether an indented line belongs to the list or quote that the last line without an indent began. */
function isInside(text: string, start: number, indent: number): boolean {
  for (let at = start; at > 0; ) {
    const above = Math.max(text.lastIndexOf('\n', at - 2), text.lastIndexOf('\r', at - 2)) + 1;
    const line = text.slice(above, at - 1);
    if (/^\S/.test(line)) {
      const marker = /^(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}/.exec(line);
      return marker !== null && indent >= Math.min(marker[0].length, 3);
    }
    at = above;
  }
  return false;
}

function atxHead(text: string, start: number, skip: number, depth: number): { depth: number; title: string; start: number; bodyStart: number } {
  const end = endOfLine(text, start);
  const raw = text
    .slice(start + skip, end)
    .trim()
    .replace(/(?:^|[ \t]+)#+$/, '');
  return { depth, title: plainInline(raw.trim()), start, bodyStart: afterLine(text, end) };
}

function underlined(text: string, start: number): { depth: number; title: string; start: number; bodyStart: number } | undefined {
  const above = paragraphAbove(text, start);
  if (above === undefined) return undefined;
  const end = endOfLine(text, start);
  const title = plainInline(text.slice(above, start).trim().replace(/\s*[\r\n]+\s*/g, '\n'));
  return { depth: text.slice(start, end).includes('=') ? 1 : 2, title, start: above, bodyStart: afterLine(text, end) };
}

/** Where the paragraph begins that ends right above a line; undefined where none does. */
function paragraphAbove(text: string, start: number): number | undefined {
  let first: number | undefined;
  for (let at = start; at > 0; ) {
    const begin = Math.max(text.lastIndexOf('\n', at - 2), text.lastIndexOf('\r', at - 2)) + 1;
    const line = text.slice(begin, at).replace(/[\r\n]+$/, '');
    if (line.trim() === '') break;
    if (/^ {0,3}(?:#{1,6}(?:[ \t]|$)|>|[-*+](?:[ \t]|$)|\d{1,9}[.)][ \t]|`{3}|~{3}|(?:\*[ \t]*){3,}$|(?:_[ \t]*){3,}$|\|)/.test(line))
      return /^ {0,3}(?:#|\*|_|`|~)/.test(line) ? first : undefined;
    first = begin;
    at = begin;
  }
  // Four blanks open code, not a paragraph.
  return first !== undefined && /^(?: {4}|\t)/.test(text.slice(first, first + 4)) ? undefined : first;
}

function afterLine(text: string, end: number): number {
  return text.startsWith('\r\n', end) ? end + 2 : Math.min(text.length, end + 1);
}

function closingFence(text: string, from: number, fence: string): { start: number; end: number } {
  const close = new RegExp(`[\\r\\n] {0,3}${fence[0]}{${fence.length},}[ \\t]*(?=[\\r\\n]|$)`, 'g');
  close.lastIndex = from;
  const m = close.exec(text);
  return m ? { start: m.index + 1, end: m.index + m[0].length } : { start: text.length, end: text.length };
}

/** Kinds 1 to 5 run to their end mark, 6 and 7 to an empty line; a tag within a paragraph opens nothing (kind 7). */
function endOfHtml(text: string, at: number, lineStart: number): number {
  const head = text.slice(at, at + 40);
  const kind = HTML_ENDS.find(([opens]) => opens.test(head));
  if (kind) {
    const end = new RegExp(kind[1].source, kind[1].flags);
    end.lastIndex = at + 2;
    return end.exec(text) ? endOfLine(text, end.lastIndex) : text.length;
  }
  if (!opensBlock(text, at, lineStart)) return at + 1;
  const blank = /[\r\n][ \t]*(?:\r?\n|\r|$)/g;
  blank.lastIndex = at;
  return blank.exec(text) ? blank.lastIndex - 1 : text.length;
}

const BLOCK_TAGS =
  /^<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$)/i;
const LONE_TAG = /^<(?:[A-Za-z][\w-]*(?:\s+[\w:.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?|\/[A-Za-z][\w-]*\s*)>[ \t]*$/;

function opensBlock(text: string, at: number, lineStart: number): boolean {
  const line = text.slice(at, endOfLine(text, at));
  if (BLOCK_TAGS.test(line)) return true;
  const above = text.slice(Math.max(0, lineStart - 200), lineStart);
  return LONE_TAG.test(line) && (lineStart === 0 || /(?:\n|\r)[ \t]*\r?\n$|^\s*$/.test(above));
}

function finished(
  text: string,
  front: number,
  starts: readonly { depth: number; title: string; start: number; bodyStart: number }[],
  fences: LogOutline['fences'],
): LogOutline {
  const deep = deepEnds(starts, text.length);
  const heads: LogHead[] = [];
  const entries: LogEntry[] = [];
  const above: { depth: number; part: LogPart }[] = [];
  let line = 1;
  let counted = 0;
  for (const [i, { depth, title, start, bodyStart }] of starts.entries()) {
    while (above.length > 0 && above[above.length - 1].depth >= depth) above.pop();
    const own = partNamed(title);
    const part = above.reduce<LogPart>((found, one) => (found === 'other' ? one.part : found), 'other');
    line += linesIn(text, counted, start);
    counted = start;
    const end = starts[i + 1]?.start ?? text.length;
    const head: LogHead = { depth, title, start, bodyStart, end, deepEnd: deep[i], line, part: part === 'other' ? own : part, level: above.length };
    heads.push(head);
    above.push({ depth, part: own });
    const id = title.charCodeAt(0) === 91 ? ID.exec(title) : null;
    if (id) entries.push({ ...head, id: id[1], name: id[2], coreEnd: coreEnd(text, start, head.deepEnd) });
  }
  return { text, from: front, heads, entries, fences };
}

/** For each heading the start of the next one that is not below it; in one pass from the end. */
function deepEnds(starts: readonly { depth: number; start: number }[], length: number): number[] {
  const next = Array.from({ length: 7 }, () => length);
  const ends: number[] = [];
  for (let i = starts.length - 1; i >= 0; i--) {
    const { depth, start } = starts[i];
    ends[i] = Math.min(...next.slice(1, depth + 1));
    next[depth] = start;
  }
  return ends;
}

function linesIn(text: string, from: number, to: number): number {
  let n = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) n++;
  return n;
}

/** End of the text of a section: without empty lines and rules of dashes at its end. */
function coreEnd(text: string, start: number, end: number): number {
  let at = end;
  for (;;) {
    while (at > start && /\s/.test(text[at - 1])) at--;
    const begin = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
    if (begin <= start || !/^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/.test(text.slice(begin, at))) return at;
    at = begin;
  }
}

/** Which part of the log a heading opens, in English or German. */
export function partNamed(title: string): LogPart {
  if (title.length > 200) return 'other';
  const key = title.toLowerCase().replace(/^[\s\d.)*_—-]+/u, '');
  if (/^(?:active|running|aktive?|laufende?)(?![\p{L}])/u.test(key)) return 'active';
  if (/^(?:completed|finished|abgeschlossene?|beendete?)(?![\p{L}])/u.test(key)) return 'completed';
  return /^(?:dropped|verworfene?|abgebrochene?)(?![\p{L}])/u.test(key) ? 'dropped' : 'other';
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' };

/** Text of a line without the marks of Markdown: escapes, character references, emphasis, code marks, the brackets of links. */
export function plainInline(raw: string): string {
  if (!/[\\&*_`~<[\]]/.test(raw)) return raw;
  let out = '';
  // Escapes first come out as they are; marks count only outside them.
  for (const piece of raw.split(/(\\[!-/:-@[-`{-~]|&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|\w{2,31});)/)) {
    if (/^\\[!-/:-@[-`{-~]$/.test(piece)) out += piece[1];
    else if (/^&[#\w]+;$/.test(piece)) out += reference(piece);
    else
      out += piece
        .replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
        .replace(/`+|\*\*|~~/g, '')
        .replace(/(?<![\p{L}\p{N}])[*_](?=\S)|(?<=\S)[*_](?![\p{L}\p{N}])/gu, '');
  }
  return out;
}

function reference(piece: string): string {
  const body = piece.slice(1, -1);
  if (body[0] !== '#') return NAMED[body] ?? piece;
  const code = /^#[xX]/.test(body) ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
}
