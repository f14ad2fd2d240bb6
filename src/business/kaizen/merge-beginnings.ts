import { fieldsIn, isGiven, knownFields } from './entry-fields.ts';
import { type ExperimentState, stateOf } from './experiment.ts';
import type { LogEntry, LogOutline } from './log-scan.ts';
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
  if (one === two) return { text: one, section };
  const [a, b] = [one.split('\n'), two.split('\n')];
  const same = await sameLines(a, b);
  const lines: string[] = [];
  const begun = (here: readonly string[], there: readonly string[]): void => {
    if (here.length === 0 || there.length === 0) return;
    if (here.every((line) => saysNothingYet(line, far < further))) lines.push(...here);
    else if (there.every((line) => saysNothingYet(line, further < far))) lines.push(...there);
  };
  let [from, into] = [0, 0];
  for (const [k, m] of [...same, [a.length, b.length] as const]) {
    begun(a.slice(from, k), b.slice(into, m));
    if (k < a.length) lines.push(a[k]);
    [from, into] = [k + 1, m + 1];
  }
  return { text: lines.join('\n'), section };
}

function farOf({ text }: LogOutline, entry: LogEntry): number {
  const fields = knownFields(fieldsIn(text, entry.bodyStart, entry.coreEnd));
  return FAR[stateOf(fields.get('status')?.value ?? '', fields.get('decision')?.value ?? '', entry.part)];
}

/** A line in which nobody has written anything yet; `earlier`: also the status of an entry that has not come as far as the other. */
function saysNothingYet(line: string, earlier: boolean): boolean {
  const [field] = fieldsIn(line, 0, line.length);
  return field === undefined ? !isGiven(line) : !isGiven(field.value) || (earlier && field.known === 'status');
}
