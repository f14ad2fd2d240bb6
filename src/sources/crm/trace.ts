import { dayOf, type WallMs } from '../../core/moment.ts';
import type { StageBook } from '../../core/stage.ts';
import { stageKey } from '../../core/stage.ts';
import type { DealTable, StageStep } from './deals.ts';
import type { DealHistory, Flow, PastSnapshot } from './history.ts';
import { IdIndex } from './id-index.ts';

/** One export of deals with its date. */
export interface Snapshot {
  readonly at: WallMs;
  readonly deals: DealTable;
}

/** What is carried from snapshot to snapshot along the deals. */
interface Carried {
  readonly entered: Float64Array;
  readonly pushes: Uint16Array;
}

/**
 * What older exports (oldest first, the newest last) and stage-history steps tell about the deals of the newest. Two tables at
 * a time are joined by the hash of the id; deals that left and came back count as new. Where the CRM's own history knows a deal,
 * it is believed over what lies between two exports.
 */
export function traceHistory(snapshots: readonly Snapshot[], crmSteps: readonly StageStep[], stages: StageBook): DealHistory {
  const newest = snapshots[snapshots.length - 1];
  const known = new Set(crmSteps.map(({ deal }) => deal));
  const steps: StageStep[] = [...crmSteps];
  const flows: Flow[] = [];
  let carried: Carried = {
    entered: new Float64Array(snapshots[0].deals.count).fill(Number.NaN),
    pushes: new Uint16Array(snapshots[0].deals.count),
  };
  for (let k = 1; k < snapshots.length; k++) {
    const { flow, next, found } = between(snapshots[k - 1], snapshots[k], carried, stages);
    flows.push(flow);
    carried = next;
    for (const step of found) if (!known.has(step.deal)) steps.push(step);
  }
  steps.sort((a, b) => a.at - b.at);
  if (crmSteps.length > 0) takeEntered(newest.deals, crmSteps, carried.entered);
  return {
    snapshots: snapshots.map(({ at }) => at),
    stageEntered: carried.entered,
    closingPushes: carried.pushes,
    steps,
    flows,
    past: snapshots.slice(0, -1).map((snapshot) => pastOf(snapshot, newest, stages)),
  };
}

function between(older: Snapshot, newer: Snapshot, carried: Carried, stages: StageBook): { flow: Flow; next: Carried; found: StageStep[] } {
  const [a, b] = [older.deals, newer.deals];
  const index = new IdIndex(a);
  const categoryOf = (table: DealTable): (string | undefined)[] => table.stage.words.map((word) => stages.find(word)?.category);
  const [wasCategory, isCategory] = [categoryOf(a), categoryOf(b)];
  const keys = (table: DealTable): string[] => table.stage.words.map(stageKey);
  const [wasKey, isKey] = [keys(a), keys(b)];
  const next: Carried = { entered: new Float64Array(b.count).fill(Number.NaN), pushes: new Uint16Array(b.count) };
  const found: StageStep[] = [];
  const seen = new Uint8Array(a.count);
  const flow = {
    from: older.at,
    to: newer.at,
    added: 0,
    moved: 0,
    won: 0,
    wonValue: 0,
    lost: 0,
    vanished: 0,
    amountChanged: 0,
    slipped: 0,
  };
  for (let j = 0; j < b.count; j++) {
    const i = index.find(b.idHash[2 * j], b.idHash[2 * j + 1]);
    if (i < 0) {
      flow.added++;
      if (isCategory[b.stage.at[j]] === 'won' && !(b.closed[j] <= older.at)) wins(flow, b, j);
      continue;
    }
    seen[i] = 1;
    next.pushes[j] = carried.pushes[i];
    next.entered[j] = carried.entered[i];
    const [was, is] = [a.stage.at[i], b.stage.at[j]];
    if (wasKey[was] !== isKey[is]) {
      next.entered[j] = newer.at;
      found.push({ deal: b.id(j), from: a.stage.words[was], to: b.stage.words[is], at: newer.at, basis: 'snapshots' });
      if (isCategory[is] === 'won' && wasCategory[was] !== 'won') wins(flow, b, j);
      else if (isCategory[is] === 'lost' && wasCategory[was] !== 'lost') flow.lost++;
      else flow.moved++;
    }
    if (a.amount[i] !== b.amount[j] && !(Number.isNaN(a.amount[i]) && Number.isNaN(b.amount[j]))) flow.amountChanged++;
    const open = isCategory[is] === 'open' || isCategory[is] === undefined;
    if (open && dayOf(b.closing[j]) > dayOf(a.closing[i])) {
      flow.slipped++;
      next.pushes[j]++;
    }
  }
  for (let i = 0; i < a.count; i++) if (!seen[i]) flow.vanished++;
  return { flow, next, found };
}

function wins(flow: { won: number; wonValue: number }, table: DealTable, j: number): void {
  flow.won++;
  if (table.amount[j] > 0) flow.wonValue += table.amount[j];
}

/** The moment of the last step into the stage where a deal stands now. */
function takeEntered(deals: DealTable, steps: readonly StageStep[], entered: Float64Array): void {
  const last = new Map<string, StageStep>();
  for (const step of steps) {
    const known = last.get(step.deal);
    if (!known || step.at >= known.at) last.set(step.deal, step);
  }
  for (let i = 0; i < deals.count; i++) {
    const step = last.get(deals.id(i));
    if (step && stageKey(step.to) === stageKey(deals.stage.words[deals.stage.at[i]])) entered[i] = step.at;
  }
}

function pastOf(snapshot: Snapshot, newest: Snapshot, stages: StageBook): PastSnapshot {
  const { deals } = snapshot;
  const open: number[] = [];
  const isOpen = deals.stage.words.map((word) => (stages.find(word)?.category ?? 'open') === 'open');
  for (let i = 0; i < deals.count; i++) if (isOpen[deals.stage.at[i]]) open.push(i);
  const index = new IdIndex(newest.deals);
  const ends = open.map((i) => index.find(deals.idHash[2 * i], deals.idHash[2 * i + 1]));
  const outcome = ends.map((j) => {
    const category = j < 0 ? undefined : stages.find(newest.deals.stage.words[newest.deals.stage.at[j]])?.category;
    return category === 'won' ? 1 : category === 'lost' ? 0 : Number.NaN;
  });
  const amounts = Float64Array.from(open, (i) => deals.amount[i]);
  return {
    at: snapshot.at,
    open: open.length,
    openValue: amounts.reduce((sum, amount) => sum + (amount || 0), 0),
    stage: open.map((i) => deals.stage.words[deals.stage.at[i]]),
    owner: open.map((i) => deals.owner.words[deals.owner.at[i]]),
    amount: amounts,
    created: Float64Array.from(open, (i) => deals.created[i]),
    closing: Float64Array.from(open, (i) => deals.closing[i]),
    won: Float64Array.from(outcome),
    closedAt: Float64Array.from(ends, (j) => (j < 0 ? Number.NaN : newest.deals.closed[j])),
  };
}
