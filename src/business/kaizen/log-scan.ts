import { readFrontMatter } from '../../tree/front-matter.ts';
import { type HeadingPlace, HeadingPlaces, headingPlaces, headingWords, LineCount } from '../../tree/headings.ts';
import { partNamed, plainInline } from './heading-words.ts';

/** In which part of the log an experiment stands. */
export type LogPart = 'active' | 'completed' | 'dropped' | 'candidates' | 'other';

/** A heading of a log. Offsets are of the text (UTF-16). */
export interface LogHead {
  /** Its place among the headings of the log. */
  readonly place: number;
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

/** A heading that begins with an id: `[K-BIZ-001] Title`; provisional ids have a tilde. */
export const ENTRY_ID = /^\[([A-Z]{1,8}(?:-[A-Z0-9]{1,8})*-(?:\d+|~[0-9A-Za-z]+))\]\s*(.*)$/s;

const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;

/** Takes a log apart at its headings. `from` is where the text behind the front matter begins. */
export function scanLog(text: string, from = readFrontMatter(text, '').end): LogOutline {
  if (text === '') return NOTHING;
  const places = logHeadings(text, from);
  return new LogOutline(text, from, places, idEndsIn(text, places));
}

/** Words that begin like a field: `**Date:** …`, `**Date**: …`. */
const LABEL = /[ \t]{0,3}\*\*[^*\n]+(?::\*\*|\*\*:)/y;

/**
 * The headings of a log. To Markdown, fields right above a rule of dashes are the words of an underlined heading; who wrote them meant fields,
 * and a rule.
 */
export function logHeadings(text: string, from = 0): HeadingPlaces {
  const places = headingPlaces(text, from);
  // None is underlined.
  if (places.atMargin) return places;
  const kept = new HeadingPlaces(false);
  kept.isOpen = places.isOpen;
  for (let k = 0; k < places.count; k++) {
    LABEL.lastIndex = places.starts[k];
    if (!LABEL.test(text)) kept.addFrom(places, k, k + 1, 0);
  }
  return kept;
}

/** Parts by their number. */
export const PARTS: readonly LogPart[] = ['other', 'active', 'completed', 'dropped', 'candidates'];

/** Deeper than any heading. */
const NO_PART = 7;

/** In which part a place of a log stands: the part's number, times eight, and the depth of the heading that opened it. In none: */
export const IN_NO_PART = NO_PART;

/**
 * The headings and entries of a log. Which they are is known as numbers; what else one says is found out when it is asked: a large log has
 * ten thousand, of which a command asks for few.
 */
export class LogOutline {
  /** The headings that are no entry's: a large log has a handful. */
  readonly sections: readonly LogHead[];
  /** By heading, where it stands (`IN_NO_PART`). */
  private readonly parts: Uint8Array;
  /** By entry, its place among the headings. */
  readonly entryHeads: Int32Array;
  private allHeads: readonly LogHead[] | undefined;
  private allEntries: readonly LogEntry[] | undefined;

  /** `from`: where the front matter ends. `idEnds`: as `idEndsIn` gives them. `above`: where the text begins, when it was cut from a log. */
  constructor(
    readonly text: string,
    readonly from: number,
    readonly places: HeadingPlaces,
    readonly idEnds: Int32Array,
    private readonly above = IN_NO_PART,
    readonly lines = new LineCount(text),
  ) {
    const { count, depths } = places;
    this.parts = new Uint8Array(count);
    const sections: LogHead[] = [];
    const entryHeads = new Int32Array(count);
    let entries = 0;
    let part = above >> 3;
    let opened = above & 7;
    for (let k = 0; k < count; k++) {
      // What is deeper than the heading that opened a part belongs to it.
      if (depths[k] <= opened) {
        part = idEnds[k] === 0 ? PARTS.indexOf(partNamed(titleAt(text, places.at(k)))) : 0;
        opened = part === 0 ? NO_PART : depths[k];
      }
      this.parts[k] = 8 * part + opened;
      if (idEnds[k] === 0) sections.push(new Heading(this, k));
      else entryHeads[entries++] = k;
    }
    this.sections = sections;
    this.entryHeads = entryHeads.subarray(0, entries);
  }

