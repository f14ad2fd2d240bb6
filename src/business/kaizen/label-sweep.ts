import { Labels } from './entry-fields.ts';
import type { LogOutline } from './log-scan.ts';

/** Labels and what may hide one or make one of what is none: fences, and bold words behind blanks. */
const MARK = /^[ \t]*(?:\*\*|`{3}|~{3})/gm;

const [LINE_END, RETURN, STAR] = [10, 13, 42];

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
export function sweptLabels({ text, from, entries }: LogOutline): SweptLabels {
  const labels = new Labels();
  const count = entries.length;
  const firsts = new Int32Array(count).fill(-1);
  const lasts = new Int32Array(count).fill(-1);
  /** Where something stands that takes a closer look, in the order of the text. */
  const doubts: number[] = [];
  /** The entry below whose heading the pass is; its labels begin at `firsts`. */
  let entry = -1;
  let next = count > 0 ? entries[0].start : text.length;
  let line = -1;
  MARK.lastIndex = from;
  while (MARK.test(text)) {
    const at = MARK.lastIndex;
    while (at > next) {
      firsts[++entry] = labels.length;
      next = entry + 1 < count ? entries[entry + 1].start : text.length;
      line = -1;
    }
    if (entry < 0) continue;
    if (isPlain(text, at, line, entries[entry].bodyStart) && labels.addPlain(text, at)) line = at - 2;
    else {
      doubts.push(at);
      line = -1;
    }
  }
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

/** Whether two stars before a place stand at the margin and begin what stands below a heading, an empty line, or a label in `line`. */
function isPlain(text: string, at: number, line: number, bodyStart: number): boolean {
  const start = at - 2;
  if (text.charCodeAt(start) !== STAR || text.charCodeAt(start - 1) !== LINE_END) return false;
  const above = text.charCodeAt(start - 2);
  if (above === LINE_END || (above === RETURN && text.charCodeAt(start - 3) === LINE_END)) return true;
  return start === bodyStart || (line >= 0 && text.lastIndexOf('\n', start - 2) + 1 === line);
}
