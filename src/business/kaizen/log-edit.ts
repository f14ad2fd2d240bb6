import { BizosError } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import type { Splice } from '../../tree/edit/edit.ts';
import { NONE_YET } from '../../tree/vocabulary.ts';
import { entryUnder, fittingEntry } from './entry-depth.ts';
import { type EntryField, fieldsIn, isGiven, type KnownField, knownFields } from './entry-fields.ts';
import { behindBlanks, eolAt, withEol } from './line-ends.ts';
import { coreEnd, type LogEntry, type LogHead, type LogOutline, type LogPart, logHeadings } from './log-scan.ts';

/** What a part is headed by where it has to be made. */
const HEADINGS: Readonly<Record<Exclude<LogPart, 'other'>, Readonly<Record<Language, string>>>> = {
  active: { en: 'Active Experiments', de: 'Aktive Versuche' },
  completed: { en: 'Completed Experiments', de: 'Abgeschlossene Versuche' },
  dropped: { en: 'Dropped Experiments', de: 'Verworfene Versuche' },
  candidates: { en: 'Experiment Candidates', de: 'Kandidaten' },
};

/** Labels as the program writes them where an entry has none of that meaning yet. */
const LABELS: Readonly<Record<KnownField, Readonly<Record<Language, string>>>> = {
  date: { en: 'Date', de: 'Datum' },
  layer: { en: 'Layer', de: 'Ebene' },
  entity: { en: 'Entity', de: 'Firma' },
  status: { en: 'Status', de: 'Stand' },
  hypothesis: { en: 'Hypothesis', de: 'Hypothese' },
  expected: { en: 'Expected Result', de: 'Erwartetes Ergebnis' },
  duration: { en: 'Duration', de: 'Dauer' },
  actual: { en: 'Actual Result', de: 'Tatsächliches Ergebnis' },
  learning: { en: 'Learning', de: 'Erkenntnis' },
  decision: { en: 'Decision', de: 'Entscheidung' },
  started: { en: 'Started', de: 'Begonnen' },
  completed: { en: 'Completed', de: 'Abgeschlossen' },
  by: { en: 'By', de: 'Von' },
  metric: { en: 'Metric', de: 'Kennzahl' },
  from: { en: 'From', de: 'Aus' },
  follows: { en: 'Follows', de: 'Folgt auf' },
  followedBy: { en: 'Followed by', de: 'Fortgesetzt in' },
  ledTo: { en: 'Led to', de: 'Führte zu' },
  evidence: { en: 'Measured', de: 'Gemessen' },
};

/** Values that stand below their label rather than beside it. */
const BELOW: ReadonlySet<KnownField> = new Set(['hypothesis', 'expected', 'duration', 'actual', 'learning', 'evidence']);

/** What a part that holds nothing says. */
export const EMPTY: Readonly<Record<Language, string>> = { en: '(none yet)', de: '(noch keine)' };

/** The empty line of a part that holds nothing. */
const EMPTY_PART = new RegExp(`^\\s*${NONE_YET}\\s*$`, 'i');

/** The same in front of a place: dashes right below words would make a heading of them. */
export function emptyBefore(text: string, at: number, language: Language): string {
  return EMPTY[language] + gapBefore(text, at);
}

/** The line end that words in front of a place need behind them, where dashes stand right below it. */
function gapBefore(text: string, at: number): string {
  return /^[ \t]*\r?\n {0,3}(?:-+|=+)[ \t]*(?:\r?\n|$)/.test(text.slice(at, at + LINE_MAX)) ? eolAt(text, at) : '';
}

/** A rule is no longer. */
const LINE_MAX = 200;