  /** Up to the next heading that is not below the one at a place. */
  deepEnd(k: number): number {
    const { depths, starts, count } = this.places;
    let next = k + 1;
    while (next < count && depths[next] > depths[k]) next++;
    return next < count ? starts[next] : this.text.length;
  }

  get heads(): readonly LogHead[] {
    this.allHeads ??= Array.from({ length: this.places.count }, (_, k) => new Heading(this, k));
    return this.allHeads;
  }

  get entries(): readonly LogEntry[] {
    this.allEntries ??= Array.from(this.entryHeads, (k) => this.entryAt(k));
    return this.allEntries;
  }

  /** The entries with an id, in whatever case it is said. */
  withId(id: string): readonly LogEntry[] {
    const wanted = id.toUpperCase();
    const found = wanted.includes('~') ? this.provisional(wanted) : this.numbered(wanted);
    return Array.from(found, (k) => this.entryAt(k));
  }

  /** The headings of an id in capitals, which is written so wherever it stands: it is looked for in the text, and no other heading is touched. */
  private numbered(id: string): number[] {
    const { text, idEnds, places } = this;
    const found: number[] = [];
    // A few characters, no frequent one first, are found five times as quick as all of it.
    const tail = `${id.slice(-5).replace(/^-/, '')}]`;
    for (let at = text.indexOf(tail); at >= 0; at = text.indexOf(tail, at + 1)) {
      const end = at + tail.length;
      const k = places.from(end) - 1;
      if (k >= 0 && idEnds[k] === end && this.idAt(k) === id) found.push(k);
    }
    for (let k = idEnds.indexOf(BEHIND_MARKS); k >= 0; k = idEnds.indexOf(BEHIND_MARKS, k + 1)) if (this.idAt(k) === id) found.push(k);
    return found.sort((a, b) => a - b);
  }

  private provisional(id: string): Int32Array {
    return this.entryHeads.filter((k) => this.idLength(k) === id.length && this.idAt(k)?.toUpperCase() === id);
  }

  /** Ids of the entries among the headings from one up to another, in their order. */
  ids(first = 0, next = this.places.count): string[] {
    const ids: string[] = [];
    for (let k = first; k < next; k++) if (this.idEnds[k] !== 0) ids.push(this.idAt(k) ?? '');
    return ids;
  }

  /** Whether another entry stands below the heading at a place, up to where its text ends. */
  hasEntryBelow(k: number, end: number): boolean {
    for (let next = k + 1; next < this.places.count && this.places.starts[next] < end; next++) if (this.idEnds[next] !== 0) return true;
    return false;
  }

  /** The first heading that begins at an offset or behind it. */
  headFrom(offset: number): LogHead | undefined {
    const k = this.places.from(offset);
    return k < this.places.count ? new Heading(this, k) : undefined;
  }

  /** The heading that a place of the text with headings of some depth stands below. */
  headAbove(offset: number, depth: number): LogHead | undefined {
    let k = this.places.from(offset) - 1;
    while (k >= 0 && this.places.depths[k] >= depth) k--;
    return k < 0 ? undefined : new Heading(this, k);
  }

  partAt(k: number): LogPart {
    return PARTS[this.parts[k] >> 3];
  }

  /** Where what follows a heading stands (`IN_NO_PART`); -1: what stands above all of them. */
  standsBelow(k: number): number {
    return k < 0 ? this.above : this.parts[k];
  }

  /** The id of a heading's entry; undefined where it is no entry's. */
  idAt(k: number): string | undefined {
    const end = this.idEnds[k];
    if (end > 0) return this.text.slice(this.idStart(k), end - 1);
    return end === 0 ? undefined : ENTRY_ID.exec(titleAt(this.text, this.places.at(k)))?.[1];
  }

