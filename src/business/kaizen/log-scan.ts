import { readFrontMatter } from '../../tree/front-matter.ts';
import { partNamed, plainInline } from './heading-words.ts';

/** In which part of the log an experiment stands. */
export type LogPart = 'active' | 'completed' | 'dropped' | 'candidates' | 'other';

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
}

/** A heading that begins with an id: `[K-BIZ-001] Title`; provisional ids have a tilde. */
export const ENTRY_ID = /^\[([A-Z]{1,8}(?:-[A-Z0-9]{1,8})*-(?:\d+|~[0-9A-Za-z]+))\]\s*(.*)$/s;

interface Start {
  readonly depth: number;
  readonly title: string;
  readonly start: number;
  readonly bodyStart: number;
  readonly line: number;
}

/** HTML that runs to its own end mark, whatever lies between (CommonMark 4.6, kinds 1 to 5). */
const HTML_ENDS: readonly (readonly [RegExp, RegExp])[] = [
  [/^<(?:script|pre|style|textarea)(?=[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<!\[CDATA\[/, /\]\]>/],
  [/^<![A-Za-z]/, />/],
];
const BLOCK_TAGS =
  /^<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$)/i;
const LONE_TAG = /^<(?:[A-Za-z][\w-]*(?:\s+[\w:.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?|\/[A-Za-z][\w-]*\s*)>[ \t]*$/;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const DELIMITERS = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const LIST_MARK = /^( {0,3}(?:[-*+]|\d{1,9}[.)]))([ \t]{1,4}(?=\S)|[ \t]|$)/;

/** What the lines so far have opened. */
interface State {
  /** Mark of an open fence. */
  fence: string;
  /** What ends the open HTML; `blank` for an empty line. */
  html: RegExp | 'blank' | undefined;
  /** Column from which a line belongs to the open list item or footnote; 0: none is open. */
  inside: number;
  /** The last line inside of it is of a paragraph, which a line at the margin may go on with. */
  lazy: boolean;
  /** Mark of a fence that is open inside of it. */
  innerFence: string;
  /** Where the paragraph began that the last line belongs to; -1: it belongs to none. */
  paragraph: number;
  paragraphLine: number;
  table: boolean;
  blank: boolean;
}

/**
 * Headings and entries of a log in one pass, in time linear in its length: for logs that a full parse would take seconds for. Knows
 * front matter, fences, HTML, lists and underlined headings; headings in lists and quotes are none. `from` is where the text behind
 * the front matter begins. A property test holds it against the full reader.
 */
export function scanLog(text: string, from = readFrontMatter(text, '').end): LogOutline {
  const known = lastSeen.find((outline) => outline.text === text && outline.from === from);
  if (known) return known;
  const outline = outlined(text, from, quickStarts(text, from) ?? startsByLine(text, from));
  // A command looks at a log before and after its change, more than once at each.
  if (text.length > 100_000) lastSeen = [outline, ...lastSeen.slice(0, 1)];
  return outline;
}

let lastSeen: readonly LogOutline[] = [];

/** What opens a heading, a fence or HTML, or underlines one: most lines of a log are none of it. */
const MARK = /(?:^|\n)([ \t]{0,3})(?:(#{1,6})(?=[ \t\r\n]|$)|(`{3,}|~{3,})|<(?=[A-Za-z!?/])|(?:=+|-+)[ \t]*\r?(?=\n|$))/g;

/**
 * Headings of a log in which every mark stands at the margin: such a mark means the same whatever list or quote is open above it.
 * Undefined where a mark is indented, may underline the line above it, or is raw HTML: then the lines must be looked at one by one.
 */
function quickStarts(text: string, from: number): Start[] | undefined {
  const starts: Start[] = [];
  let number = 1;
  let counted = 0;
  MARK.lastIndex = Math.max(0, from - 1);
  for (let m = MARK.exec(text); m !== null; m = MARK.exec(text)) {
    const start = m.index + (text.charCodeAt(m.index) === 10 ? 1 : 0);
    if (start < from) continue;
    if (m[1] !== '') return undefined;
    const next = text.indexOf('\n', start);
    const stop = next < 0 ? text.length : next;
    if (m[2] !== undefined) {
      for (let at = text.indexOf('\n', counted); at >= 0 && at < start; at = text.indexOf('\n', at + 1)) number++;
      counted = start;
      starts.push(
        hashHead(text.slice(start + m[2].length, stop), m[2].length, { at: start, after: Math.min(text.length, stop + 1), number }),
      );
    } else if (m[3] !== undefined) {
      if (m[3][0] === '`' && text.slice(start + m[3].length, stop).includes('`')) return undefined;
      const close = new RegExp(`\\n {0,3}${m[3][0]}{${m[3].length},}[ \\t]*\\r?(?=\\n|$)`, 'g');
      close.lastIndex = stop;
      const end = close.exec(text);
      if (!end) break;
      MARK.lastIndex = end.index + end[0].length;
    } else if (text.charCodeAt(start) === 60) return undefined;
    // An underline has words right above it.
    else if (!/(?:^|\n)[ \t]*\r?\n$/.test(text.slice(Math.max(0, start - 80), start)) && start > from) return undefined;
  }
  return starts;
}

function hashHead(words: string, depth: number, { at, after, number }: { at: number; after: number; number: number }): Start {
  const raw = words.trim();
  const title = raw.endsWith('#') ? raw.replace(/(?:^|[ \t]+)#+$/, '').trim() : raw;
  return { depth, title: plainInline(title), start: at, bodyStart: after, line: number };
}

function startsByLine(text: string, from: number): Start[] {
  const starts: Start[] = [];
  const state: State = {
    fence: '',
    html: undefined,
    inside: 0,
    lazy: false,
    innerFence: '',
    paragraph: -1,
    paragraphLine: 0,
    table: false,
    blank: true,
  };
  let number = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < from; i = text.indexOf('\n', i + 1)) number++;
  for (let at = from; at < text.length; number++) {
    const next = text.indexOf('\n', at);
    const stop = next < 0 ? text.length : next;
    const after = next < 0 ? text.length : next + 1;
    // Most lines open nothing: letters and bold words begin a paragraph or go on with one.
    if (state.fence === '' && state.html === undefined && state.inside === 0 && isPlain(text, at)) {
      if (state.paragraph < 0 && !state.table) {
        state.paragraph = at;
        state.paragraphLine = number;
      }
      state.blank = false;
    } else {
      const line = text.slice(at, text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop);
      const head = takeLine(line, at, after, number, text, state);
      if (head) starts.push(head);
    }
    at = after;
  }
  return starts;
}

function isPlain(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  if (first === 42) return text.charCodeAt(at + 1) === 42 && text.charCodeAt(at + 2) > 62;
  return (first > 63 && first < 91) || (first > 96 && first < 123) || first === 40;
}

function takeLine(line: string, at: number, after: number, number: number, text: string, state: State): Start | undefined {
  if (state.fence !== '') {
    if (closesFence(line, state.fence)) state.fence = '';
    return undefined;
  }
  if (line === '') {
    if (state.html === 'blank') state.html = undefined;
    if (state.html === undefined) Object.assign(state, { blank: true, paragraph: -1, table: false });
    return undefined;
  }
  if (state.html !== undefined) {
    if (state.html === 'blank' ? line.trim() === '' : state.html.test(line)) state.html = undefined;
    state.paragraph = -1;
    return undefined;
  }
  if (line.trim() === '') {
    Object.assign(state, { blank: true, paragraph: -1, table: false });
    return undefined;
  }
  const wasBlank = state.blank;
  state.blank = false;
  const indent = columnsOf(line);
  if (state.inside > 0 && indent >= state.inside) {
    within(line, state);
    return undefined;
  }
  if (indent >= 4) {
    // Code, or words that go on with a paragraph: neither opens anything.
    if (wasBlank) state.paragraph = -1;
    return undefined;
  }
  return opening(line, { at, after, number, text, wasBlank }, state);
}

/** A line inside of a list item: only what a later line at the margin could go on with matters. */
function within(line: string, state: State): void {
  const body = line.trimStart();
  if (state.innerFence !== '') {
    if (closesFence(body, state.innerFence)) state.innerFence = '';
    state.lazy = false;
    return;
  }
  state.innerFence = /^(?:`{3,}(?=[^`]*$)|~{3,})/.exec(body)?.[0] ?? '';
  const inner = body.replace(/^(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]?)+/, '');
  state.lazy = state.innerFence === '' && inner !== '' && !/^(?:#{1,6}(?:[ \t]|$)|`{3}|~{3}|<)/.test(inner) && !RULE.test(inner);
}

interface Spot {
  readonly at: number;
  readonly after: number;
  readonly number: number;
  readonly text: string;
  readonly wasBlank: boolean;
}

/** A line at the left margin that is not inside of anything: what does it open? */
function opening(line: string, { at, after, number, text, wasBlank }: Spot, state: State): Start | undefined {
  const body = line.trimStart();
  const lazy = state.inside > 0 && !wasBlank && state.lazy;
  const { paragraph } = state;
  const ends = (): void => {
    Object.assign(state, { inside: 0, lazy: false, innerFence: '', paragraph: -1, table: false });
  };
  const hashes = /^(#{1,6})(?=[ \t]|$)/.exec(body);
  if (hashes) {
    ends();
    return hashHead(body.slice(hashes[0].length), hashes[0].length, { at, after, number });
  }
  const fence = /^(?:`{3,}(?=[^`]*$)|~{3,})/.exec(body);
  if (fence) {
    ends();
    state.fence = fence[0];
    return undefined;
  }
  if (paragraph >= 0 && !state.table && /^(?:=+|-+)[ \t]*$/.test(body)) {
    ends();
    const title = plainInline(
      text
        .slice(paragraph, at)
        .trim()
        .replace(/\s*\n\s*/g, '\n'),
    );
    return { depth: body[0] === '=' ? 1 : 2, title, start: paragraph, bodyStart: after, line: state.paragraphLine };
  }
  if (RULE.test(line)) {
    ends();
    return undefined;
  }
  if (body[0] === '<') {
    const html = htmlAt(body, paragraph >= 0 || lazy);
    if (html) {
      ends();
      state.html = html === 'closed' ? undefined : html;
      return undefined;
    }
  }
  if (body[0] === '>') {
    ends();
    // Lines below may go on with the quote's paragraph; none of them is an underlined heading.
    state.inside = 99;
    within(body.slice(1).trimStart(), state);
    return undefined;
  }
  const mark = LIST_MARK.exec(line) ?? /^( {0,3}\[\^[^\]\s]+\]:)()/.exec(line);
  const empty = mark !== null && line.slice(mark[0].length).trim() === '';
  const interrupts = mark !== null && !(paragraph >= 0 && (empty || (/\d/.test(mark[1]) && !/^ *1[.)]/.test(mark[1]))));
  if (mark && interrupts) {
    ends();
    state.inside = mark[1].includes('[') ? 4 : mark[1].length + Math.max(1, empty ? 1 : mark[2].length);
    within(line.slice(mark[0].length), state);
    return undefined;
  }
  if (lazy) return undefined;
  if (state.inside > 0) ends();
  if (paragraph >= 0 && body.includes('-') && /[|:]/.test(body) && DELIMITERS.test(line))
    state.table = cellsIn(text.slice(text.lastIndexOf('\n', at - 2) + 1, at - 1)) === cellsIn(line);
  if (paragraph < 0) Object.assign(state, { paragraph: at, paragraphLine: number });
  return undefined;
}

