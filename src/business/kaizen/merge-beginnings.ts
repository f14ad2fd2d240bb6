import { fieldsIn, isGiven, knownFields } from './entry-fields.ts';
import { type ExperimentState, stateOf } from './experiment.ts';
import { type LogEntry, type LogOutline, scanLog } from './log-scan.ts';
import { coreOf } from './merge-entries.ts';
import { sameLines } from './merge-lines.ts';

/** How far an experiment has come. */
const FAR: Readonly<Record<ExperimentState, number>> = { proposed: 0, active: 1, completed: 2, adopted: 3, iterated: 3, dropped: 3 };

/** How an entry began that both sides have and no commit of both: its text, and which side's section it stood in. */
export interface Beginning {
  readonly text: string;
  readonly section: 'ours' | 'theirs';
}

/**
 * From what the two states of one entry can have begun, so that they can be merged: lines that both have; of lines that differ, those of the
 * side on which nothing was filled in yet, or which has not come as far. Where neither is so, none, and the merge asks a person.
 */
export async function beginningOf(ours: LogOutline, mine: LogEntry, theirs: LogOutline, other: LogEntry): Promise<Beginning> {
  const [one, two] = [coreOf(ours, mine), coreOf(theirs, other)];
  const [far, further] = [farOf(ours, mine), farOf(theirs, other)];
  const section = far < further ? 'ours' : 'theirs';
  return { text: await begunText(one, two, far - further), section };
}

/**
 * Lines that two texts have in common; of lines that differ, those that stood in `was`, or in which nobody has written anything yet. `ahead`:
 * below 0 where the first has not come as far as the other, above it where it has come further.
 */
export async function begunText(one: string, two: string, ahead: number, was: ReadonlySet<string> = new Set()): Promise<string> {
  if (one === two) return one;
  const [a, b] = [one.split('\n'), two.split('\n')];
  const same = await sameLines(a, b);
  const lines: string[] = [];
  const stood = (part: readonly string[], earlier: boolean): boolean =>
    part.every((line) => was.has(line)) || part.every((line) => saysNothingYet(line, earlier));
  const begun = (here: readonly string[], there: readonly string[]): void => {
    // What only one has is new, or the other took it out.
    if (here.length === 0 || there.length === 0) lines.push(...[...here, ...there].filter((line) => line.trim() !== '' && was.has(line)));
    else if (stood(here, ahead < 0)) lines.push(...here);
    else if (stood(there, ahead > 0)) lines.push(...there);
  };
  let [from, into] = [0, 0];
  for (const [k, m] of [...same, [a.length, b.length] as const]) {
    begun(a.slice(from, k), b.slice(into, m));
    if (k < a.length) lines.push(a[k]);
    [from, into] = [k + 1, m + 1];
  }
  return lines.join('\n');
}

function farOf({ text }: LogOutline, entry: LogEntry): number {
  const fields = knownFields(fieldsIn(text, entry.bodyStart, entry.coreEnd));
  return FAR[stateOf(fields.get('status')?.value ?? '', fields.get('decision')?.value ?? '', entry.part)];
}

/**
 * The text of the side of an entry that has all that the other has, and has come as far or further: a squash or a pick brought the beginning
 * to both. Undefined where each has something of its own, or one took something out that stood in the base.
 */
export function furtherOf(base: string, ours: string, theirs: string): string | undefined {
  for (const [one, other] of [
    [ours, theirs],
    [theirs, ours],
  ]) {
    const earlier = isEarlier(one, other);
    const [was, here, there] = [base, one, other].map((text) => text.split(/\r?\n/).filter((line) => line.trim() !== ''));
    let at = 0;
    const isIn = here.every((line) => {
      const next = there.indexOf(line, at);
      if (next >= 0) at = next + 1;
      return next >= 0 || saysNothingYet(line, earlier);
    });
    // Else each did something of its own, and it is no matter who came further.
    const isShared = here.some((line) => !was.includes(line) && there.includes(line));
    const takenOut = there.some((line) => was.includes(line) && !here.includes(line) && !saysNothingYet(line, false));
    if (isIn && isShared && !takenOut) return other;
  }
  return undefined;
}

function isEarlier(one: string, other: string): boolean {
  const [far, further] = [one, other].map((text) => {
    const outline = scanLog(text);
    return outline.entries.length > 0 ? farOf(outline, outline.entries[0]) : 0;
  });
  return far < further;
}

/** A line in which nobody has written anything yet; `earlier`: also the status of an entry that has not come as far as the other. */
function saysNothingYet(line: string, earlier: boolean): boolean {
  const [field] = fieldsIn(line, 0, line.length);
  return field === undefined ? !isGiven(line) : !isGiven(field.value) || (earlier && field.known === 'status');
}
