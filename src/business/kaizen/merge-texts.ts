import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from '../../git/run.ts';
import { fieldsIn, knownFields } from './entry-fields.ts';
import { eolOf } from './log-edit.ts';
import { scanLog } from './log-scan.ts';
import { beginningOf, begunText, furtherOf } from './merge-beginnings.ts';
import { withNotes, withoutNotes } from './merge-entries.ts';
import { type Apart, filledFrame, placesOf, sectionsOf, takenApart } from './merge-frames.ts';
import { isBlank, itemsOnce, joinedAdditions, joinedItems, timesIn } from './merge-hunks.ts';
import type { LogSides } from './merge-logs.ts';
import { withLinksOfBoth } from './merge-union.ts';

const UPDATED = /^(\s*\*{0,2}(?:last updated|zuletzt geändert|stand)\s*:\*{0,2}\s*)(\d{4}-\d{2}-\d{2})/im;

/** Both sides have touched the day of the last change: the later one counts, and is no conflict. */
function withNewerDate(text: string, other: string): string {
  const [own, theirs] = [UPDATED.exec(text), UPDATED.exec(other)];
  return own && theirs && theirs[2] > own[2] ? text.replace(UPDATED, `$1${theirs[2]}`) : text;
}

/** Merges the three states of a log, in which one entry has one id, entry by entry. `conflicts`: the text holds git's marks. */
export async function mergeTexts(sides: LogSides): Promise<{ text: string; conflicts: boolean }> {
  if (sides.ours === sides.theirs || sides.theirs === sides.base) return { text: sides.ours, conflicts: false };
  if (sides.ours === sides.base) return { text: sides.theirs, conflicts: false };
  const apart = { base: takenApart(sides.base), ours: takenApart(sides.ours), theirs: takenApart(sides.theirs) };
  const parts = { ...apart, base: await withBeginnings(apart, sides) };
  const { sections: places, torn } = placesOf(parts);
  const frame = await threeWay(
    {
      base: parts.base.frame,
      ours: withNewerDate(parts.ours.frame, parts.theirs.frame),
      theirs: withNewerDate(parts.theirs.frame, parts.ours.frame),
    },
    ['--diff3'],
  );
  const joined = joinedItems(frame.text);
  let { conflicts } = joined;
  const texts = new Map<string, string>();
  for (const id of places.keys()) {
    const entry = torn.has(id) ? tornEntry(id, parts) : await mergedEntry(id, parts);
    texts.set(id, entry.text);
    conflicts ||= entry.conflicts;
  }
  const once = itemsOnce(joined.text, [parts.ours.frame, parts.theirs.frame]);
  const text = filledFrame(once, parts, places, texts);
  const ids = scanLog(text).entries.map(({ id }) => id);
  const whole = new Set(ids).size === ids.length && [...places.keys()].every((id) => ids.includes(id));
  return whole ? { text, conflicts } : threeWay(sides);
}

/** The base with what both sides have as new, so far as it can have been before they parted: a commit was squashed or picked. */
async function withBeginnings({ base, ...apart }: Readonly<Record<keyof LogSides, Apart>>, sides: LogSides): Promise<Apart> {
  const [ours, theirs] = [scanLog(sides.ours), scanLog(sides.theirs)];
  const places = { ours: sectionsOf(apart.ours), theirs: sectionsOf(apart.theirs) };
  const entries = new Map(base.entries);
  const runs = new Map(base.runs);
  for (const mine of ours.entries) {
    const [other] = entries.has(mine.id) ? [] : theirs.withId(mine.id);
    if (!other) continue;
    const { text, section } = await beginningOf(ours, mine, theirs, other);
    const name = places[section].get(mine.id) ?? '';
    entries.set(mine.id, text);
    runs.set(name, { ids: [...(runs.get(name)?.ids ?? []), mine.id], gaps: runs.get(name)?.gaps ?? new Map() });
  }
  return { ...base, entries, runs };
}

/**
 * What one side took out and the other went on with, as a whole between git's marks: line by line, it could come to stand in the entry below.
 */
function tornEntry(id: string, { ours, theirs }: Readonly<Record<keyof LogSides, Apart>>): { text: string; conflicts: boolean } {
  const [mine, other] = [ours, theirs].map(({ entries }) => entries.get(id));
  const eol = eolOf(mine ?? other ?? '');
  const between = [mine, '=======', other].flatMap((words) => (words === undefined ? [] : [words]));
  return { text: ['<<<<<<< ours', ...between, '>>>>>>> theirs'].join(eol), conflicts: true };
}