  /** The title of a heading's entry, without the id. */
  nameAt(k: number): string {
    const { text, places } = this;
    const behind = this.idEnds[k];
    PLAIN_WORDS.lastIndex = behind;
    if (behind > 0 && PLAIN_WORDS.test(text)) return text.slice(behind, PLAIN_WORDS.lastIndex).trim();
    const title = titleAt(text, places.at(k));
    return title.slice(title.indexOf(']') + 1).trimStart();
  }

  /** Where the text of a heading's section ends: empty lines and a rule of dashes behind it part it from what follows. */
  coreEndAt(k: number): number {
    return coreEnd(this.text, this.places.starts[k], this.deepEnd(k));
  }

  private idStart(k: number): number {
    return this.text.indexOf('[', this.places.starts[k]) + 1;
  }

  private idLength(k: number): number | undefined {
    return this.idEnds[k] > 0 ? this.idEnds[k] - 1 - this.idStart(k) : this.idAt(k)?.length;
  }

  /** The entry of a heading. */
  entryAt(k: number): LogEntry {
    return new Heading(this, k) as LogHead as LogEntry;
  }
}

/** Most trees lack one log or other: what went through a large log would be compiled once more for it, while others wait for the processor. */
const NOTHING = new LogOutline('', 0, new HeadingPlaces(false), new Int32Array(0));

function titleAt(text: string, place: HeadingPlace): string {
  return plainInline(headingWords(text, place));
}

/** An id in brackets that is no link: no mark of Markdown can make a title of it that begins otherwise. */
const PLAIN_ID = /#+[ \t]+\[[A-Z]{1,8}(?:-[A-Z0-9]{1,8})*-(?:\d+|~[0-9A-Za-z]+)\](?!\()/y;

/** Where an id can be seen only when marks of Markdown are taken off. */
const BEHIND_MARKS = -1;

/** By heading, the offset behind the bracket that closes its id; 0 where it is no entry's; `BEHIND_MARKS`. */
export function idEndsIn(text: string, places: HeadingPlaces): Int32Array {
  const { count, starts } = places;
  const ends = new Int32Array(count);
  for (let k = 0; k < count; k++) {
    PLAIN_ID.lastIndex = starts[k];
    if (PLAIN_ID.test(text)) ends[k] = PLAIN_ID.lastIndex;
    else if (ENTRY_ID.test(titleAt(text, places.at(k)))) ends[k] = BEHIND_MARKS;
  }
  return ends;
}

/** Such ends of ids so much further on; what is none stays. */
export function shiftedIdEnds(ends: Int32Array, by: number): Int32Array {
  if (by === 0) return ends;
  const moved = ends.slice();
  for (let k = 0; k < moved.length; k++) if (moved[k] > 0) moved[k] += by;
  return moved;
}

/** Those of stretches that stand one behind the other. */
export function joinedIdEnds(rows: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(rows.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of rows) {
    all.set(row, at);
    at += row.length;
  }
  return all;
}

/** What stands behind an id up to the end of its line, where no mark of Markdown is in it. */
const PLAIN_WORDS = /[^\\&*_`~<#[\]\r\n]*(?=\r?\n|$)/y;

/** One class for all headings: a large log has ten thousand to make. */
class Heading implements LogHead {
  constructor(
    private readonly outline: LogOutline,
    readonly place: number,
  ) {}
  get depth(): number {
    return this.outline.places.depths[this.place];
  }
  get start(): number {
    return this.outline.places.starts[this.place];
  }
  get bodyStart(): number {
    return this.outline.places.bodyStarts[this.place];
  }
  get part(): LogPart {
    return this.outline.partAt(this.place);
  }
  get id(): string | undefined {
    return this.outline.idAt(this.place);
  }
  get end(): number {
    const { places, text } = this.outline;
    return this.place + 1 < places.count ? places.starts[this.place + 1] : text.length;
  }
  get deepEnd(): number {
    return this.outline.deepEnd(this.place);
  }
  get title(): string {
    return titleAt(this.outline.text, this);
  }
  get line(): number {
    return this.outline.lines.of(this.start);
  }
  get name(): string {
    return this.outline.nameAt(this.place);
  }
  get coreEnd(): number {
    return this.outline.coreEndAt(this.place);
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
