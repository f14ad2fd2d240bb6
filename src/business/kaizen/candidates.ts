import type { Language } from '../../core/text.ts';
import type { Splice } from '../../tree/edit/edit.ts';
import { type Layer, layerNamed } from './experiment.ts';
import { behindBlanks, eolAt } from './line-ends.ts';
import { addEntry, emptyBefore, partHead } from './log-edit.ts';
import type { LogOutline } from './log-scan.ts';
import { readableWords } from './safe-words.ts';

/** An idea that waits in the log. */
export interface Candidate {
  /** From 1, in the order of the log. */
  readonly number: number;
  readonly layer?: Layer;
  /** Its first paragraph as people read it, without the layer. */
  readonly text: string;
  /** The same as it is written. */
  readonly written: string;
  /** What stands below that in the item, as it is written; undefined where nothing does. */
  readonly more?: string;
  /** 1-based. */
  readonly line: number;
  /** Offsets of its lines, line end included. */
  readonly start: number;
  readonly end: number;
}

const ITEM = /^([-*+]|\d{1,9}[.)])[ \t]+(?=\S)/;

/** An item as its lines are gone through. */
interface Item {
  readonly start: number;
  end: number;
  /** Lines below the heading of the part. */
  readonly below: number;
  /** How far in what belongs to it stands below an empty line. */
  readonly width: number;
  /** Lines of its first paragraph. */
  readonly words: string[];
  /** Lines below that, with the empty lines between. */
  readonly more: string[];
  /** Empty lines since the last of them; undefined once another line has ended it. */
  blanks: number | undefined;
}

/** The items of the part "Experiment Candidates", as lines at the left margin with what is indented below them. */
export function candidatesOf(outline: LogOutline): Candidate[] {
  const head = partHead(outline, 'candidates');
  if (!head) return [];
  const found: Item[] = [];
  let below = 0;
  for (let at = head.start; at < head.end; ) {
    const next = outline.text.indexOf('\n', at);
    const stop = next < 0 || next >= head.end ? head.end : next + 1;
    const text = outline.text.slice(at, stop).trimEnd();
    if (at >= head.bodyStart) {
      const mark = ITEM.exec(text)?.[0];
      const last = found[found.length - 1];
      if (mark !== undefined)
        found.push({ start: at, end: stop, below, width: mark.length, words: [text.slice(mark.length)], more: [], blanks: 0 });
      else if (last) goOn(last, text, stop);
    }
    below++;
    at = stop;
  }
  return found.map((item, k) => candidateOf(item, k + 1, head.line));
}

/** Adds a line to the item above it, where it belongs to that. */
function goOn(item: Item, line: string, stop: number): void {
  if (item.blanks === undefined) return;
  const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  if (line === '') item.blanks++;
  else if (indent === 0 || (item.blanks > 0 && indent < item.width && line[0] !== '\t')) item.blanks = undefined;
  else {
    const own = line.slice(line[0] === '\t' ? 1 : Math.min(indent, item.width));
    if (item.blanks === 0 && item.more.length === 0 && !ITEM.test(own.trimStart())) item.words.push(own.trim());
    else item.more.push(...Array<string>(item.blanks).fill(''), own);
    item.blanks = 0;
    item.end = stop;
  }
}

const LAYERED = /^(\**)(\p{L}+)(?::\1|\1:)\s*(.+)$/su;

function candidateOf({ start, end, below, words, more }: Item, number: number, heading: number): Candidate {
  const line = words.join(' ');
  const m = LAYERED.exec(line);
  const layer = m ? layerNamed(m[2]) : undefined;
  const written = layer && m ? m[3] : line;
  return {
    number,
    layer,
    text: readableWords(written),
    written,
    more: more.join('\n').trim() || undefined,
    // To count the lines of a large log takes longer than to find its candidates, and few ask.
    get line() {
      return heading + below;
    },
    start,
    end,
  };
}

/** One more item behind the last one; the part is made where there is none. */
export function candidateSplice(outline: LogOutline, item: string, language: Language): Splice {
  const last = candidatesOf(outline).at(-1);
  if (!last) return addEntry(outline, 'candidates', `- ${item}`, language);
  const mark = /^(?:[-*+]|\d{1,9}[.)])/.exec(outline.text.slice(last.start))?.[0] ?? '-';
  const next = mark.replace(/\d+/, (digits) => String(Number(digits) + 1));
  const words = outline.text.slice(last.start, last.end);
  const end = behindBlanks(outline.text, last.start + words.trimEnd().length);
  return { start: end, end, text: `${eolAt(outline.text, end)}${next} ${item}` };
}

/** Whether an item stands apart from the part that new experiments go to, so that both can be changed at once. */
export function standsApart(outline: LogOutline, { start, end }: Candidate): boolean {
  const active = partHead(outline, 'active');
  return active !== undefined && (end <= active.start || start >= active.deepEnd);
}

/** Takes an item out; the last one leaves the words that say so. */
export function withoutCandidate(outline: LogOutline, { start, end }: Candidate, language: Language): Splice {
  if (candidatesOf(outline).length > 1) return { start, end, text: '' };
  const last = start + outline.text.slice(start, end).trimEnd().length;
  return { start, end: last, text: emptyBefore(outline.text, last, language) };
}