async function mergedEntry(id: string, parts: Readonly<Record<keyof LogSides, Apart>>): Promise<{ text: string; conflicts: boolean }> {
  const [base, ours, theirs] = [parts.base, parts.ours, parts.theirs].map(({ entries }) => entries.get(id));
  if (ours === undefined || theirs === undefined) return { text: ours ?? theirs ?? '', conflicts: false };
  const bare = { base: withoutNotes(base ?? ''), ours: withoutNotes(ours), theirs: withoutNotes(theirs) };
  const states = { base: bare.base.text, ours: bare.ours.text, theirs: bare.theirs.text };
  const merged = await statesMerged(states, base !== undefined);
  // That it was called what it is called says nothing.
  const here = (note: string): boolean =>
    !note.split(/\s+/).includes(id) &&
    [bare.ours, bare.theirs].every(({ notes }) => notes.includes(note) || !bare.base.notes.includes(note));
  const notes = [...new Set([...bare.ours.notes, ...bare.theirs.notes])].filter(here);
  return { ...merged, text: withNotes(merged.text.replace(/\r?\n$/, ''), notes) };
}

/** `known`: the base has the entry. */
async function statesMerged(states: LogSides, known: boolean): Promise<{ text: string; conflicts: boolean }> {
  const { base, ours, theirs } = states;
  if (ours === theirs || theirs === base) return { text: ours, conflicts: false };
  if (ours === base) return { text: theirs, conflicts: false };
  const further = known ? furtherOf(base, ours, theirs) : undefined;
  if (further !== undefined) return { text: further, conflicts: false };
  const apart = known ? endsApart(base, ours, theirs) : undefined;
  return apart === undefined ? linesMerged(withLinksOfBoth(states)) : { text: apart, conflicts: true };
}

/**
 * An entry that the sides brought to different ends, between git's marks as a whole: line by line, the status of one could come to stand
 * with the decision of the other. Undefined where they did not.
 */
function endsApart(base: string, ours: string, theirs: string): string | undefined {
  const [was, mine, other] = [base, ours, theirs].map((text) => {
    const fields = knownFields(fieldsIn(text, text.indexOf('\n') + 1, text.length));
    return (['status', 'decision'] as const).map((name) => fields.get(name)?.value.trim());
  });
  if (!was.some((value, k) => mine[k] !== value && other[k] !== value && mine[k] !== other[k])) return undefined;
  const [left, right] = [ours, theirs].map((text) => /^([^\n]*\n)([\s\S]*)$/.exec(text));
  // With two headings the entry would stand there twice.
  if (!left || !right || left[1] !== right[1]) return undefined;
  const eol = eolOf(ours);
  return `${left[1]}<<<<<<< ours${eol}${left[2]}${eol}=======${eol}${right[2]}${eol}>>>>>>> theirs`;
}

/** git's merge, where both sides have begun to add the same and one went on: a squash or a pick brought the beginning. */
async function linesMerged(sides: LogSides): Promise<{ text: string; conflicts: boolean }> {
  const merged = await threeWay(sides);
  if (!merged.conflicts) return isDoubled(merged.text, sides) ? onceMerged(sides) : merged;
  const joined = joinedAdditions((await threeWay(sides, ['--diff3'])).text);
  return joined === undefined || isDoubled(joined, sides) ? merged : { text: joined, conflicts: false };
}

/** What both sides added, each in another place of the base, git takes for two things. */
function isDoubled(text: string, { ours, theirs }: LogSides): boolean {
  const [all, mine, other] = [text, ours, theirs].map((side) => timesIn(side, (line) => !isBlank(line)));
  return [...all].some(([line, count]) => count > Math.max(mine.get(line) ?? 0, other.get(line) ?? 0));
}

/** Merged from what both have, and what one still has of the base. */
async function onceMerged(sides: LogSides): Promise<{ text: string; conflicts: boolean }> {
  const { base, ours, theirs } = sides;
  return threeWay({ base: await begunText(ours, theirs, 0, new Set(base.split('\n'))), ours, theirs });
}

/** git's own three-way merge of texts. */
export async function threeWay(
  { base, ours, theirs }: LogSides,
  style: readonly string[] = [],
): Promise<{ text: string; conflicts: boolean }> {
  if (ours === theirs || theirs === base) return { text: ours, conflicts: false };
  if (ours === base) return { text: theirs, conflicts: false };
  const folder = mkdtempSync(join(tmpdir(), 'bizos-merge-'));
  try {
    for (const [name, text] of Object.entries({ base, ours, theirs }))
      writeFileSync(join(folder, name), text.endsWith('\n') ? text : `${text}\n`);
    const done = await git(['merge-file', '-p', ...style, '-L', 'ours', '-L', 'base', '-L', 'theirs', 'ours', 'base', 'theirs'], {
      cwd: folder,
    });
    return { text: done.stdout.toString('utf8'), conflicts: done.code > 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
