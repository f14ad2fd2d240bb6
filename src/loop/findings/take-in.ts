import type { ActionFinding } from '../../core/action.ts';
import { type WallMs, wallOf } from '../../core/moment.ts';
import type { RecordBook } from '../../workspace/records.ts';
import type { ScanFinding } from '../../workspace/scan.ts';
import type { EntryDraft } from '../ledger/entries/index.ts';
import type { OpenLedger } from '../ledger/ledger.ts';
import type { AgentPolicy } from '../policy/policy.ts';
import { advance, type FindingChange, type Looked, type Seen } from './advance.ts';
import { afterChange, type FindingAbout, type FindingState, foldFindings, groupHash } from './state.ts';
import { type Telling, toTell } from './telling.ts';

/** What one scan of one company brought. Leave a scan out that had nothing to look at: its findings stay as they were. */
export interface TakenScan extends Looked {
  readonly findings: readonly ScanFinding[];
  /** The records that they are about, where the scan can tell how those stand over time. */
  readonly records?: RecordBook;
}

/** Findings after a run took them in. */
export interface TakenIn {
  readonly changes: readonly FindingChange[];
  readonly states: ReadonlyMap<string, FindingState>;
  readonly telling: Telling;
  /** Findings to tell now, as actions see them. */
  readonly tell: readonly ActionFinding[];
  /** Findings that count, are in no action and are not silenced, acknowledged or snoozed: what actions may be made of. */
  readonly open: readonly ActionFinding[];
}

/**
 * Takes the findings of a run in: what changed goes into the ledger (names and owners sealed), what only goes on makes no line. With the
 * ledger held, so two runs at once don't both call a finding new. `dry`: nothing is written, the answer is the same.
 */
export function takeIn(
  ledger: OpenLedger,
  scans: readonly TakenScan[],
  world: {
    readonly agent: string;
    readonly policy: AgentPolicy;
    readonly moment: number;
    readonly timeZone: string;
    readonly dry?: boolean;
  },
): TakenIn {
  const { agent, policy, moment } = world;
  const before = foldFindings(ledger.read().entries);
  // Findings of other agents are theirs, even those of the same scan.
  for (const [id, state] of before) if (state.agent !== agent) before.delete(id);
  const found = new Map<string, ScanFinding & { readonly entity: string }>();
  const seen: Seen[] = [];
  for (const { scan, entity, findings } of scans) {
    const hashes = new Map<string, string>();
    for (const one of findings) {
      found.set(one.id, { ...one, entity });
      seen.push(seenOf(one, scan, entity, hashes));
    }
  }
  const changes = advance(before, seen, scans, policy, moment);
  const lines = changes.map((change) => lineOf(change, agent, world.dry ? undefined : ledger, found));
  if (!world.dry) ledger.append(lines);
  const states = new Map(before);
  for (const line of lines)
    if (line.kind === 'finding') states.set(line.data.finding, afterChange(states.get(line.data.finding), { data: line.data, at: moment }));
  const wall: WallMs = wallOf(moment, world.timeZone);
  const telling = toTell(states.values(), policy, moment, wall);
  const asAction = (state: FindingState): ActionFinding[] => actionFinding(state, found);
  const silent = new Set(telling.silent.filter(({ why }) => !['told', 'quiet', 'below'].includes(why)).map(({ state }) => state.id));
  return {
    changes,
    states,
    telling,
    tell: telling.tell.flatMap(({ state }) => asAction(state)),
    open: [...states.values()].filter((state) => state.standing === 'open' && !silent.has(state.id)).flatMap(asAction),
  };
}

function seenOf(one: ScanFinding, scan: string, entity: string, hashes: Map<string, string>): Seen {
  const group = one.group === undefined ? undefined : (hashes.get(one.group) ?? groupHash(entity, one.group));
  if (one.group !== undefined && group !== undefined) hashes.set(one.group, group);
  return {
    id: one.id,
    scan,
    entity,
    rule: one.rule,
    severity: one.severity,
    ...(one.worth !== undefined && { worth: one.worth }),
    ...(one.stage !== undefined && { stage: one.stage.slice(0, 200) }),
    ...(group !== undefined && { group }),
  };
}

/** Contents are sealed where they are new: a finding that only gets worse keeps its commitment. */
function lineOf(
  { id, change, seen, state }: FindingChange,
  agent: string,
  ledger: OpenLedger | undefined,
  found: ReadonlyMap<string, ScanFinding>,
): EntryDraft {
  const one = found.get(id);
  const { scan, entity, rule, severity, worth, stage, group } = (seen ?? state) as Seen;
  const about = state?.about ?? (one && ledger ? ledger.seal(aboutOf(one)) : undefined);
  const extra = {
    ...(worth !== undefined && { worth }),
    ...(stage !== undefined && { stage }),
    ...(group !== undefined && { group }),
    ...(about !== undefined && { about }),
  };
  return { kind: 'finding', data: { finding: id, agent, scan, entity, rule, severity, change, ...extra } };
}

function aboutOf({ subject, owner, group }: ScanFinding): FindingAbout {
  return { subject, ...(owner !== undefined && { owner }), ...(group !== undefined && { group }) };
}

function actionFinding(state: FindingState, found: ReadonlyMap<string, ScanFinding & { readonly entity: string }>): ActionFinding[] {
  const one = found.get(state.id);
  return one ? [{ ...one, since: state.countsSince ?? state.since }] : [];
}
