import { FIELDS, Labels, meaningOf } from './entry-fields.ts';
import type { LogOutline } from './log-scan.ts';

const [TAB, LINE_END, RETURN, BLANK, STAR, COLON] = [9, 10, 13, 32, 42, 58];

/** A line that opens or closes a fence: what looks like a label may stand in one. */
const FENCE = /^[ \t]*(?:`{3}|~{3})/gm;

/** A label that was met. */
interface Met {
  /** Its words and the marks that close it. */
  readonly closed: string;
  readonly meaning: number;
  /** What came next in the entry where it was met last: mostly what comes next in all of them. */
  next: Met | undefined;
}

/**
 * Which label of an entry is which of its fields: a large log has a hundred thousand, in rows of numbers. The labels of an entry are found
 * when it is asked for.
 */
export class FieldTable {
  readonly labels: Labels;
  /** By entry, where its experiment stands as a number; 0: nobody asked yet. */
  readonly states: Uint8Array;
  /** By entry, the moment that its experiment should have ended, NaN where it says none; 0: nobody asked yet. */
  readonly moments: Float64Array;
  /** By entry and meaning (`MEANING`), where its first label with that meaning stands in `labels`, and one; 0: there is none. */
  private readonly places: Int32Array;
  /** By entry, where its labels end, and one; 0: they are not found yet. */
  private readonly ends: Int32Array;
  /** Where the marks of fences end that an entry of it may have. */
  private fences: readonly number[] | undefined;
  private readonly met = new Map<string, Met>();
  private last: Met = { closed: '', meaning: -1, next: undefined };
  /** Between the two no stars stand together. */
  private readonly bare = { from: 0, to: 0 };

  /** `heads`: the entries that it is of, by their places among the headings. */
  constructor(
    readonly outline: LogOutline,
    readonly heads: Int32Array,
  ) {
    this.labels = new Labels(new Int32Array(3 * (12 * heads.length + 16)));
    this.places = new Int32Array(heads.length * FIELDS);
    this.ends = new Int32Array(heads.length);
    this.states = new Uint8Array(heads.length);
    this.moments = new Float64Array(heads.length);
  }

  /** Where the field with a meaning of the `k`th entry stands in `labels`; -1: it has none. */
  placeOf(k: number, meaning: number): number {
    if (this.ends[k] === 0) this.look(k);
    return this.places[k * FIELDS + meaning] - 1;
  }

  /** Where the labels of the `k`th entry end in `labels`, once `placeOf` was asked. */
  endOf(k: number): number {
    return this.ends[k] - 1;
  }

  private look(k: number): void {
    const { outline, labels, places } = this;
    const head = this.heads[k];
    const row = k * FIELDS;
    const first = labels.length;
    if (!this.sweep(head, row)) {
      labels.length = first;
      labels.find(outline.text, outline.places.bodyStarts[head], outline.coreEndAt(head));
      places.fill(0, row, row + FIELDS);
      for (let place = first; place < labels.length; place += 3) {
        const meaning = labels.numbers[place];
        if (meaning >= 0 && places[row + meaning] === 0) places[row + meaning] = place + 1;
      }
    }
    this.ends[k] = labels.length + 1;
  }

  /**
   * Finds the labels of the entry below a heading: line by line it takes five times as long, and every command that lists or counts waits
   * for it. False where anything stands in the entry that takes a closer look (a fence, a label behind blanks or behind other words of its
   * paragraph, one without its colon, another entry): what was found until then means nothing. A property test holds it against `Labels.find`.
   */
  private sweep(head: number, row: number): boolean {
    const { outline, labels, places } = this;
    const { text } = outline;
    const bodyStart = outline.places.bodyStarts[head];
    const end = outline.deepEnd(head);
    // Who asks for one entry has no need of what stands in ten thousand others.
    this.fences ??= this.heads.length === 1 ? fencesIn(text, bodyStart, end) : fencesIn(text, 0, text.length);
    if (hasBetween(this.fences, bodyStart, end)) return false;
    if (outline.hasEntryBelow(head, end)) return false;
    const { numbers } = labels;
    let { length } = labels;
    let { last } = this;
    /** The line above begins with a label. */
    let below = false;
    // The loop calls next to nothing: it is over before the engine has made calls fast.
    for (let at = this.starsFrom(bodyStart); at >= 0 && at < end; ) {
      let behind = at + 2;
      const begins = below || text.charCodeAt(at - 1) === LINE_END;
      if (begins && (below || text.charCodeAt(at - 2) === LINE_END || at === bodyStart || isBelowBlank(text, at))) {
        const label: Met | undefined =
          last.next !== undefined && text.startsWith(last.next.closed, behind) ? last.next : labelAt(text, behind, this.met);
        if (label !== undefined) {
          last.next = label;
          last = label;
          behind += label.closed.length;
          // `find` makes more room.
          if (length + 3 > numbers.length) return false;
          const slot = row + label.meaning;
          if (label.meaning >= 0 && places[slot] === 0) places[slot] = length + 1;
          numbers[length++] = label.meaning;
          numbers[length++] = at;
          numbers[length++] = behind;
          // Short fields stand line by line: the next one is found by the end of this line.
          const next = text.indexOf('\n', behind) + 1;
          below = next > 0 && text.charCodeAt(next) === STAR && text.charCodeAt(next + 1) === STAR;
          at = below ? next : text.indexOf('**', Math.max(behind, next));
          continue;
        }
      }
      if (begins || isIndented(text, at)) return false;
      below = false;
      at = text.indexOf('**', behind);
    }
    this.last = last;
    labels.length = length;
    return true;
  }

  /** Where two stars stand from a place on; -1: nowhere. Entries without a label don't each look through the rest of the log. */
  private starsFrom(start: number): number {
    const { text } = this.outline;
    const { bare } = this;
    if (start < bare.from || start > bare.to) {
      const at = text.indexOf('**', start);
      bare.from = start;
      bare.to = at < 0 ? text.length : at;
    }
    return bare.to < text.length ? bare.to : -1;
  }
}

/** Where the marks of fences end in a stretch of text that begins with a line. */
function fencesIn(text: string, from: number, to: number): number[] {
  const found: number[] = [];
  const part = text.slice(from, to);
  if (!part.includes('```') && !part.includes('~~~')) return found;
  FENCE.lastIndex = 0;
  while (FENCE.test(part)) found.push(from + FENCE.lastIndex);
  return found;
}

