import { DAY_PATTERN } from '../../core/day-words.ts';
import type { Splice } from '../../tree/edit/edit.ts';
import { fieldsIn } from './entry-fields.ts';
import { isEntry, type LogHead, type LogOutline } from './log-scan.ts';

/** What the day of the last change stands beside, in lower case: to look for letters of any case takes V8 milliseconds to make ready. */
const UPDATED = ['last updated', 'updated', 'zuletzt geändert', 'stand'];
const LABELLED = /^([ \t]*\*\*([^*\r\n]+):\*\*)([ \t]*)([^\r\n]*?)[ \t]*$/gm;

/**
 * Sets the day of `Last Updated`, where the log has that line: above its first part and its first entry, or, in a log without parts, below
 * the last entry, as some write it at the end of the page. What stands in an entry is the entry's own: a step writes it anew as a whole.
 */
export function touchUpdated(outline: LogOutline, day: string): Splice[] {
  const { text, from, sections, places, entryHeads } = outline;
  const part = sections.find((one) => one.part !== 'other')?.start ?? text.length;
  const entry = entryHeads.length > 0 ? places.starts[entryHeads[0]] : text.length;
  const top = updatedIn(text, from, Math.min(part, entry));
  if (top) return dayIn(top, day);
  if (part < text.length || entryHeads.length === 0) return [];
  const behind = behindEntries(outline);
  // Down there stand lists, and templates in fences: only what the reader of documents takes for a label is one.
  const labels = new Set(fieldsIn(text, behind, text.length).map(({ start }) => start));
  const foot = updatedIn(text, behind, text.length, (line) => labels.has(line));
  return foot ? dayIn(foot, day) : [];
}

/** Behind the last entry of a log that has one, with all that it stands in and that stands below it. */
function behindEntries(outline: LogOutline): number {
  let outer: LogHead = outline.entryAt(outline.entryHeads[outline.entryHeads.length - 1]);
  for (let above = outline.headAbove(outer.start, outer.depth); above; above = outline.headAbove(above.start, above.depth))
    if (isEntry(above)) outer = above;
  return outer.deepEnd;
}

/** Where a label ends, and what stands beside it up to the end of its line: the gap, and the value without blanks at its end. */
interface Labelled {
  readonly after: number;
  readonly gap: string;
  readonly value: string;
}

/** The first line of a stretch that says the day of the last change; `counts`: whether one that begins at an offset may. */
function updatedIn(text: string, from: number, until: number, counts = (_line: number): boolean => true): Labelled | undefined {
  for (const { index, 1: front, 2: label, 3: gap, 4: value } of text.slice(from, until).matchAll(LABELLED)) {
    const line = from + index;
    if (UPDATED.includes(label.normalize('NFC').toLowerCase()) && counts(line))
      return { after: line + front.length, gap, value: value.trimEnd() };
  }
  return undefined;
}

/** A day at the front of a value, with the time of the day. Made when it is wanted: most logs have an ISO day alone. */
const dayBefore = (value: string): string | undefined =>
  new RegExp(`^${DAY_PATTERN}(?:[T ,]+\\d{1,2}:\\d{2}(?::\\d{2})?)?(?=$|[\\s,;(])`, 'iu').exec(value)?.[0];

function dayIn({ after, gap, value }: Labelled, day: string): Splice[] {
  // What somebody wrote behind the day stays.
  const was = /^(?:\d{4}-\d{2}-\d{2})?$/.test(value) ? value : (dayBefore(value) ?? value);
  if (was === day) return [];
  // Blanks behind the last word of a page are taken away with an entry below it, and what is new comes in front of them.
  if (value === '') return [{ start: after, end: after, text: (gap || ' ') + day }];
  const start = after + gap.length;
  return [{ start, end: start + was.length, text: day }];
}
