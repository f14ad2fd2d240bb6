import type { HeadingPlace } from './headings.ts';

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
  table: boolean;
  blank: boolean;
}

/**
 * Headings of a Markdown text, looked at line by line: what the lines above have opened decides what a line means. Headings in lists and
 * quotes are none. Time is linear in the length.
 */
export function headingsByLine(text: string, from: number): HeadingPlace[] {
  const found: HeadingPlace[] = [];
  const state: State = {
    fence: '',
    html: undefined,
    inside: 0,
    lazy: false,
    innerFence: '',
    paragraph: -1,
    table: false,
    blank: true,
  };
  for (let at = from; at < text.length; ) {
    const next = text.indexOf('\n', at);
    const stop = next < 0 ? text.length : next;
    const after = next < 0 ? text.length : next + 1;
    // Most lines open nothing: letters and bold words begin a paragraph or go on with one.
    if (state.fence === '' && state.html === undefined && state.inside === 0 && isPlain(text, at)) {
      if (state.paragraph < 0 && !state.table) state.paragraph = at;
      state.blank = false;
    } else {
      const line = text.slice(at, text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop);
      const head = takeLine(line, at, after, text, state);
      if (head) found.push(head);
    }
    at = after;
  }
  return found;
}

function isPlain(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  if (first === 42) return text.charCodeAt(at + 1) === 42 && text.charCodeAt(at + 2) > 62;
  return (first > 63 && first < 91) || (first > 96 && first < 123) || first === 40;
}

function takeLine(line: string, at: number, after: number, text: string, state: State): HeadingPlace | undefined {
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
  return opening(line, { at, after, text, wasBlank }, state);
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
  readonly text: string;
  readonly wasBlank: boolean;
}

/** A line at the left margin that is not inside of anything: what does it open? */
function opening(line: string, { at, after, text, wasBlank }: Spot, state: State): HeadingPlace | undefined {
  const body = line.trimStart();
  const lazy = state.inside > 0 && !wasBlank && state.lazy;
  const { paragraph } = state;
  const ends = (): void => {
    Object.assign(state, { inside: 0, lazy: false, innerFence: '', paragraph: -1, table: false });
  };
  const hashes = /^(#{1,6})(?=[ \t]|$)/.exec(body);
  if (hashes) {
    ends();
    return { depth: hashes[0].length, start: at, bodyStart: after };
  }
  const fence = /^(?:`{3,}(?=[^`]*$)|~{3,})/.exec(body);
  if (fence) {
    ends();
    state.fence = fence[0];
    return undefined;
  }
  if (paragraph >= 0 && !state.table && /^(?:=+|-+)[ \t]*$/.test(body)) {
    ends();
    return { depth: body[0] === '=' ? 1 : 2, start: paragraph, bodyStart: after };
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
  if (paragraph < 0) state.paragraph = at;
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
