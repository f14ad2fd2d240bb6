import { BizosError } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import { newNonce } from '../../guard/leases/lock.ts';
import type { Machine } from '../../guard/leases/machine.ts';
import type { Context } from '../../workspace/operation.ts';
import type { AgentRunner, ScheduledRun } from './call.ts';
import { type DueRun, dueRuns } from './due.ts';
import type { Schedule, ScheduledRow } from './read.ts';
import type { TurnBook } from './turn-book.ts';
import { endTurn, knownOf, seeRows, type Taker, type Taking, type Turn, type Turns, takeTurn } from './turns.ts';

/** What the scheduler works on. */
export interface SchedulerWorld {
  readonly context: Context;
  readonly timeZone: string;
  readonly schedule: Schedule;
  readonly book: TurnBook;
  readonly machine: Machine;
  readonly run: AgentRunner;
  /** Moments of the runs of a row that the ledger knows, milliseconds: those of other machines come with git. */
  runsOf(row: ScheduledRow): readonly number[];
  isPaused(agent: string): boolean;
  readonly offline: boolean;
  /** Rows of this agent only. */
  readonly agent?: string;
}

/** What became of a row that was due. */
export interface DueOutcome extends DueRun {
  readonly entry: ScheduledRow;
  /**
   * `ran`; `failed`: tried again later; `held`: another session has what it needs; `elsewhere`: another machine runs it, or has; `later`: it
   * failed a while ago and waits; `paused`; `due`: only looked at.
   */
  readonly result: 'ran' | 'failed' | 'held' | 'elsewhere' | 'later' | 'paused' | 'due';
  readonly exit: 0 | 1 | 2 | 3 | 4 | 8;
  readonly run?: string;
  readonly says: Text;
  readonly hint?: Text;
}

/** A taking that nobody ended is believed for so long, by the wall clock: then the lease of the agent alone decides. */
const BELIEVED_MS = 6 * 3_600_000;

/** Rows that are due now, as far as this clone knows; the ledger is read only where some are. */
export function dueHere(world: SchedulerWorld, turns: Turns): DueOutcome[] {
  const { schedule, timeZone, context, agent } = world;
  const rows = schedule.entries.filter((row) => row.meaning !== undefined && (agent === undefined || row.agent === agent));
  const moment = context.now();
  const first = dueRuns(
    rows,
    knownOf(turns, () => []),
    moment,
    timeZone,
    schedule.cron,
  );
  if (first.length === 0) return [];
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const runs = (key: string): readonly number[] => (byKey.has(key) ? world.runsOf(byKey.get(key) as ScheduledRow) : []);
  return dueRuns(rows, knownOf(turns, runs), moment, timeZone, schedule.cron).map((run) => ({
    ...run,
    entry: byKey.get(run.entry.key) as ScheduledRow,
    result: 'due',
    exit: 0,
    says: { en: 'due', de: 'fällig' },
  }));
}

/**
 * Runs what is due, one after the other, each at most once: its turn is taken at the remote first. A row that is known nowhere yet is due from
 * now on. Throws BizosError (exit 4) where the remote can't be asked; nothing is run then that another machine may be running.
 */
export async function runDue(world: SchedulerWorld): Promise<DueOutcome[]> {
  const { book, context, schedule } = world;
  const keys = schedule.entries.map(({ key }) => key);
  if (seeRows(book.known(), keys, context.now())) await seeForTheFirstTime(world, keys);
  if (dueHere(world, book.known()).length === 0) return [];
  // What the others have run since is asked before anything is called missed; only then is a turn taken.
  await book.change(() => ({ value: undefined }));
  const done: DueOutcome[] = [];
  for (const one of dueHere(world, book.known())) done.push(await runOne(world, one));
  return done;
}

/** Rows that this clone meets for the first time may be old friends of the others. */
async function seeForTheFirstTime({ book, context }: SchedulerWorld, keys: readonly string[]): Promise<void> {
  const see = (turns: Turns): { turns?: Turns; value: undefined } => ({ turns: seeRows(turns, keys, context.now()), value: undefined });
  try {
    await book.change(see);
  } catch (error) {
    if (!(error instanceof BizosError) || error.exit !== 4) throw error;
  }
  book.changeKnown(see);
}

