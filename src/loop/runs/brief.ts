import { type Severity, severityRank } from '../../core/finding.ts';
import { DAY_MS, dayOf, wallOf } from '../../core/moment.ts';
import type { Problem } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import type { Context } from '../../workspace/operation.ts';
import { openWorkspace, type Workspace } from '../../workspace/workspace.ts';
import { type Brought, broughtBy, rosterOf } from '../agents/roster.ts';
import { type Inbox, openInbox, waiting } from '../approvals/inbox.ts';
import type { FindingAbout } from '../findings/state.ts';
import type { LedgerEntry } from '../ledger/entries/index.ts';
import { openSealed } from '../ledger/sealed.ts';
import type { OutboxAction } from '../outbox/state.ts';
import { type AgentPolicy, holidaysOf } from '../policy/policy.ts';
import { workingDays } from '../schedule/when.ts';
import { runAgent } from './run.ts';
import { scanCompanies } from './scan-companies.ts';

/** A finding as the brief names it. */
export interface BriefFinding {
  readonly id: string;
  readonly rule: string;
  readonly entity: string;
  readonly severity: Severity;
  /** What it is about; undefined where its name was erased or is on another machine. */
  readonly name?: string;
  readonly summary?: { readonly en: string; readonly de: string };
  readonly owner?: string;
  readonly worth?: number;
}

/** What a person should know this morning. */
export interface Brief {
  readonly moment: number;
  /** What the ledger says since then counts. */
  readonly since: number;
  readonly timeZone: string;
  readonly language: Language;
  readonly fresh: readonly BriefFinding[];
  readonly worse: readonly BriefFinding[];
  readonly resolved: readonly BriefFinding[];
  /** Found by scans that no agent has in its schedule. */
  readonly beside: readonly BriefFinding[];
  /** Open findings of all agents, by company. */
  /** `asOf`: the moment that its numbers are of. */
  readonly open: readonly { readonly entity: string; readonly count: number; readonly worst: Severity; readonly asOf?: number }[];
  /** Companies in some agent's scope that nothing could be looked at of. */
  readonly unseen: readonly string[];
  /** What the worth of findings is counted in, by company. */
  readonly currencies: Readonly<Record<string, string>>;
  readonly inbox: Inbox;
  readonly waiting: readonly OutboxAction[];
  /** Messages that arrived since, and those that did not. */
  readonly sent: number;
  readonly failed: number;
  readonly problems: readonly Problem[];
}

/**
 * Looks at everything as an agent's run would, and changes nothing: what the scans have now against what the ledger knows, and what the ledger
 * says since the last working day. Throws BizosError (exit 2) without a tree or a policy.
 */
export async function briefOf(context: Context, since: number | undefined): Promise<Brief> {
  const workspace = await openWorkspace(context);
  try {
    return await looked(context, workspace, since);
  } finally {
    workspace.close();
  }
}

async function looked(context: Context, workspace: Workspace, from: number | undefined): Promise<Brief> {
  const { root, timeZone, language } = workspace;
  const moment = context.now();
  const policy = workspace.documents<AgentPolicy>('agent-policy')[0]?.value;
  const since = from ?? lastWorkingDay(moment, timeZone, policy ? holidaysOf(policy) : []);
  const brought = await broughtBy(context);
  const inbox = await openInbox(context);
  const board = new Board(openSealed(root));
  const problems: Problem[] = [];
  for (const entry of inbox.ledger.entries) if (entry.at >= since && entry.kind === 'finding') board.note(entry.data.change, entry.data);
  const { able, idle } = sorted(workspace, brought);
  const [seen, asked] = [new Map<string, number>(), new Set<string>()];
  for (const slug of able) {
    const { round, scanned, entities, problems: said } = await runAgent(context, { agent: slug, dry: true });
    problems.push(...said);
    for (const entity of entities) asked.add(entity.slug);
    for (const { entity, asOf } of scanned.companies) seen.set(entity, Math.max(seen.get(entity) ?? 0, asOf));
    for (const { entity, findings } of scanned.companies) for (const one of findings) board.name({ ...one, entity });
    for (const { id, change, seen, state } of round.taken.changes) {
      const at = seen ?? state;
      if (at) board.note(change, { ...at, finding: id });
    }
    for (const state of round.taken.states.values()) if (state.standing === 'open') board.count(state.entity, state.severity);
  }
  const beside = await scanCompanies(context, workspace, workspace.entities, idle, undefined);
  problems.push(...beside.problems);
  const others = beside.companies.flatMap(({ entity, findings }) => findings.map((one) => briefOne({ ...one, entity })));
  return {
    moment,
    since,
    timeZone,
    language,
    ...board.groups(),
    beside: others.sort(worstFirst),
    open: board.open().map((one) => ({ ...one, ...(seen.has(one.entity) && { asOf: seen.get(one.entity) }) })),
    unseen: [...asked].filter((slug) => !seen.has(slug)),
    currencies: Object.fromEntries(
      workspace.entities.flatMap(({ slug, currency = workspace.currency }) => (currency ? [[slug, currency]] : [])),
    ),
    inbox,
    waiting: waiting(inbox, moment),
    ...counted(inbox.ledger.entries, since),
    problems: [...inbox.ledger.problems, ...once(problems)],
  };
}