/** Splices in the order of the places that they are for. */
export function inOrder(splices: readonly Splice[]): Splice[] {
  return [...splices].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The text after splices that don't overlap, whatever their order. */
export function splicedText(text: string, splices: readonly Splice[]): string {
  let out = '';
  let at = 0;
  for (const { start, end, text: words } of inOrder(splices)) {
    if (start < at) throw new Error('splices overlap');
    out += text.slice(at, start) + words;
    at = end;
  }
  return out + text.slice(at);
}

/** Line end of the first line of a text. */
export function eolOf(text: string): string {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** The language that a log's headings and labels are in. */
export function languageOf(outline: LogOutline): Language | undefined {
  const head = partHead(outline, 'active');
  const german = (text: string): boolean => /^(?:aktive|laufende)/i.test(text);
  return head === undefined ? undefined : german(head.title) ? 'de' : 'en';
}

/** The language that the labels of an entry are in; undefined where they tell nothing: `Status` is one word in both. */
export function languageOfEntry(text: string, { bodyStart, coreEnd: end }: LogEntry): Language | undefined {
  for (const { known, label } of fieldsIn(text, bodyStart, end)) {
    if (known === undefined || LABELS[known].en === LABELS[known].de) continue;
    if (label === LABELS[known].de) return 'de';
    if (label === LABELS[known].en) return 'en';
  }
  return undefined;
}

/** The entry with this id. Throws BizosError (exit 2) that names the nearest ones, or that there are two. */
export function entryNamed(outline: LogOutline, id: string, file: string): LogEntry {
  const wanted = id
    .trim()
    .replace(/^\[|\]$/g, '')
    .toUpperCase();
  const found = outline.withId(wanted);
  if (found.length === 1) return found[0];
  if (found.length > 1)
    throw new BizosError(
      2,
      {
        en: `${wanted} stands ${found.length} times in ${file} (lines ${found.map(({ line }) => line).join(', ')}).`,
        de: `${wanted} steht ${found.length}-mal in ${file} (Zeilen ${found.map(({ line }) => line).join(', ')}).`,
      },
      { en: 'Give the later one a new number first.', de: 'Gib zuerst dem späteren eine neue Nummer.' },
    );
  const last = outline.ids().slice(-5);
  throw new BizosError(
    2,
    { en: `There is no ${wanted} in ${file}.`, de: `In ${file} gibt es kein ${wanted}.` },
    last.length > 0 ? { en: `The last ones there: ${last.join(', ')}`, de: `Die letzten dort: ${last.join(', ')}` } : undefined,
  );
}

/** Parts as they follow each other in a log. */
const ORDER = ['active', 'completed', 'dropped', 'candidates'] as const;

/**
 * Puts an entry at the end of a part. A part that is not there is made behind the one before it, else at the end of the text. `moved`: it
 * stood in the log before, and keeps its line ends.
 */
export function addEntry(outline: LogOutline, part: Exclude<LogPart, 'other'>, entry: string, language: Language, moved = false): Splice {
  const before = ORDER.slice(0, ORDER.indexOf(part)).map((one) => partHead(outline, one));
  const home = { head: partHead(outline, part), heading: HEADINGS[part][language], before: before.findLast((one) => one !== undefined) };
  return addUnder(outline, entry, home, moved);
}

/** The heading that opens a part of the log. */
export function partHead({ sections }: LogOutline, part: LogPart): LogHead | undefined {
  return sections.find((one) => one.part === part);
}

/** Where an entry goes: under a heading of the log, or under a new one, behind what stands under the one `before` it. */
export interface EntryHome {
  readonly head: LogHead | undefined;
  readonly heading: string;
  readonly before?: LogHead;
}

/**
 * Puts an entry at the end of what stands under a heading, in the place of its `(none yet)`; under a new heading behind what stands under the
 * one before it, else at the end of the text. `moved`: it keeps its line ends.
 */
export function addUnder(outline: LogOutline, entry: string, { head, heading, before }: EntryHome, moved = false): Splice {
  const { text } = outline;
  const at = head || before ? placeBehind(text, (head ?? before) as LogHead) : behindBlanks(text, text.trimEnd().length);
  const eol = eolAt(text, at);
  const words = moved ? entry : withEol(entry.trim(), eol);
  if (head) return intoPart(outline, head, fittingEntry(outline, head, words), eol);
  if (before)
    return behindPart(text, before, at, `${'#'.repeat(before.depth)} ${heading}${eol}${eol}${entryUnder(words, before.depth)}`, eol);
  const tail = at === text.length ? eol : '';
  return { start: at, end: at, text: `${at > 0 ? eol + eol : ''}## ${heading}${eol}${eol}${entryUnder(words, 2)}${tail}` };
}

/** Where what stands under a heading ends, with the blanks of its last line. */
function placeBehind(text: string, { start, bodyStart, deepEnd }: LogHead): number {
  return behindBlanks(text, Math.max(coreEnd(text, start, deepEnd), text.slice(0, bodyStart).trimEnd().length));
}

/** A new part behind another one, parted from it like that one from what follows it. */
function behindPart(text: string, { deepEnd }: LogHead, at: number, part: string, eol: string): Splice {
  const rule = /^\s*\n {0,3}([-*_]{3,})[ \t]*(?:\r?\n|$)/.exec(text.slice(at, deepEnd))?.[1];
  const between = rule === undefined ? '' : `${rule}${eol}${eol}`;
  return { start: at, end: at, text: `${eol}${eol}${between}${part}${at === text.length ? eol : gapBefore(text, at)}` };
}

function intoPart({ text }: LogOutline, head: LogHead, words: string, eol: string): Splice {
  let at = head.bodyStart;
  for (const line of text.slice(head.bodyStart, head.end).split(/(?<=\n)/)) {
    if (EMPTY_PART.test(line)) return { start: at, end: behindBlanks(text, at + line.trimEnd().length), text: words };
    at += line.length;
  }
  const end = placeBehind(text, head);
  return { start: end, end, text: `${eol}${eol}${words}${end === text.length ? eol : gapBefore(text, end)}` };
}

/** Takes an entry out with the gap in front of it; the last one of a part leaves the words that say so. */
export function cutEntry(outline: LogOutline, entry: LogEntry, language: Language): Splice {
  const { text } = outline;
  const home = outline.headAbove(entry.start, entry.depth);
  const alone =
    home !== undefined &&
    home.part !== 'other' &&
    coreEnd(text, home.start, entry.start) <= home.bodyStart &&
    entry.coreEnd === coreEnd(text, home.start, home.deepEnd);
  const end = behindBlanks(text, entry.coreEnd);
  if (alone) return { start: entry.start, end, text: emptyBefore(text, end, language) };
  const start = behindBlanks(text, text.slice(0, entry.start).trimEnd().length);
  // In front of the first entry stands what belongs to the part: then the gap behind goes.
  const behind = outline.headFrom(end);
  if (home !== undefined && start <= home.bodyStart && behind && /^\s*$/.test(text.slice(end, behind.start)))
    return { start: entry.start, end: behind.start, text: '' };
  return { start, end, text: gapBefore(text, end) };
}

/** An entry of a text with fields set. `undefined` leaves one as it is; short ones that are missing come behind the last short one. */
export function withFields(
  text: string,
  { start, bodyStart, coreEnd: end }: LogEntry,
  values: Partial<Record<KnownField, string>>,
  language: Language,
): string {
  const eol = eolAt(text, start);
  const entry = text.slice(start, end);
  const body = Math.min(bodyStart, end) - start;
  const fields = fieldsIn(entry, body, entry.length);
  const known = knownFields(fields);
  const splices: Splice[] = [];
  const missing: string[] = [];
  const missingBelow: string[] = [];
  for (const [name, value] of Object.entries(values) as [KnownField, string | undefined][]) {
    if (value === undefined) continue;
    const field = known.get(name);
    const words = value.replaceAll('\n', eol);
    if (field) splices.push(fieldSplice(entry, name, field, words, eol));
    else if (BELOW.has(name)) missingBelow.push(`**${LABELS[name][language]}:**${eol}${words}`);
    else missing.push(`**${LABELS[name][language]}:** ${words}`);
  }
  if (missing.length > 0) {
    const anchor = [...known].filter(([name]) => !BELOW.has(name) && name !== 'decision').at(-1)?.[1];
    const behind = anchor ? anchor.end : entry.slice(0, body).trimEnd().length;
    const at = behindBlanks(entry, behind);
    // Two blanks at the end of a line break it for the reader of the page: each of these lines has them then.
    const blanks = anchor && at < entry.length ? (/^ {2,}$/.exec(entry.slice(behind, at))?.[0] ?? '') : '';
    // Right below the heading, words of a person would be read as going on with the last value.
    const apart = !anchor && /^\r?\n[ \t]*\S/.test(entry.slice(at)) ? eol : '';
    splices.push({ start: at, end: at, text: missing.map((line) => `${eol}${line}${blanks}`).join('') + apart });
  }
  if (missingBelow.length > 0) {
    const anchor = known.get('learning') ?? known.get('decision');
    const at = anchor ? anchor.start : ownLength(entry);
    const words = missingBelow.join(eol + eol);
    splices.push({ start: at, end: at, text: anchor ? words + eol + eol : eol + eol + words });
  }
  return splicedText(entry, merged(splices));
}

/** How much of an entry stands above the headings below its own, without the empty lines in front of them. */
function ownLength(entry: string): number {
  const { count, starts } = logHeadings(entry);
  return count > 1 ? entry.slice(0, starts[1]).trimEnd().length : entry.length;
}

/** Two splices at one place are one. */
function merged(splices: readonly Splice[]): Splice[] {
  const out: Splice[] = [];
  for (const splice of inOrder(splices)) {
    const last = out[out.length - 1];
    if (last && splice.start < last.end) throw new Error('splices overlap');
    if (last && splice.start === last.end) out[out.length - 1] = { start: last.start, end: splice.end, text: last.text + splice.text };
    else out.push(splice);
  }
  return out;
}

/** Whether the last lines of words are a list or a quote, with which the line right below would go on: the next label, too. */
function goesOn(words: string): boolean {
  const last = words.split(/\n[ \t\r]*\n/).at(-1) ?? '';
  return /^(?:[ \t]|[-+*>](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$))/m.test(last);
}

/**
 * A value in its field: what is pending is replaced, and nothing that a person wrote below it; where a text is there already, the
 * new one comes behind it. Short values (status, dates, decision) are replaced.
 */
function fieldSplice(entry: string, name: KnownField, field: EntryField, words: string, eol: string): Splice {
  const mark = /^[ \t]*(?:\*\*[^*\n]+?:\*\*|\*\*[^*\n]+?\*\*:?)/.exec(entry.slice(field.start, field.end))?.[0] ?? '';
  const from = field.start + mark.length;
  const old = entry.slice(from, field.end);
  const parted = (end: number): string => (!goesOn(words) || /^\s*$|^[ \t]*\r?\n[ \t]*\r?\n/.test(entry.slice(end)) ? '' : eol);
  if (field.open) {
    const gap = /^[ \t]*(?:\r?\n[ \t]*)+/.exec(old)?.[0] ?? eol;
    const first = /^[\s\S]*?(?=\r?\n[ \t]*\r?\n|$)/.exec(old.slice(gap.length))?.[0] ?? '';
    const behind = behindBlanks(entry, field.end);
    if (old.trim() !== '' && isGiven(first)) return { start: behind, end: behind, text: eol + eol + words + parted(behind) };
    const end = from + Math.min(old.length, gap.length + first.length);
    return { start: from, end, text: gap + words + parted(end) };
  }
  const below = words.includes('\n') || /^(?:- |\d{1,2}[.)] )/.test(words);
  const kept = BELOW.has(name) && isGiven(old) ? old.trim() + eol + eol : '';
  if (!below && kept === '') return { start: from, end: field.end, text: (/^[ \t]*/.exec(old)?.[0] || ' ') + words };
  const tail = /^\s*$|^[ \t]*\r?\n[ \t]*\r?\n/.test(entry.slice(field.end)) ? '' : eol;
  return { start: from, end: field.end, text: eol + kept + words + tail };
}
