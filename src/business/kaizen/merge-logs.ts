import { readFileSync } from 'node:fs';
import { BizosError } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import { eolOf, languageOf, languageOfEntry, splicedText } from './log-edit.ts';
import { scanLog } from './log-scan.ts';
import { coreOf, withNotes, withoutNotes, wordsFor } from './merge-entries.ts';
import { type Identity, identitiesOf } from './merge-identities.ts';
import { withLinks } from './merge-links.ts';
import { arrivedOf, renamesOf, type SideMaps, sideRenamed } from './merge-names.ts';
import { standingIn } from './merge-standing.ts';
import { mergeTexts, threeWay } from './merge-texts.ts';
import type { Renames } from './renaming.ts';

/** The three states of a log: where both began, ours, theirs. */
export interface LogSides {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** An entry that got another number, since both sides had given it to different ones. */
export interface Renumbered {
  readonly from: string;
  readonly to: string;
  readonly side: 'ours' | 'theirs';
}

/** A merged log. */
export interface MergedLog {
  readonly text: string;
  readonly renumbered: readonly Renumbered[];
  /** Something could not be decided: the text holds git's conflict marks. */
  readonly conflicts: boolean;
}

/** Two different new entries with one number, and the side whose entry gets another. */
export interface Collision {
  readonly id: string;
  readonly side: 'ours' | 'theirs';
}

/** Gives a number with a prefix for an entry, by the id that it had and by what it is. */
export type NextNumber = (prefix: string, id: string, words: string) => Promise<string>;

/** How two logs are merged, where it is not the usual way. */
export interface MergeWishes {
  /** Entries of other logs that got another number: what a side says of them goes with it. */
  readonly beside?: Readonly<Record<'ours' | 'theirs', Renames>>;
  /** Commits are replayed on ours, which others know already: of two with one number theirs always gets another. */
  readonly replayed?: boolean;
}

/**
 * Merges two states of a log entry by entry: what one side added, changed or moved stays, whatever the lines around it did. Two new entries
 * with one number: the later one (by its date; of the same day theirs) gets the number that `next` gives, what its own side says of it
 * goes with it, and a line in it says so. What both changed differently keeps git's conflict marks.
 */
export async function mergeLogs(
  sides: LogSides,
  next: NextNumber,
  today: string,
  { beside, replayed = false }: MergeWishes = {},
): Promise<MergedLog> {
  const { base, ours, theirs } = sides;
  const eol = eolFor(sides);
  if (eol !== undefined) {
    const plain = { base: plainEnds(base), ours: plainEnds(ours), theirs: plainEnds(theirs) };
    const merged = await mergeLogs(plain, next, today, { beside, replayed });
    return { ...merged, text: merged.text.replaceAll('\n', eol) };
  }
  const identities = identitiesOf(sides, replayed);
  // Which of two with one number is which entry of the other side nobody can tell.
  if (identities === undefined) return { ...(await threeWay(sides)), renumbered: [] };
  const renumbered: Renumbered[] = [];
  const numbered: Identity[] = [];
  for (const one of identities) {
    const collision = collisionIn(one);
    if (collision === undefined) {
      numbered.push(one);
      continue;
    }
    const { id, side } = collision;
    const to = await next(id.replace(/-[^-]+$/, ''), id, wordsFor(sides, id, side));
    numbered.push({ entries: one.entries, id: to });
    renumbered.push({ from: id, to, side });
  }
  const renames = renamesOf(numbered);
  const arrived = arrivedOf(sides, numbered);
  const all = {
    base: withMore(renames.base, arrived),
    ours: withMore(renames.ours, arrived, beside?.ours),
    theirs: withMore(renames.theirs, arrived, beside?.theirs),
  };
  const texts = {
    base: sideRenamed(sides, 'base', numbered, all),
    ours: sideRenamed(sides, 'ours', numbered, all),
    theirs: sideRenamed(sides, 'theirs', numbered, all),
  };
  for (const side of ['ours', 'theirs'] as const) texts[side] = withNotesOfBase(texts[side], side, sides, numbered);
  // In the base too: what nobody changed but for its number is as it was.
  for (const { from, to, side } of renumbered)
    for (const name of ['base', side] as const) texts[name] = withNote(texts[name], to, from, today);
  const merged = await mergeTexts(texts);
  const ids = new Set(scanLog(merged.text).entries.map(({ id }) => id));
  return {
    ...merged,
    text: merged.conflicts ? merged.text : withLinks(standingIn(merged.text, sides, numbered), all),
    renumbered: renumbered.filter(({ to }) => merged.conflicts || ids.has(to)),
  };
}

/** The numbers that both sides gave to different new entries. */
export function collisionsOf(sides: LogSides): readonly Collision[] {
  return (identitiesOf(sides) ?? []).flatMap((one) => collisionIn(one) ?? []);
}

/** By which ids of its own a side names entries that are called otherwise in the merged log, but for those that have no number yet. */
export function knownRenames(sides: LogSides): SideMaps {
  return renamesOf(identitiesOf(sides) ?? []);
}

/** An entry that has to get another number; undefined where it has one, or stands on neither side any more. */
function collisionIn({ entries: { ours, theirs }, id }: Identity): Collision | undefined {
  if (id !== undefined) return undefined;
  return theirs ? { id: theirs.id, side: 'theirs' } : ours && { id: ours.id, side: 'ours' };
}

/** The line ends of the merged log, where the sides don't have the same; undefined where they do, or one has both kinds. */
function eolFor({ base, ours, theirs }: LogSides): string | undefined {
  const ends = [base, ours, theirs].map(endsOf);
  const known = new Set(ends.filter((end) => end !== undefined));
  if (known.size < 2 || known.has('both')) return undefined;
  // The side that has changed them counts.
  const [was, mine, other] = ends;
  return mine !== undefined && mine !== was ? mine : other;
}

function endsOf(text: string): string | undefined {
  if (!text.includes('\n')) return undefined;
  if (!text.includes('\r\n')) return '\n';
  return /(?<!\r)\n/.test(text) ? 'both' : '\r\n';
}

function plainEnds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function withMore(renames: Renames, ...more: readonly (Renames | undefined)[]): Renames {
  return new Map([...more.flatMap((one) => [...(one ?? [])]), ...renames]);
}

/**
 * A side with the lines of the base that say which number an entry had, where the side knows it by that number still. Of several beginnings
 * git makes one, by this merge: it has the lines of merges that the side has not seen, and the side took none of them out.
 */
function withNotesOfBase(text: string, side: 'ours' | 'theirs', { base }: LogSides, identities: readonly Identity[]): string {
  if (!/^\*\*(?:Renumbered|Umnummeriert):\*\* /m.test(base)) return text;
  const before = scanLog(base);
  const after = scanLog(text);
  const splices = identities.flatMap(({ entries: { base: was, [side]: own }, id }) => {
    const entry = own && id !== undefined && id !== own.id ? after.withId(id).at(0) : undefined;
    if (!was || !own || !entry) return [];
    const notes = withoutNotes(coreOf(before, was)).notes;
    const core = coreOf(after, entry);
    const missing = notes.filter((note) => !core.includes(note));
    if (missing.length === 0 || !notes.some((note) => note.split(/\s+/).includes(own.id))) return [];
    return [{ start: entry.start, end: entry.coreEnd, text: withNotes(core, missing) }];
  });
  return splicedText(
    text,
    splices.sort((a, b) => a.start - b.start),
  );
}

/** A log with the line that says of an entry that it got another number, behind its heading. */
export function withNote(text: string, id: string, was: string, today: string): string {
  const outline = scanLog(text);
  const entry = outline.entries.find((one) => one.id === id);
  if (!entry) return text;
  const words: Readonly<Record<Language, string>> = {
    en: `**Renumbered:** was ${was} on a branch until ${today}`,
    de: `**Umnummeriert:** war ${was} auf einem Branch bis ${today}`,
  };
  const eol = eolOf(text);
  const line = `${words[languageOfEntry(text, entry) ?? languageOf(outline) ?? 'en']}${eol}`;
  // A list of fields goes on line by line; below a blank line it would be a paragraph of its own.
  const first = text.slice(entry.bodyStart).match(/^(?:[ \t]*\r?\n)*/)?.[0].length ?? 0;
  const at = entry.bodyStart + first;
  return `${text.slice(0, at)}${line}${text.slice(at)}`;
}

/** Reads a file that git gave to a merge driver. Throws BizosError (exit 4) where it is no UTF-8 text: git's own merge keeps its bytes. */
export function sideText(path: string): string {
  return textOf(readFileSync(path));
}

/** A side of a merge as text. Throws BizosError (exit 4) where it is none in UTF-8: to write it again would change its bytes. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BizosError(4, { en: 'A side of the merge is no UTF-8 text.', de: 'Eine Seite des Merges ist kein UTF-8-Text.' });
  }
}
