import type { Autonomy } from '../../core/action.ts';
import type { Problem } from '../../core/problem.ts';
import { BizosError } from '../../core/problem.ts';
import type { Language, Text } from '../../core/text.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import { labelKey } from '../../tree/tables.ts';
import type { Context } from '../../workspace/operation.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import type { Duty, RosterAgent } from '../agents/roster.ts';
import type { DispatchWorld } from '../dispatch/world.ts';
import { isPaused } from '../gate/paused.ts';
import type { EntryData } from '../ledger/entries/index.ts';
import { appendEntries, withLedger } from '../ledger/ledger.ts';
import { readLedger } from '../ledger/read.ts';
import type { RecordedFile, WrittenBack } from '../metrics/write-back.ts';
import { type Round, runRound } from '../round.ts';
import { type ForeseenAction, foreseen, stands } from './foresee.ts';
import { openRunSession, ownChains, type RunSession } from './run-session.ts';
import { type Scanned, scanCompanies } from './scan-companies.ts';
import { type RunQuestion, type Setting, settingOf } from './setting.ts';

/** What became of a run. */
export interface AgentRun {
  readonly agent: RosterAgent;
  readonly run: string;
  readonly session?: string;
  readonly phase: Autonomy;
  /** The moment that it looked from, milliseconds. */
  readonly moment: number;
  readonly timeZone: string;
  readonly language: Language;
  readonly entities: readonly Entity[];
  readonly duties: readonly Duty[];
  readonly scanned: Scanned;
  readonly round: Round;
  /** What it planned now, each with how it stands; of a dry run: what the gate would say. */
  readonly actions: readonly ForeseenAction[];
  readonly counts: Counts;
  readonly paused: boolean;
  /** Documents that got what was measured. */
  readonly recorded: readonly RecordedFile[];
  /** Commit of its ledger lines and of what it wrote back; undefined where there was none to make. */
  readonly commit?: string;
  readonly problems: readonly Problem[];
}

type Counts = Omit<EntryData<'run-end'>, 'run' | 'agent' | 'result' | 'problems'>;

/**
 * Runs an agent once: a session under the guard, its scans, findings, plans, gate, dispatch, ledger, and the session's end with a summary. Throws
 * BizosError: exit 2 for an agent, company, row or date that there is not, 3 where another session holds its zones, 4 where
 * remote or disk fail. What failed after it began stands in the ledger as a failed run.
 */
export async function runAgent(context: Context, question: RunQuestion): Promise<AgentRun> {
  const workspace = await openWorkspace(context);
  try {
    const setting = await settingOf(context, workspace, question);
    if (question.dry) return await dryRun(context, setting, question);
    const { agent } = setting.who;
    const what = setting.duties.map((duty) => duty.what).join(', ');
    const { root, language } = workspace;
    const session = await openRunSession(context, { root, agent: agent.slug, what, offline: question.offline ?? false, language });
    return await session.inside(() => realRun(context, setting, question, session));
  } finally {
    workspace.close();
  }
}

async function dryRun(context: Context, setting: Setting, question: RunQuestion): Promise<AgentRun> {
  const scanned = await scan(context, setting);
  const round = await runRound(context, setting.workspace, { ...roundQuestion(setting, question, scanned), dry: true });
  const { entries } = readLedger(setting.workspace.root);
  const actions = foreseen(worldOf(context, setting), entries, round.planned);
  return result(setting, { scanned, round, actions, entries });
}

async function realRun(context: Context, setting: Setting, question: RunQuestion, session: RunSession): Promise<AgentRun> {
  const { root, language } = setting.workspace;
  const { slug } = setting.who.agent;
  const place = { root, who: slug, now: () => context.now() };
  try {
    const scanned = await scan(context, setting);
    appendEntries(place, [{ kind: 'run-start', data: startLine(setting, scanned, session, question) }]);
    await session.assertHeld();
    const round = await runRound(context, setting.workspace, roundQuestion(setting, question, scanned));
    const { recorded, problems } = await recordedBy(setting, session, scanned);
    const { entries } = readLedger(root);
    const actions = stands(entries, round.planned);
    const told = { ...round, problems: [...round.problems, ...problems] };
    const done = { ...result(setting, { scanned, round: told, actions, entries }, session.id), recorded };
    const codes = [...new Set(done.problems.map(({ code }) => code))].slice(0, 200);
    appendEntries(place, [{ kind: 'run-end', data: { run: setting.run, agent: slug, result: 'done', ...done.counts, problems: codes } }]);
    const commit = await keep(setting, session);
    await session.end(summaryOf(done.counts)[language]);
    return { ...done, ...(commit !== undefined && { commit }) };
  } catch (error) {
    await failedRun(place, setting, session, error);
    throw error;
  }
}

/** A run that broke off says so in the ledger and gives its zones back; the fault itself is the caller's to hear. */
async function failedRun(place: Parameters<typeof appendEntries>[0], setting: Setting, session: RunSession, error: unknown): Promise<void> {
  const none: Counts = { findings: 0, fresh: 0, resolved: 0, planned: 0, sent: 0, held: 0, refused: 0, unknown: 0 };
  const words = error instanceof BizosError ? error.text : { en: 'The run broke off.', de: 'Der Lauf brach ab.' };
  try {
    appendEntries(place, [
      { kind: 'run-end', data: { run: setting.run, agent: place.who, result: 'failed', ...none, problems: ['run-failed'] } },
    ]);
    await keep(setting, session);
  } catch {
    // The disk may be what failed; the missing end of the run shows it as well.
  }
  try {
    await session.end(words[setting.workspace.language]);
  } catch {
    // The next run takes over what is left.
  }
}

