import { FIELDS, Labels, meaningOf } from './entry-fields.ts';
import type { LogOutline } from './log-scan.ts';

const [TAB, LINE_END, RETURN, BLANK, STAR, COLON] = [9, 10, 13, 32, 42, 58];

/** A line that opens or closes a fence: what looks like a label may stand in one. */
const FENCE = /^[ \t]*(?:`{3}|~{3})/gm;

/** Which label of an entry is which of its fields: a large log has a hundred thousand, in rows of numbers. */
export class FieldTable {
  readonly labels = new Labels();
  /** By entry and meaning (`MEANING`), where its first label with that meaning stands in `labels`, and one; 0: there is none. */
  readonly places: Int32Array;
  /** By entry, where its labels end, and one; 0: they are not found yet. */
  readonly ends: Int32Array;
  /** By entry, where its experiment stands as a number; 0: nobody asked yet. */
  readonly states: Uint8Array;
  /** By entry, the moment that its experiment should have ended, NaN where it says none; 0: nobody asked yet. */
  readonly moments: Float64Array;

  /** `heads`: the entries that it is of, by their places among the headings. */
  constructor(
    readonly outline: LogOutline,
    readonly heads: Int32Array,
  ) {
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
    const row = k * FIELDS;
    places.fill(0, row, row + FIELDS);
    let place = labels.length;
    labels.find(outline.text, outline.places.bodyStarts[this.heads[k]], outline.coreEndAt(this.heads[k]));
    for (; place < labels.length; place += 3) {
      const meaning = labels.numbers[place];
      if (meaning >= 0 && places[row + meaning] === 0) places[row + meaning] = place + 1;
    }
    this.ends[k] = labels.length + 1;
  }
}

/** A label that was met. */
interface Met {
  /** Its words and the marks that close it. */
  readonly closed: string;
  readonly meaning: number;
  /** What came next in the entry where it was met last: mostly what comes next in all of them. */
  next: Met | undefined;
}

/**
 * Finds the labels of all entries of a log in one pass: line by line, entry by entry, it takes five times as long, and every command that
 * lists or counts waits for it. An entry in which anything stands that takes a closer look (a fence, a label behind blanks or behind other
 * words of its paragraph, one without its colon, another entry) is left for `Labels.find`; a property test holds both against each other.
 */
export function sweptLabels(outline: LogOutline): FieldTable {
  const { text, places: heads, entryHeads } = outline;
  const count = entryHeads.length;
  const table = new FieldTable(outline, entryHeads);
  const { labels, places, ends } = table;
  const fences = fencesIn(text);
  let fence = 0;
  let numbers = new Int32Array(3 * (12 * count + 16));
  let length = 0;
  const met = new Map<string, Met>();
  let last: Met = { closed: '', meaning: -1, next: undefined };
  let at = 0;
  // The inner loop calls next to nothing: it is over before the engine has made calls fast.
  for (let k = 0; k < count; k++) {
    const bodyStart = heads.bodyStarts[entryHeads[k]];
    const end = outline.deepEnd(entryHeads[k]);
    const stop = k + 1 < count ? Math.min(end, heads.starts[entryHeads[k + 1]]) : end;
    let doubt = stop < end;
    while (fence < fences.length && fences[fence] < stop) if (fences[fence++] >= bodyStart) doubt = true;
    if (at >= 0 && at < bodyStart) at = text.indexOf('**', bodyStart);
    /** The line above begins with a label. */
    let below = false;
    while (at >= 0 && at < stop) {
      let behind = at + 2;
      const begins = below || text.charCodeAt(at - 1) === LINE_END;
      if (begins && (below || text.charCodeAt(at - 2) === LINE_END || at === bodyStart || isBelowBlank(text, at))) {
        const label: Met | undefined =
          last.next !== undefined && text.startsWith(last.next.closed, behind) ? last.next : labelAt(text, behind, met);
        if (label !== undefined) {
          last.next = label;
          last = label;
          behind += label.closed.length;
          if (length + 3 > numbers.length) {
            const wider = new Int32Array(2 * numbers.length);
            wider.set(numbers);
            numbers = wider;
          }
          const slot = k * FIELDS + label.meaning;
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
      if (begins || isIndented(text, at)) doubt = true;
      below = false;
      at = text.indexOf('**', behind);
    }
    if (!doubt) ends[k] = length + 1;
  }
  labels.numbers = numbers;
  labels.length = length;
  return table;
}

/** Where the marks of fences end. */
function fencesIn(text: string): number[] {
  const found: number[] = [];
  if (!text.includes('```') && !text.includes('~~~')) return found;
  FENCE.lastIndex = 0;
  while (FENCE.test(text)) found.push(FENCE.lastIndex);
  return found;
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
