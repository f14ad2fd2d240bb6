import { readFrontMatter } from '../../tree/front-matter.ts';
import { type HeadingPlace, headingPlaces, headingWords, LineCount } from '../../tree/headings.ts';
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
  /** Where it is the heading of an entry. */
  readonly id?: string;
}

/** A heading that begins with an id in brackets. */
export interface LogEntry extends LogHead {
  readonly id: string;
  /** Its title without the id. */
  readonly name: string;
  /** Where its own text ends: empty lines and a rule of dashes behind it part it from what follows. */
  readonly coreEnd: number;
}

/** Whether a heading is that of an entry. */
export function isEntry(head: LogHead): head is LogEntry {
  return head.id !== undefined;
}

/** The headings and entries of a log. */
export interface LogOutline {
  readonly text: string;
  /** Where the front matter ends. */
  readonly from: number;
  readonly heads: readonly LogHead[];
  readonly entries: readonly LogEntry[];
  /** The headings that are no entry's: a large log has a handful. */
  readonly sections: readonly LogHead[];
}

/** A heading that begins with an id: `[K-BIZ-001] Title`; provisional ids have a tilde. */
export const ENTRY_ID = /^\[([A-Z]{1,8}(?:-[A-Z0-9]{1,8})*-(?:\d+|~[0-9A-Za-z]+))\]\s*(.*)$/s;

const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;

/** Takes a log apart at its headings. `from` is where the text behind the front matter begins. */
export function scanLog(text: string, from = readFrontMatter(text, '').end): LogOutline {
  if (text === '') return NOTHING;
  const known = lastSeen.find((outline) => outline.text === text && outline.from === from);
  if (known) return known;
  const outline = outlined(text, from);
  // A command looks at a log before and after its change, more than once at each.
  if (text.length > 100_000) lastSeen = [outline, ...lastSeen.slice(0, 1)];
  return outline;
}

let lastSeen: readonly LogOutline[] = [];

/** Most trees lack one log or other; a pass over nothing would still have V8 compile the pass. */
const NOTHING: LogOutline = { text: '', from: 0, heads: [], entries: [], sections: [] };

function outlined(text: string, from: number): LogOutline {
  const places = headingPlaces(text, from);
  const log: Scanned = { text, places, lines: new LineCount(text) };
  const heads: LogHead[] = [];
  const entries: LogEntry[] = [];
  const sections: LogHead[] = [];
  // The part that each depth of heading is in, from the outermost.
  const parts: LogPart[] = Array(7).fill('other');
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    const id = idAt(text, place);
    const above = parts[place.depth - 1];
    const part = id === undefined && above === 'other' ? partNamed(titleAt(text, place)) : above;
    const head = new Heading(log, i, part, id);
    heads.push(head);
    if (isEntry(head)) entries.push(head);
    else sections.push(head);
    for (let below = place.depth; below < parts.length; below++) parts[below] = part;
  }
  return { text, from, heads, entries, sections };
}

function titleAt(text: string, place: HeadingPlace): string {
  return plainInline(headingWords(text, place));
}

/** An id in brackets that is no link: no mark of Markdown can make a title of it that begins otherwise. */
const PLAIN_ID = /#+[ \t]+\[[A-Z]{1,8}(?:-[A-Z0-9]{1,8})*-(?:\d+|~[0-9A-Za-z]+)\](?!\()/y;

function idAt(text: string, place: HeadingPlace): string | undefined {
  PLAIN_ID.lastIndex = place.start;
  if (PLAIN_ID.test(text)) return text.slice(text.indexOf('[', place.start) + 1, PLAIN_ID.lastIndex - 1);
  return ENTRY_ID.exec(titleAt(text, place))?.[1];
}

/** What the headings of one text share. */
interface Scanned {
  readonly text: string;
  readonly places: readonly HeadingPlace[];
  readonly lines: LineCount;
}

/** What stands behind an id up to the end of its line, where no mark of Markdown is in it. */
const PLAIN_WORDS = /[^\\&*_`~<#[\]\r\n]*(?=\r?\n|$)/y;

/** What is asked of few headings of a large log is found out when it is asked. One class for all: a large log has ten thousand to make. */
class Heading implements LogHead {
  readonly depth: number;
  readonly start: number;
  readonly bodyStart: number;
  constructor(
    private readonly log: Scanned,
    private readonly place: number,
    readonly part: LogPart,
    readonly id: string | undefined,
  ) {
    const { depth, start, bodyStart } = log.places[place];
    this.depth = depth;
    this.start = start;
    this.bodyStart = bodyStart;
  }
  get end(): number {
    return this.log.places[this.place + 1]?.start ?? this.log.text.length;
  }
  get deepEnd(): number {
    const { places, text } = this.log;
    let next = this.place + 1;
    while (next < places.length && places[next].depth > this.depth) next++;
    return next < places.length ? places[next].start : text.length;
  }
  get title(): string {
    return titleAt(this.log.text, this);
  }
  get line(): number {
    return this.log.lines.of(this.start);
  }
  get name(): string {
    const { text } = this.log;
    const bracket = this.start + this.depth + 1;
    const behind = bracket + (this.id ?? '').length + 2;
    PLAIN_WORDS.lastIndex = behind;
    if (text[bracket] === '[' && text[behind - 1] === ']' && PLAIN_WORDS.test(text))
      return text.slice(behind, PLAIN_WORDS.lastIndex).trim();
    return this.title.slice(this.title.indexOf(']') + 1).trimStart();
  }
  get coreEnd(): number {
    return coreEnd(this.log.text, this.start, this.deepEnd);
  }
}

/** End of the text of a section: without empty lines and rules of dashes at its end. */
export function coreEnd(text: string, start: number, end: number): number {
  let at = end;
  for (;;) {
    while (at > start && text.charCodeAt(at - 1) <= 32) at--;
    const last = text.charCodeAt(at - 1);
    if (last !== 45 && last !== 42 && last !== 95) return at;
    const begin = text.lastIndexOf('\n', at - 1) + 1;
    if (begin <= start || !RULE.test(text.slice(begin, at))) return at;
    // Dashes right below words would be an underline, not a rule.
    at = begin;
  }
}
