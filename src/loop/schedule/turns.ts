import { DAY_MS, HOUR_MS } from '../../core/moment.ts';
import type { DueRun, KnownRuns } from './due.ts';

/** Who took a turn: enough to see, on the same machine, whether it still runs. */
export interface Taker {
  readonly host: string;
  readonly machine: string;
  readonly pid: number;
  readonly born: string;
}

/** What all machines that share a remote know of a row. Milliseconds of the wall clock. */
export interface Turn {
  /** Since when the row is known to stand in the schedule. */
  readonly seen: number;
  /** The newest time that somebody took it for. */
  readonly due?: number;
  /** When that was. */
  readonly at?: number;
  readonly state?: 'running' | 'ran' | 'failed';
  readonly by?: Taker;
  /** Names this taking among all others. */
  readonly nonce?: string;
  /** How often it failed for this time, in a row. */
  readonly tries?: number;
  /** Times before that it was run for, the newest first: what is known when the newest was taken under a wrong clock. */
  readonly earlier?: readonly number[];
}

/** Turns by the row's key. */
export type Turns = Readonly<Record<string, Turn>>;

/** How a taking ended: it is one's own now, or why not. */
export type Taking =
  | { readonly kind: 'taken'; readonly turns: Turns }
  | { readonly kind: 'done' | 'elsewhere'; readonly turn: Turn }
  | { readonly kind: 'later'; readonly turn: Turn; readonly until: number };

/** Times that are remembered besides the newest. */
const EARLIER_MAX = 3;

/** Waits after a failure: doubled from the first to the last, milliseconds. */
const AGAIN_MS = 5 * 60_000;
const AGAIN_MAX_MS = HOUR_MS;

/**
 * Takes the turn for a run that is due, unless somebody has. One run at a time per agent: while any row of the same agent runs, the others
 * wait. `isOver`: whether a taker that never said how it ended is surely none any more.
 */
export function takeTurn(
  turns: Turns,
  run: Pick<DueRun, 'due' | 'entry'>,
  me: Taker & { readonly nonce: string },
  moment: number,
  isOver: (turn: Turn) => boolean,
): Taking {
  const { key, agent } = run.entry;
  const turn = turns[key] ?? { seen: moment };
  const busy = Object.entries(turns).find(([other, one]) => agentOf(other) === agent && one.state === 'running' && !isOver(one));
  if (busy) return { kind: 'elsewhere', turn: busy[1] };
  const covers = (due: number): boolean => due >= run.due && due <= moment + DAY_MS;
  const same = turn.due !== undefined && covers(turn.due);
  if ((same && turn.state === 'ran') || turn.earlier?.some(covers)) return { kind: 'done', turn };
  // One that began and never ended (its process is gone) counts as a failure of this time.
  const tries = same ? (turn.tries ?? 0) + (turn.state === 'running' ? 1 : 0) : 0;
  if (same && turn.state === 'failed' && turn.at !== undefined) {
    const until = turn.at + Math.min(AGAIN_MAX_MS, AGAIN_MS * 2 ** (tries - 1));
    // A clock that was set back must not make the wait longer than it is.
    if (moment < until && turn.at <= moment) return { kind: 'later', turn, until };
  }
  const { nonce, ...by } = me;
  const earlier = ranFor(turn).slice(0, EARLIER_MAX);
  const taken: Turn = {
    seen: turn.seen,
    due: run.due,
    at: moment,
    state: 'running',
    by,
    nonce,
    tries,
    ...(earlier.length > 0 && { earlier }),
  };
  return { kind: 'taken', turns: { ...turns, [key]: taken } };
}

/** The turn is over; undefined where it isn't this taker's any more. `free`: it never began, and the next look may take it. */
export function endTurn(turns: Turns, key: string, nonce: string, how: 'ran' | 'failed' | 'free', moment: number): Turns | undefined {
  const turn = turns[key];
  if (turn?.nonce !== nonce) return undefined;
  const { seen, due, by, earlier, tries = 0 } = turn;
  const kept = { seen, ...(earlier && { earlier }) };
  if (how === 'free') return { ...turns, [key]: { ...kept, ...(tries > 0 && { due, at: turn.at, state: 'failed', tries }) } };
  const ended: Turn = { ...kept, due, at: how === 'ran' ? turn.at : moment, state: how, by, ...(how === 'failed' && { tries: tries + 1 }) };
  return { ...turns, [key]: ended };
}

/** The same turns with these rows known since a moment, if they were not known before; undefined where all were. */
export function seeRows(turns: Turns, keys: readonly string[], moment: number): Turns | undefined {
  const fresh = keys.filter((key) => !Object.hasOwn(turns, key));
  return fresh.length === 0 ? undefined : { ...turns, ...Object.fromEntries(fresh.map((key) => [key, { seen: moment }])) };
}

/** Two sights of the same rows as one: known since the earlier, taken by the later; what was taken under a wrong clock gives way. */
export function joinTurns(a: Turns, b: Turns, moment: number): Turns {
  const dueOf = ({ due = 0 }: Turn): number => (due <= moment + DAY_MS ? due : 0);
  const joined: Record<string, Turn> = { ...a };
  for (const [key, turn] of Object.entries(b)) {
    const other = joined[key];
    const newer = other === undefined || dueOf(turn) >= dueOf(other) ? turn : other;
    joined[key] = { ...newer, seen: Math.min(turn.seen, other?.seen ?? turn.seen) };
  }
  return joined;
}

/** What is known of each row, for `dueRuns`: a turn that ended well counts as a run of its time. */
export function knownOf(turns: Turns, runs: (key: string) => readonly number[]): Map<string, KnownRuns> {
  return new Map(
    Object.entries(turns).map(([key, turn]) => [
      key,
      { seen: turn.seen, runs: [...ranFor(turn), ...(turn.state === 'ran' && turn.at !== undefined ? [turn.at] : []), ...runs(key)] },
    ]),
  );
}

/** Times that a row was run for, the newest first. */
function ranFor({ state, due, earlier = [] }: Turn): readonly number[] {
  return state === 'ran' && due !== undefined ? [due, ...earlier] : earlier;
}

function agentOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