/** Whether one of the numbers, which rise, is `from` or more and less than `to`. */
function hasBetween(numbers: readonly number[], from: number, to: number): boolean {
  let low = 0;
  for (let high = numbers.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < from) low = middle + 1;
    else high = middle;
  }
  return low < numbers.length && numbers[low] < to;
}

/** Whether nothing but blanks stands before a place in its line. */
function isIndented(text: string, at: number): boolean {
  let start = at;
  while (text.charCodeAt(start - 1) === BLANK || text.charCodeAt(start - 1) === TAB) start--;
  return text.charCodeAt(start - 1) === LINE_END;
}

/** The label whose words begin at `at`; undefined where they are not closed by a colon and two stars, or go over the end of a line. */
function labelAt(text: string, at: number, met: Map<string, Met>): Met | undefined {
  const close = text.indexOf('*', at);
  if (close <= at + 1 || text.charCodeAt(close - 1) !== COLON || text.charCodeAt(close + 1) !== STAR) return undefined;
  const closed = text.slice(at, close + 2);
  let label = met.get(closed);
  if (label === undefined && !closed.includes('\n')) {
    label = { closed, meaning: meaningOf(text.slice(at, close - 1)), next: undefined };
    met.set(closed, label);
  }
  return label;
}

/** Whether the line above the one that begins at a place is empty, and ends with a carriage return. */
function isBelowBlank(text: string, at: number): boolean {
  return text.charCodeAt(at - 2) === RETURN && text.charCodeAt(at - 3) === LINE_END;
}
