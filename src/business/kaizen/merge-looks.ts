import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { conflictMarksIn } from './conflict-marks.ts';
import { splicedText } from './log-edit.ts';
import { type LogEntry, scanLog } from './log-scan.ts';
import { isAlike, noteOf } from './merge-entries.ts';
import type { SideRenames } from './merge-lines.ts';
import { collisionsOf, knownRenames, type LogSides, mergeLogs, type Renumbered, textOf } from './merge-logs.ts';
import { lineOfNone, MARKS, sameMerge } from './merge-marks.ts';
import { doubledIn, type Given, givenIn, laterOfTwo } from './merge-notes.ts';
import { type MergeState, mergedByGit, sidesOf } from './merge-state.ts';

/** A log as it is found, and what has to be done to it. */
export interface Look {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly sides: LogSides;
  readonly given: ReadonlyMap<string, Given>;
  /** `built`: from both sides, since the text holds nothing else. `placed`: in the text as it is. */
  readonly way: 'built' | 'placed';
  readonly renumbered: Renumbered[];
  /** Numbers that two entries of the text have, one of each side. */
  readonly doubled: readonly string[];
}

/** What has to be done to the logs. Throws BizosError (exit 3) where that would lose something. */
export async function looksAt(root: string, at: MergeState, files: readonly string[]): Promise<readonly Look[]> {
  const looks: Look[] = [];
  for (const file of files) {
    const look = await lookAt(root, at, file);
    if (look) looks.push(look);
  }
  await mustBeOfBoth(root, at, looks);
  return looks;
}

async function lookAt(root: string, at: MergeState, file: string): Promise<Look | undefined> {
  const bytes = readBytes(join(root, file));
  const whole = await sidesOf(root, at, file);
  const text = textOf(bytes);
  // Also marks that are not whole any more: a person has begun to decide.
  const marked = conflictMarksIn(text) !== undefined || (MARKS.test(text) && !MARKS.test(whole.ours) && !MARKS.test(whole.theirs));
  const sides = marked ? whole : withoutTwice(whole, text);
  // What both sides say alike may mean two entries, as a link to a number that both gave.
  if (sides.ours === sides.theirs && sides.ours === sides.base && !marked) return undefined;
  // Marks that are there after a replay are of something else.
  if (marked && at.replayed) return undefined;
  const given = givenIn(text, sides);
  const collisions = collisionsOf(sides);
  // What another merge brought twice is no matter of this one.
  const isIts = (id: string): boolean => (at.running ? !twiceIn(whole).has(id) : !given.has(id) && collisions.some((one) => one.id === id));
  const doubled = marked ? [] : doubledIn(text).filter(isIts);
  const look = { file, bytes, text, sides, given, renumbered: [] as Renumbered[], doubled };
  for (const { id, side } of collisions) {
    const known = given.get(id);
    if (known) look.renumbered.push({ from: id, to: known.to, side: known.side ?? side });
  }
  for (const id of doubled) if (!laterOfTwo(text, id, sides)) throw untold(file, id);
  return { ...look, way: marked ? 'built' : 'placed' };
}

/** Numbers that a side has twice itself. */
function twiceIn({ base, ours, theirs }: LogSides): ReadonlySet<string> {
  return new Set([base, ours, theirs].flatMap(doubledIn));
}

/**
 * The sides, where one has a number twice, with that which one of the two has got in the log by now, as an earlier merge was settled; where two
 * are left, without all of that number: which of them is whose can't be told, and all others still can.
 */