function cellsIn(line: string): number {
  return line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/).length;
}

function htmlAt(body: string, interrupting: boolean): RegExp | 'blank' | 'closed' | undefined {
  const kind = HTML_ENDS.find(([opens]) => opens.test(body));
  if (kind) return kind[1].test(body.slice(2)) ? 'closed' : kind[1];
  if (BLOCK_TAGS.test(body)) return 'blank';
  return !interrupting && LONE_TAG.test(body) ? 'blank' : undefined;
}

/** Columns of blanks at the beginning of a line; a tab goes on to the next fourth. */
function columnsOf(line: string): number {
  let columns = 0;
  for (let i = 0; i < line.length; i++) {
    const c = line.charCodeAt(i);
    if (c === 32) columns++;
    else if (c === 9) columns += 4 - (columns % 4);
    else break;
  }
  return columns;
}

function closesFence(line: string, fence: string): boolean {
  const body = line.trim();
  return body.length >= fence.length && columnsOf(line) < 4 && body === fence[0].repeat(body.length);
}

function outlined(text: string, from: number, starts: readonly Start[]): LogOutline {
  const deep = deepEnds(starts, text.length);
  const heads: LogHead[] = [];
  const entries: LogEntry[] = [];
  // The part that each depth of heading is in, from the outermost.
  const parts: LogPart[] = Array(7).fill('other');
  for (let i = 0; i < starts.length; i++) {
    const { depth, title, start, bodyStart, line } = starts[i];
    const id = title.charCodeAt(0) === 91 ? ENTRY_ID.exec(title) : null;
    const above = parts[depth - 1];
    const part = above !== 'other' || id ? above : partNamed(title);
    parts.fill(part, depth);
    const end = i + 1 < starts.length ? starts[i + 1].start : text.length;
    const deepEnd = deep[i];
    heads.push({ depth, title, start, bodyStart, line, end, deepEnd, part });
    if (id)
      entries.push({
        depth,
        title,
        start,
        bodyStart,
        line,
        end,
        deepEnd,
        part,
        id: id[1],
        name: id[2],
        coreEnd: coreEnd(text, start, deepEnd),
      });
  }
  return { text, from, heads, entries };
}

/** For each heading the start of the next one that is not below it; in one pass from the end. */
function deepEnds(starts: readonly Start[], length: number): number[] {
  const next: number[] = Array(7).fill(length);
  const ends: number[] = Array(starts.length).fill(length);
  for (let i = starts.length - 1; i >= 0; i--) {
    const { depth, start } = starts[i];
    ends[i] = next[depth];
    // Whatever is as deep or deeper ends here at the latest.
    next.fill(start, depth);
  }
  return ends;
}

/** End of the text of a section: without empty lines and rules of dashes at its end. */
export function coreEnd(text: string, start: number, end: number): number {
  let at = end;
  for (;;) {
    while (at > start && text.charCodeAt(at - 1) <= 32) at--;
    const begin = text.lastIndexOf('\n', at - 1) + 1;
    const last = text.charCodeAt(at - 1);
    if (begin <= start || (last !== 45 && last !== 42 && last !== 95) || !RULE.test(text.slice(begin, at))) return at;
    // Dashes right below words would be an underline, not a rule.
    at = begin;
  }
}
