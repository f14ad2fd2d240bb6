import { Labels, meaningOf } from './entry-fields.ts';
import type { LogOutline } from './log-scan.ts';

/** Labels and what may hide one or make one of what is none: fences, and bold words behind blanks. */
const MARK = /^[ \t]*(?:\*\*|`{3}|~{3})/gm;

const [LINE_END, RETURN, STAR, COLON] = [10, 13, 42, 58];

/** A label that was met. */
interface Met {
  /** Its words and the marks that close it. */
  readonly closed: string;
  readonly meaning: number;
  /** What came next in the entry where it was met last: mostly what comes next in all of them. */
  next: Met | undefined;
}

/** The labels of all entries of a log. */
export interface SweptLabels {
  readonly labels: Labels;
  /** By entry, where its labels begin and end in `labels`; -1: they are not found yet. */
  readonly firsts: Int32Array;
  readonly lasts: Int32Array;
}

/**
 * Finds the labels of all entries of a log in one pass: line by line, entry by entry, it takes five times as long, and every command that
 * lists or counts waits for it. An entry in which anything stands that takes a closer look (a fence, a label that follows on other words,
 * one without its colon) is left for `Labels.find`; a property test holds both against each other.
 */
export function sweptLabels(outline: LogOutline): SweptLabels {
  const { text, from, entries } = outline;
  const count = entries.length;
  const firsts = new Int32Array(count).fill(-1);
  const lasts = new Int32Array(count).fill(-1);
  /** Where something stands that takes a closer look, in the order of the text. */
  const doubts: number[] = [];
  let numbers = new Int32Array(3 * 1024);
  let length = 0;
  /** The entry below whose heading the pass is; its labels begin at `firsts`. */
  let entry = -1;
  let next = count > 0 ? entries[0].start : text.length;
  /** Where the last label began, when nothing else came between. */
  let line = -1;
  const met = new Map<string, Met>();
  let last: Met = { closed: '', meaning: -1, next: undefined };
  MARK.lastIndex = from;
  // One loop that calls next to nothing: it is over before the engine has made calls fast.
  while (MARK.test(text)) {
    const at = MARK.lastIndex;
    while (at > next) {
      firsts[++entry] = length;
      next = entry + 1 < count ? entries[entry + 1].start : text.length;
      line = -1;
    }
    if (entry < 0) continue;
    if (
      text.charCodeAt(at - 2) === STAR &&
      text.charCodeAt(at - 3) === LINE_END &&
      (text.charCodeAt(at - 4) === LINE_END || goesOn(text, at - 2, line, entries[entry].bodyStart))
    ) {
      const label: Met | undefined = last.next !== undefined && text.startsWith(last.next.closed, at) ? last.next : labelAt(text, at, met);
      if (label !== undefined) {
        last.next = label;
        last = label;
        if (length + 3 > numbers.length) {
          const wider = new Int32Array(4 * numbers.length);
          wider.set(numbers);
          numbers = wider;
        }
        numbers[length++] = label.meaning;
        numbers[length++] = at - 2;
        numbers[length++] = at + label.closed.length;
        line = at - 2;
        continue;
      }
    }
    doubts.push(at);
    line = -1;
  }
  const labels = new Labels(numbers, length);
  while (++entry < count) firsts[entry] = labels.length;
  for (let k = 0, doubt = 0; k < count; k++) {
    const { start, deepEnd } = entries[k];
    while (doubt < doubts.length && doubts[doubt] < start) doubt++;
    if (doubt < doubts.length && doubts[doubt] <= deepEnd) continue;
    let behind = k + 1;
    while (behind < count && entries[behind].start < deepEnd) behind++;
    let last = behind < count ? firsts[behind] : labels.length;
    // Behind the entry a part of the log may begin with labels of its own.
    while (last > firsts[k] && labels.numbers[last - 2] >= deepEnd) last -= 3;
    lasts[k] = last;
  }
  return { labels, firsts, lasts };
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

/** Whether a label stands right below a heading, an empty line, or another label, which began at `line`. */
function goesOn(text: string, start: number, line: number, bodyStart: number): boolean {
  if (text.charCodeAt(start - 2) === RETURN && text.charCodeAt(start - 3) === LINE_END) return true;
  return start === bodyStart || (line >= 0 && text.lastIndexOf('\n', start - 2) + 1 === line);
}
