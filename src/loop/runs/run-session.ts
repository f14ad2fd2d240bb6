import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import type { ZonePolicy } from '../../core/zone.ts';
import type { LeasePlace } from '../../guard/leases/contact.ts';
import { renewLease } from '../../guard/leases/renew.ts';
import { policyHere } from '../../guard/policy/compiled.ts';
import { commitRecords, type RecordPaths } from '../../guard/sessions/commit-records.ts';
import { assertHolder, endSession, startSession, takeOver } from '../../guard/sessions/lifecycle.ts';
import { leasePlace } from '../../guard/sessions/place.ts';
import { enclosingSession, sessionsNow } from '../../guard/sessions/state.ts';
import { writeJudge } from '../../guard/sessions/write-judge.ts';
import { withWriteJudge } from '../../tree/write.ts';
import type { Context } from '../../workspace/operation.ts';
import { isOf } from '../ledger/ledger.ts';
import { LEDGER_FOLDER } from '../ledger/read.ts';

/** The lease of a run, and how often it shows that it lives. */
const LEASE_MS = 30 * 60_000;
const RENEW_MS = 5 * 60_000;
/** Goals of sessions that runs open begin so: what is left of one that was killed is swept by the next. */
const GOAL = 'run: ';

/** The session that a run works in. */
export interface RunSession {
  readonly id: string;
  /** The run opened it and ends it; false: it runs inside a session that an agent holds. */
  readonly own: boolean;
  /** Everything written while it runs is judged by the agent's zones. */
  inside<T>(run: () => Promise<T>): Promise<T>;
  /** Throws BizosError (exit 3) where somebody else took the zones meanwhile: nothing may leave then. */
  assertHeld(): Promise<void>;
  /** Commits files of the run with the session's name; undefined where there is nothing to commit, or no repository. */
  commit(paths: readonly string[], message: string, blobs?: RecordPaths['blobs']): Promise<string | undefined>;
  end(outcome: string): Promise<void>;
}

/** What a run is opened with. */
export interface RunOpening {
  readonly root: string;
  readonly agent: string;
  readonly what: string;
  readonly offline: boolean;
  readonly language: Language;
}

/**
 * Opens the session of a run: a new one, so that one run at a time works over all clones that share the remote, or the one that the call is made
 * in. What a run of this agent left here when it was killed is taken over first. Throws BizosError: exit 3 where another session holds
 * the zones or the call stands in another agent's session, 4 where the remote can't be asked and `offline` is not said.
 */
export async function openRunSession(context: Context, opening: RunOpening): Promise<RunSession> {
  const { root, agent } = opening;
  const place = leasePlace(root, context);
  const around = enclosingSession(place, context.environment.BIZOS_SESSION || undefined, process.ppid);
  if (around && around.agent !== agent) throw otherSession(around.agent, around.id, agent);
  if (around) return sessionOf(context, place, around.id, false, async () => undefined);
  const { value: policy } = await policyHere(root);
  await sweep(place, policy, opening);
  const { session } = await startSession(place, policy, {
    agent,
    goal: `${GOAL}${opening.what}`,
    leaseMs: LEASE_MS,
    waitMs: 0,
    offline: opening.offline,
    language: opening.language,
    pid: 'this',
  });
  const timer = setInterval(() => void renewLease(place, session.id).catch(() => undefined), RENEW_MS);
  timer.unref();
  return sessionOf(context, place, session.id, true, async (outcome) => {
    clearInterval(timer);
    await endSession(place, policy, session.id, outcome, opening.language);
  });
}

async function sessionOf(
  context: Context,
  place: LeasePlace,
  id: string,
  own: boolean,
  end: (outcome: string) => Promise<void>,
): Promise<RunSession> {
  const judge = await writeJudge({ ...context, root: place.root, environment: { ...context.environment, BIZOS_SESSION: id } }, process.pid);
  return {
    id,
    own,
    end,
    inside: (run) => (judge ? withWriteJudge(judge, run) : run()),
    assertHeld: () => assertHolder(place, id),
    commit: (paths, message, blobs) => commitRecords(place.root, id, { made: paths, ...(blobs && { blobs }) }, message),
  };
}

/** Sessions of earlier runs of this agent whose process died on this machine. */
async function sweep(place: LeasePlace, policy: ZonePolicy, { agent, language }: RunOpening): Promise<void> {
  for (const { session, state } of sessionsNow(place).states) {
    if (state !== 'dead' || session.agent !== agent || !session.goal.startsWith(GOAL)) continue;
    if (session.host === place.machine.host) await takeOver(place, policy, session.id, `${agent} (next run)`, language);
  }
}

/** Chains of the ledger that an agent writes in this checkout, from the tree's root. */
export function ownChains(root: string, agent: string, checkout: string): string[] {
  try {
    return readdirSync(join(root, LEDGER_FOLDER))
      .filter((name) => name.startsWith(`${agent}.`) && name.endsWith('.jsonl') && isOf(name.slice(0, -'.jsonl'.length), checkout))
      .sort()
      .map((name) => `${LEDGER_FOLDER}/${name}`);
  } catch {
    return [];
  }
}

function otherSession(holder: string, id: string, agent: string): BizosError {
  return new BizosError(
    3,
    {
      en: `This is inside session ${id} of ${holder}, which can not run ${agent}.`,
      de: `Dies ist in der Sitzung ${id} von ${holder}, die ${agent} nicht laufen lassen kann.`,
    },
    { en: 'Run it outside any session, or in one of its own.', de: 'Lass ihn außerhalb jeder Sitzung laufen, oder in einer eigenen.' },
  );
}