/** Agents that have something to do here, and the scans that none of them has. */
function sorted(workspace: Workspace, brought: Brought): { able: string[]; idle: Brought['scans'] } {
  const roster = rosterOf(workspace, brought);
  const does = roster.filter(({ duties }) => duties.some(({ scans, kinds }) => scans.length + kinds.length > 0));
  const taken = new Set(does.flatMap(({ duties }) => duties.flatMap(({ scans }) => scans)));
  return { able: does.map(({ agent }) => agent.slug), idle: brought.scans.filter((scan) => !taken.has(scan)) };
}

/** So many days without a working day are looked over at most: a shutdown in which everything is a holiday ends somewhere. */
const DAYS_OFF_MAX = 60;

/** The same time on the last working day: Monday looks back to Friday, the day after a holiday to the day before it. */
export function lastWorkingDay(moment: number, timeZone: string, holidays: readonly string[]): number {
  const isWorking = workingDays(holidays);
  const today = dayOf(wallOf(moment, timeZone));
  let back = 1;
  while (back < DAYS_OFF_MAX && !isWorking(today - back)) back++;
  return moment - back * DAY_MS;
}

function counted(entries: readonly LedgerEntry[], since: number): Pick<Brief, 'sent' | 'failed'> {
  const now = entries.filter(({ at }) => at >= since);
  return {
    sent: now.filter(({ kind }) => kind === 'delivery').length,
    failed: now.filter((entry) => entry.kind === 'failure' && entry.data.state !== 'later').length,
  };
}

function once(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((one) => [JSON.stringify([one.code, one.place, one.message.en]), one])).values()];
}

type Noted = Pick<BriefFinding, 'rule' | 'entity' | 'severity' | 'worth'> & { readonly finding: string; readonly about?: string };
type Known = Parameters<typeof briefOne>[0];

/** Findings as the brief sorts them: each once, where its last change put it. */
class Board {
  private readonly last = new Map<string, { readonly group: 'fresh' | 'worse' | 'resolved'; readonly one: Noted }>();
  private readonly names = new Map<string, Known>();
  private readonly companies = new Map<string, { count: number; worst: Severity }>();

  constructor(private readonly sealed: ReturnType<typeof openSealed>) {}

  note(change: string, one: Noted): void {
    const before = this.last.get(one.finding);
    if (change === 'new' || change === 'reopened') this.last.set(one.finding, { group: 'fresh', one });
    // New since yesterday and worse since is still new to the reader.
    else if (change === 'worse')
      this.last.set(one.finding, { group: before?.group === 'fresh' ? 'fresh' : 'worse', one: { ...before?.one, ...one } });
    else if (change === 'resolved') this.last.set(one.finding, { group: 'resolved', one: { ...before?.one, ...one } });
  }

  name(one: Known): void {
    this.names.set(one.id, one);
  }

  count(entity: string, severity: Severity): void {
    const so = this.companies.get(entity) ?? { count: 0, worst: 'info' as Severity };
    this.companies.set(entity, { count: so.count + 1, worst: severityRank(severity) > severityRank(so.worst) ? severity : so.worst });
  }

  groups(): Pick<Brief, 'fresh' | 'worse' | 'resolved'> {
    const of = (group: string): BriefFinding[] =>
      [...this.last.values()]
        .filter((entry) => entry.group === group)
        .map(({ one }) => this.read(one))
        .sort(worstFirst);
    return { fresh: of('fresh'), worse: of('worse'), resolved: of('resolved') };
  }

  open(): Brief['open'] {
    return [...this.companies].map(([entity, so]) => ({ entity, ...so })).sort((a, b) => b.count - a.count);
  }

  private read(one: Noted): BriefFinding {
    const { finding: id, rule, entity, severity, worth } = one;
    const known = this.names.get(id);
    if (known) return { ...briefOne(known), severity };
    const about = this.sealed(one.about) as FindingAbout | undefined;
    const more = { ...(about && { name: about.subject.name }), ...(about?.owner !== undefined && { owner: about.owner }) };
    return { id, rule, entity, severity, ...(worth !== undefined && { worth }), ...more };
  }
}

function briefOne(one: {
  readonly id: string;
  readonly rule: string;
  readonly entity: string;
  readonly severity: Severity;
  readonly subject: { readonly name: string };
  readonly summary: { readonly en: string; readonly de: string };
  readonly owner?: string;
  readonly worth?: number;
}): BriefFinding {
  const { id, rule, entity, severity, subject, summary, owner, worth } = one;
  return {
    id,
    rule,
    entity,
    severity,
    name: subject.name,
    summary,
    ...(owner !== undefined && { owner }),
    ...(worth !== undefined && { worth }),
  };
}

function worstFirst(a: BriefFinding, b: BriefFinding): number {
  return severityRank(b.severity) - severityRank(a.severity) || (b.worth ?? 0) - (a.worth ?? 0) || (a.id < b.id ? -1 : 1);
}