function withoutTwice(sides: LogSides, now: string): LogSides {
  if (twiceIn(sides).size === 0) return sides;
  const here = scanLog(now);
  const numbered = (text: string): string => {
    const outline = scanLog(text);
    const own = new Set(doubledIn(text));
    const splices = outline.entries.flatMap((entry) => {
      const is = (one: LogEntry): boolean => isAlike(outline, entry, here, one);
      if (!own.has(entry.id) || here.withId(entry.id).some(is)) return [];
      const it = here.entries.find((one) => noteOf(here, one)?.was === entry.id && is(one));
      const at = text.indexOf(`[${entry.id}]`, entry.start) + 1;
      return it ? [{ start: at, end: at + entry.id.length, text: it.id }] : [{ start: entry.start, end: entry.coreEnd, text: '' }];
    });
    return splicedText(text, splices);
  };
  const left = { base: numbered(sides.base), ours: numbered(sides.ours), theirs: numbered(sides.theirs) };
  const still = twiceIn(left);
  const without = (text: string): string => {
    const gone = scanLog(text).entries.filter(({ id }) => still.has(id));
    return splicedText(
      text,
      gone.map(({ start, coreEnd }) => ({ start, end: coreEnd, text: '' })),
    );
  };
  return still.size === 0 ? left : { base: without(left.base), ours: without(left.ours), theirs: without(left.theirs) };
}

/**
 * Throws BizosError (exit 3) where a log with conflict marks is neither what git made of the sides nor what an earlier call or the driver
 * did: what else stands there would be lost.
 */
async function mustBeOfBoth(root: string, at: MergeState, looks: readonly Look[]): Promise<void> {
  const renames = renamesOf(looks);
  const built = looks.filter(({ way }) => way === 'built');
  const byGit = built.length > 0 ? await mergedByGit(root, at) : undefined;
  for (const { file, text, sides, given, renumbered } of built) {
    const candidates = [(await byGit?.(file)) ?? ''];
    if (renumbered.length === collisionsOf(sides).length)
      for (const beside of [undefined, renames]) {
        const next = async (_: string, id: string): Promise<string> => given.get(id)?.to ?? id;
        candidates.push((await mergeLogs(sides, next, [...given.values()][0]?.day ?? '', { beside })).text);
      }
    if (!candidates.some((one) => sameMerge(text, one)))
      throw changedSince(file, lineOfNone(text, [...candidates, sides.ours, sides.theirs]));
  }
}

/** What the ids of each side are in the logs, so far as that is told. */
export function renamesOf(looks: readonly Look[]): SideRenames {
  const of = (side: 'ours' | 'theirs'): Map<string, string> =>
    new Map(
      looks.flatMap(({ renumbered, sides }) => [
        ...knownRenames(sides)[side],
        ...renumbered.filter((one) => one.side === side).map(({ from, to }) => [from, to] as const),
      ]),
    );
  return { ours: of('ours'), theirs: of('theirs') };
}

function untold(file: string, id: string): BizosError {
  return new BizosError(
    3,
    {
      en: `${id} stands in ${file} more than once, and it can't be told which is whose.`,
      de: `${id} steht in ${file} mehr als einmal, und es ist nicht zu erkennen, welcher Eintrag von wem ist.`,
    },
    {
      en: 'Give one of them the next free number by hand, also where it is linked; take out one that is there twice.',
      de: 'Gib einem davon von Hand die nächste freie Nummer, auch dort, wo er verlinkt ist; nimm heraus, was doppelt dasteht.',
    },
  );
}

function changedSince(file: string, line: number | undefined): BizosError {
  const at = line === undefined ? file : `${file}:${line}`;
  return new BizosError(
    3,
    {
      en: `${at}: the log was changed after the conflict; merged anew, that would be lost. Nothing was written.`,
      de: `${at}: Das Log wurde nach dem Konflikt geändert; neu zusammengeführt ginge das verloren. Nichts wurde geschrieben.`,
    },
    {
      en: `Decide between the marks that are left by hand. Or keep what was written elsewhere, then: git checkout --merge -- ${file}; bizos kaizen merge`,
      de: `Entscheide von Hand zwischen den Marken, die noch dastehen. Oder lege Geschriebenes beiseite, dann: git checkout --merge -- ${file}; bizos kaizen merge`,
    },
  );
}
