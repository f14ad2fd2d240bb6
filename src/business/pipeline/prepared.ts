import { DAY_MS, dayOf, parseIsoMoment, type WallMs } from '../../core/moment.ts';
import type { Stage } from '../../core/stage.ts';
import type { StageStep } from '../../sources/crm/deals.ts';
import type { PipelineFacts, ScanMoment } from './facts.ts';
import type { PipelinePolicy, SlaClock } from './policy.ts';

export const OPEN = 0;
export const PARKED = 1;
export const WON = 2;
export const LOST = 3;
const CATEGORY = { open: OPEN, parked: PARKED, won: WON, lost: LOST } as const;

export const CLOCKS: readonly SlaClock[] = ['stage_entered', 'last_activity', 'modified', 'created'];

/** What metrics, rules, risk and forecast all need of each deal, worked out once. Arrays run along the deals. */
export interface Prepared {
  readonly facts: PipelineFacts;
  readonly policy: PipelinePolicy;
  readonly moment: ScanMoment;
  readonly asOf: WallMs;
  /** OPEN, PARKED, WON or LOST; a stage that the policy does not know counts as open. */
  readonly category: Uint8Array;
  /** Stage of each word of `facts.deals.stage.words`; undefined where the policy knows none. */
  readonly stageOfWord: readonly (Stage | undefined)[];
  /** Since when an open deal stands still, and by which clock (index into CLOCKS; 255: none). NaN where nothing tells. */
  readonly since: Float64Array;
  readonly clock: Uint8Array;
  /** Milliseconds that count against the SLA; NaN where `since` is. */
  readonly standing: Float64Array;
  /** The open deals, ascending. */
  readonly open: Uint32Array;
  /** Open deals and their value by owner word. */
  readonly ownerCount: Float64Array;
  readonly ownerValue: Float64Array;
  readonly openValue: number;
  readonly openWithoutAmount: number;
  /** Open deals whose last known step led to an earlier stage, with that step. */
  readonly movedBack: ReadonlyMap<number, StageStep>;
  /** Days from `from` to the scan that count under the policy (weekends, holidays), whole. */
  countingDays(from: WallMs): number;
}

/** Works out what the scan needs of each deal. */
export function prepare(facts: PipelineFacts, policy: PipelinePolicy, moment: ScanMoment): Prepared {
  const { deals, history } = facts;
  const { asOf } = moment;
  const stageOfWord = deals.stage.words.map((word) => facts.stages.find(word));
  const categoryOfWord = stageOfWord.map((stage) => CATEGORY[stage?.category ?? 'open']);
  const category = new Uint8Array(deals.count);
  const since = new Float64Array(deals.count).fill(Number.NaN);
  const standing = new Float64Array(deals.count).fill(Number.NaN);
  const clock = new Uint8Array(deals.count).fill(255);
  const columns = {
    stage_entered: history.stageEntered,
    last_activity: deals.lastActivity,
    modified: deals.modified,
    created: deals.created,
  };
  const clocks = policy.settings.slaClocks.map((name) => ({ column: columns[name], at: CLOCKS.indexOf(name) }));
  const resets = policy.settings.slaResets.map((name) =>
    name === 'activity' ? { column: deals.lastActivity, at: 1 } : { column: deals.modified, at: 2 },
  );
  const counting = calendar(policy, asOf);
  const ownerCount = new Float64Array(deals.owner.words.length);
  const ownerValue = new Float64Array(deals.owner.words.length);
  const open = new Uint32Array(deals.count);
  let opens = 0;
  let openValue = 0;
  let openWithoutAmount = 0;
  for (let i = 0; i < deals.count; i++) {
    const kind = categoryOfWord[deals.stage.at[i]];
    category[i] = kind;
    if (kind !== OPEN) continue;
    open[opens++] = i;
    const owner = deals.owner.at[i];
    ownerCount[owner]++;
    const amount = deals.amount[i];
    if (amount > 0 || amount < 0) {
      openValue += amount;
      ownerValue[owner] += amount;
    } else openWithoutAmount++;
    let from = Number.NaN;
    for (let k = 0; k < clocks.length && Number.isNaN(from); k++) {
      const value = clocks[k].column[i];
      if (!(value <= asOf)) continue;
      from = value;
      clock[i] = clocks[k].at;
    }
    for (const reset of resets) {
      const value = reset.column[i];
      if (!(value > from && value <= asOf)) continue;
      from = value;
      clock[i] = reset.at;
    }
    since[i] = from;
    if (!Number.isNaN(from)) standing[i] = standingMs(from, asOf, stageOfWord[deals.stage.at[i]], counting);
  }
  return {
    facts,
    policy,
    moment,
    asOf,
    category,
    stageOfWord,
    since,
    clock,
    standing,
    open: open.slice(0, opens),
    ownerCount,
    ownerValue,
    openValue,
    openWithoutAmount,
    movedBack: stepsBack(facts, open.subarray(0, opens)),
    countingDays: counting,
  };
}

/** Hours count where the SLA is written in hours and the clock has a time of day; else whole calendar days. */
function standingMs(from: WallMs, asOf: WallMs, stage: Stage | undefined, counting: (from: WallMs) => number): number {
  const inHours = stage?.sla && /\d\s*(?:h|hrs?|hours?|std|stunden?|m|min)/i.test(stage.sla.text);
  const days = counting(from);
  if (!inHours || from % DAY_MS === 0) return days * DAY_MS;
  const skipped = dayOf(asOf) - dayOf(from) - days;
  return Math.max(0, asOf - from - skipped * DAY_MS);
}

/** Counts the days after `from` up to the scan's day, leaving out weekends and holidays where the policy does. */
function calendar(policy: PipelinePolicy, asOf: WallMs): (from: WallMs) => number {
  const today = dayOf(asOf);
  const { weekendsCount, holidays } = policy.settings;
  const off = holidays
    .map((day) => dayOf(parseIsoMoment(day)))
    .filter((day) => weekendsCount || !isWeekend(day))
    .sort((a, b) => a - b);
  return (from) => {
    const start = dayOf(from);
    let days = today - start;
    if (!weekendsCount) days -= weekendDays(start, today);
    for (const day of off) if (day > start && day <= today) days--;
    return days;
  };
}

/** 1970-01-01 was a Thursday. */
function isWeekend(day: number): boolean {
  const weekday = (((day + 3) % 7) + 7) % 7;
  return weekday >= 5;
}

/** Saturdays and Sundays in (start, end]. */
function weekendDays(start: number, end: number): number {
  const weeks = Math.floor((end - start) / 7);
  let days = weeks * 2;
  for (let day = start + weeks * 7 + 1; day <= end; day++) if (isWeekend(day)) days++;
  return days;
}

/** The last step of each open deal, where it led back. Ids are only read where there are steps at all. */
function stepsBack(facts: PipelineFacts, open: Uint32Array): Map<number, StageStep> {
  const last = new Map<string, StageStep>();
  for (const step of facts.history.steps) last.set(step.deal, step);
  for (const [deal, step] of last) {
    const from = facts.stages.find(step.from);
    const to = facts.stages.find(step.to);
    const back = from && to && from.category === 'open' && to.category === 'open' && to.order < from.order;
    if (!back) last.delete(deal);
  }
  const found = new Map<number, StageStep>();
  if (last.size === 0) return found;
  for (const i of open) {
    const step = last.get(facts.deals.id(i));
    if (step) found.set(i, step);
  }
  return found;
}
