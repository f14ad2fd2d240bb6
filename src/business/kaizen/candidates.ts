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
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** Offsets of its lines, line end included. */
  readonly start: number;
  readonly end: number;
}

const ITEM = /^([-*+]|\d{1,9}[.)])[ \t]+(?=\S)/;

/** The items of the part "Experiment Candidates", as lines at the left margin with what is indented below them. */
export function candidatesOf(outline: LogOutline): Candidate[] {
  const head = partHead(outline, 'candidates');
  if (!head) return [];
  const found: { start: number; end: number; below: number; words: string[] }[] = [];
  /** Lines below the heading. */
  let below = 0;
  for (let at = head.start; at < head.end; ) {
    const next = outline.text.indexOf('\n', at);
    const stop = next < 0 || next >= head.end ? head.end : next + 1;
    const text = outline.text.slice(at, stop).trimEnd();
    const last = found[found.length - 1];
    if (at >= head.bodyStart) {
      const mark = ITEM.exec(text);
      if (mark) found.push({ start: at, end: stop, below, words: [text.slice(mark[0].length)] });
      else if (last && last.end === at && /^[ \t]+\S/.test(text)) {
        last.words.push(text.trim());
        last.end = stop;
      }
    }
    below++;
    at = stop;
  }
  return found.map(({ start, end, below, words }, k) => {
    const text = readableWords(words.join(' '));
    const m = /^(\p{L}+):\s*(.+)$/su.exec(text);
    const layer = m ? layerNamed(m[1]) : undefined;
    return {
      number: k + 1,
      layer,
      text: layer && m ? m[2] : text,
      // To count the lines of a large log takes longer than to find its candidates, and few ask.
      get line() {
        return head.line + below;
      },
      start,
      end,
    };
  });
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
