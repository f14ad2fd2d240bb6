import { isoDay } from './duration-words.ts';
import { fieldsIn, knownFields } from './entry-fields.ts';
import { experimentOf } from './experiment.ts';
import type { Draft } from './filing.ts';
import { isEverywhere } from './given-words.ts';
import { plainInline } from './heading-words.ts';
import type { LogFile } from './log-file.ts';
import type { LogEntry } from './log-scan.ts';
import { blockWords, lineWords, plainLine, readableWords } from './safe-words.ts';

/**
 * The entry that says already what a draft says: the same title and words, out of the same entries. An experiment counts while it is
 * open; a failure counts on its own day, since what fails again is another one. So a call that was cut off, or is made twice, writes once.
 */
export function saidBefore(log: LogFile, draft: Draft, today: string): LogEntry | undefined {
  if (draft.entry !== undefined) return undefined;
  const title = plainLine(plainInline(lineWords(draft.title)));
  const words = wordsOf(blockWords(draft.words));
  return entriesCalled(log, title).find((entry) => {
    if (!entry.id.startsWith(`${draft.route.prefix}-`)) return false;
    const fields = fieldsIn(log.text, entry.bodyStart, entry.coreEnd);
    const known = knownFields(fields);
    const names = (field: 'from' | 'follows', id: string | undefined): boolean =>
      id === undefined || idsNamed(known.get(field)?.value.toUpperCase() ?? '').includes(id.trim().toUpperCase());
    if (!names('from', draft.from) || !names('follows', draft.follows)) return false;
    if (!fields.some(({ value }) => wordsOf(value) === words)) return false;
    if (draft.route.kind === 'kaizen') {
      const { state, entity } = experimentOf(log.outline, entry);
      return ['proposed', 'active'].includes(state) && isSameCompany(entity ?? '', plainLine(draft.entity));
    }
    return draft.route.kind !== 'failure' || isoDay(known.get('date')?.value.trim() ?? '') === today;
  });
}

/** The ids that a field names, between whatever signs; those of links, too. */
export function idsNamed(value: string): string[] {
  return value.split(/[^\w~-]+/);
}

/** The whole group has a name in each language. */
function isSameCompany(one: string, other: string): boolean {
  return one === other || (isEverywhere(one) && isEverywhere(other));
}

function entriesCalled({ text, outline }: LogFile, title: string): LogEntry[] {
  const { entryHeads, idEnds } = outline;
  const found: LogEntry[] = [];
  const first = title.charCodeAt(0);
  for (let n = 0; n < entryHeads.length; n++) {
    const end = idEnds[entryHeads[n]];
    // Most begin with another letter: before V8 compiles this, to call what looks closer takes twice as long.
    const code = text.charCodeAt(end + 1);
    const letter = (code > 64 && code < 91) || (code > 96 && code < 123);
    if (letter && code !== first && text.charCodeAt(end) === BLANK) continue;
    if (beginsOtherwise(text, end, title)) continue;
    const entry = outline.entryAt(entryHeads[n]);
    if (plainLine(entry.name) === title) found.push(entry);
  }
  return found;
}

/**
 * Whether the words behind the id of a heading, which ends at an offset, begin with other letters or digits than a title: those are what
 * they are, whatever Markdown stands behind them. Nearly every heading of a large log does, and is looked at no closer.
 */
function beginsOtherwise(text: string, idEnd: number, title: string): boolean {
  if (text.charCodeAt(idEnd) !== BLANK) return false;
  const at = idEnd + 1;
  for (let k = 0; isWordSign(text.charCodeAt(at + k)); k++) if (text.charCodeAt(at + k) !== title.charCodeAt(k)) return true;
  return false;
}

const BLANK = 32;

function isWordSign(code: number): boolean {
  return (code > 47 && code < 58) || (code > 64 && code < 91) || (code > 96 && code < 123);
}

function wordsOf(markdown: string): string {
  return readableWords(markdown).replace(/\s+/g, ' ').trim().normalize('NFC');
}