async function runOne(world: SchedulerWorld, one: DueOutcome): Promise<DueOutcome> {
  const { book, context, machine } = world;
  const { entry } = one;
  if (world.isPaused(entry.agent))
    return {
      ...one,
      result: 'paused',
      says: { en: 'the agent is paused', de: 'der Agent ist angehalten' },
      hint: { en: `bizos agent resume ${entry.agent}`, de: `bizos agent resume ${entry.agent}` },
    };
  const nonce = newNonce();
  const self = machine.look(process.pid);
  const me: Taker = { host: machine.host, machine: machine.id, pid: process.pid, born: self?.born ?? '' };
  const taking = await book.change((turns) => {
    const answer = takeTurn(turns, one, { ...me, nonce }, context.now(), (turn) => isOver(turn, machine, context.now()));
    return { value: answer, ...(answer.kind === 'taken' && { turns: answer.turns }) };
  });
  if (taking.kind !== 'taken') return notTaken(one, taking);
  let how: 'ran' | 'failed' | 'free' = 'failed';
  try {
    const ran = await called(world, one);
    how = ran.result === 'ran' ? 'ran' : ran.result === 'held' ? 'free' : 'failed';
    return ran;
  } finally {
    await ended(book, entry.key, nonce, how, context);
  }
}

/** Says how it ended, for all where that goes, else here: the others then see a turn that is over after a while. */
async function ended(book: TurnBook, key: string, nonce: string, how: 'ran' | 'failed' | 'free', context: Context): Promise<void> {
  const end = (turns: Turns): { turns?: Turns; value: undefined } => ({
    turns: endTurn(turns, key, nonce, how, context.now()),
    value: undefined,
  });
  book.changeKnown(end);
  try {
    await book.change(end);
  } catch (error) {
    if (!(error instanceof BizosError) || error.exit !== 4) throw error;
  }
}

async function called({ context, run, offline }: SchedulerWorld, one: DueOutcome): Promise<DueOutcome> {
  const { entry, due, late } = one;
  const { scans = [], kinds = [] } = entry.meaning ?? {};
  let ran: ScheduledRun;
  try {
    const made = late ? { due: new Date(due).toISOString() } : {};
    ran = await run(context, { agent: entry.agent, row: entry.row, what: entry.what, scans, kinds, offline, ...made });
  } catch (error) {
    if (!(error instanceof BizosError)) throw error;
    return {
      ...one,
      result: error.exit === 3 ? 'held' : 'failed',
      exit: error.exit,
      says: error.text,
      ...(error.hint && { hint: error.hint }),
    };
  }
  const { exit, says } = ran;
  const id = ran.run === undefined ? {} : { run: ran.run };
  return { ...one, ...id, result: exit === 3 ? 'held' : exit === 4 || exit === 2 ? 'failed' : 'ran', exit, says };
}

/** Whether a turn that says "running" surely isn't any more: its process is gone from this machine, or it is too long ago. */
function isOver({ by, at = 0 }: Turn, machine: Machine, moment: number): boolean {
  if (by && by.machine === machine.id && by.born !== '' && machine.runs(by) === false) return true;
  return moment - at > BELIEVED_MS || at - moment > BELIEVED_MS;
}

function notTaken(one: DueOutcome, taking: Exclude<Taking, { kind: 'taken' }>): DueOutcome {
  const host = taking.turn.by?.host ?? '?';
  if (taking.kind === 'later') {
    const minutes = Math.max(1, Math.round((taking.until - (taking.turn.at ?? taking.until)) / 60_000));
    return {
      ...one,
      result: 'later',
      says: {
        en: `failed before (${taking.turn.tries}×); tried again ${minutes} min after that`,
        de: `vorhin gescheitert (${taking.turn.tries}×); neuer Versuch ${minutes} Min. danach`,
      },
    };
  }
  const says =
    taking.kind === 'done'
      ? { en: `${host} has run it`, de: `${host} hat es laufen lassen` }
      : { en: `the agent runs on ${host}`, de: `der Agent läuft auf ${host}` };
  return { ...one, result: 'elsewhere', says };
}