/** Commits the agent's own lines of the ledger. */
async function keep({ workspace: { root }, who: { agent }, run }: Setting, session: RunSession): Promise<string | undefined> {
  const checkout = withLedger({ root, who: agent.slug, now: () => 0 }, (ledger) => ledger.checkout);
  return session.commit(ownChains(root, agent.slug, checkout), `ledger: ${run}`);
}

/** Brings what was measured into the documents that the agent owns. */
async function recordedBy({ workspace, scans }: Setting, session: RunSession, { companies }: Scanned): Promise<WrittenBack> {
  if (companies.every(({ metrics }) => metrics.length === 0)) return { recorded: [], problems: [] };
  return (await import('../metrics/write-back.ts')).writeBack(workspace, session, scans, companies);
}

function scan(context: Context, { workspace, entities, scans, asOf }: Setting): Promise<Scanned> {
  return scanCompanies(context, workspace, entities, scans, asOf);
}

function roundQuestion(setting: Setting, { channel, open }: RunQuestion, scanned: Scanned): Parameters<typeof runRound>[2] {
  const { who, phase, run, policy, kinds, known, moment } = setting;
  const more = { ...(channel !== undefined && { channel }), ...(open && { open }) };
  return { agent: who.agent.slug, phase, run, policy, kinds, known, scans: scanned.companies, moment, ...more };
}

function worldOf(context: Context, { workspace, who, phase, policy, kinds }: Setting): DispatchWorld {
  const { root, timeZone } = workspace;
  return { root, who: who.agent.slug, now: () => context.now(), phase, policy, kinds, environment: context.environment, timeZone };
}

function startLine(setting: Setting, scanned: Scanned, session: RunSession, { due }: RunQuestion): EntryData<'run-start'> {
  const { run, who, phase, scans, entities, duties, asOf } = setting;
  return {
    run,
    agent: who.agent.slug,
    phase,
    scans: scans.map(({ name }) => name),
    entities: entities.map(({ slug }) => slug),
    session: session.id,
    ...(asOf !== undefined && { asOf: new Date(asOf).toISOString() }),
    ...(due !== undefined && { due: new Date(due).toISOString() }),
    rows: duties.slice(0, 100).map(({ what }) => labelKey(what).slice(0, 200)),
    sources: scanned.sources.slice(0, 1000).map(({ file, sha256 }) => ({ file: file.slice(-400), sha256 })),
  };
}

function result(
  setting: Setting,
  brought: Pick<AgentRun, 'scanned' | 'round' | 'actions'> & { readonly entries: Parameters<typeof isPaused>[0] },
  session?: string,
): AgentRun {
  const { who, run, phase, moment, entities, duties, workspace } = setting;
  const { scanned, round, actions, entries } = brought;
  const changed = (...kinds: string[]): number => round.taken.changes.filter(({ change }) => kinds.includes(change)).length;
  const { sent = [], held = [], refused = [], unknown = [] } = round.dispatched ?? {};
  const counts: Counts = {
    findings: [...round.taken.states.values()].filter(({ standing }) => standing === 'open').length,
    fresh: changed('new', 'reopened'),
    resolved: changed('resolved'),
    planned: actions.length,
    sent: sent.length,
    held: held.length,
    refused: refused.length,
    unknown: unknown.length,
  };
  const paused = isPaused(entries, who.agent.slug);
  const idle = duties.every(({ scans, kinds }) => scans.length + kinds.length === 0);
  const problems = [...who.problems, ...(idle ? [nothingToDo(who)] : []), ...scanned.problems, ...round.problems];
  const { timeZone, language } = workspace;
  const more = session === undefined ? {} : { session };
  return {
    agent: who,
    run,
    phase,
    moment,
    timeZone,
    language,
    entities,
    duties,
    scanned,
    round,
    actions,
    counts,
    paused,
    recorded: [],
    problems,
    ...more,
  };
}

/** One sentence on what a run did. */
export function summaryOf({ findings, fresh, resolved, sent, held, refused, unknown }: Counts): Text {
  return {
    en: `${findings} open, ${fresh} new, ${resolved} resolved; ${sent} sent, ${held} waiting, ${refused} refused, ${unknown} unknown.`,
    de: `${findings} offen, ${fresh} neu, ${resolved} erledigt; ${sent} gesendet, ${held} wartend, ${refused} abgelehnt, ${unknown} unbekannt.`,
  };
}

/** The run is whole all the same: session, ledger, and messages that wait from before. */
function nothingToDo({ agent, file }: RosterAgent): Problem {
  return {
    code: 'agent-idle',
    level: 'note',
    place: { file, line: agent.line },
    message: {
      en: `${agent.name}: no scan that its section asks for is part of this version; nothing was looked at.`,
      de: `${agent.name}: Kein Scan, den sein Abschnitt verlangt, gehört zu dieser Version; nichts wurde angesehen.`,
    },
    remedy: {
      en: 'Nothing is wrong. What there is: bizos explain agent-idle',
      de: 'Nichts ist falsch. Was es gibt: bizos explain agent-idle',
    },
  };
}
