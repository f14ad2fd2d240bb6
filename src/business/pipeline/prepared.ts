import { DAY_MS, dayOf, type WallMs } from '../../core/moment.ts';
import type { Stage } from '../../core/stage.ts';
import type { StageStep } from '../../sources/crm/deals.ts';
import type { PipelineFacts, ScanMoment } from './facts.ts';
import type { PipelinePolicy, SlaClock } from './policy.ts';
import { runsByTheHour, type SlaCalendar, slaCalendar, standingMs } from './sla-clock.ts';
import { type StepTable, stepTable } from './step-table.ts';

export const OPEN = 0;
export const PARKED = 1;
export const WON = 2;
export const LOST = 3;
const CATEGORY = { open: OPEN, parked: PARKED, won: WON, lost: LOST } as const;

/** In place of a day number: the export does not tell. */
export const NO_DAY = -0x8000_0000;

/** In `clock`: no clock of the policy has a time for this deal. */
export const NO_CLOCK = 255;

export const CLOCKS: readonly SlaClock[] = ['stage_entered', 'last_activity', 'modified', 'created'];

/** What metrics, rules, risk and forecast all need of each deal, worked out once. Arrays run along the deals. */
export interface Prepared {
  readonly facts: PipelineFacts;
  readonly policy: PipelinePolicy;
  readonly moment: ScanMoment;
  readonly asOf: WallMs;
  /** Day number of `asOf`; what happened later on that day counts as happened. */
  readonly today: number;
  /** OPEN, PARKED, WON or LOST; a stage that the policy does not know counts as open. */
  readonly category: Uint8Array;
  /** Stage of each word of `facts.deals.stage.words`; undefined where the policy knows none. */
  readonly stageOfWord: readonly (Stage | undefined)[];
  /** Day numbers of creation and closing; NO_DAY where the export does not tell. */
  readonly createdDay: Int32Array;
  readonly closedDay: Int32Array;
  /** Day on which a deal was last closed, up to today, of the deals that tell both dates in their order, and how many of those there are; NO_DAY for none. */
  readonly newestClosing: number;
  readonly closedDeals: number;
  /** Since when an open deal stands still, and by which clock (index into CLOCKS, or NO_CLOCK). NaN where nothing tells; 0 for other deals. */
  readonly since: Float64Array;
  readonly clock: Uint8Array;
  /** Milliseconds that count against the SLA, of open deals; NaN where `since` is. */
  readonly standing: Float64Array;
  /** 1 where an open deal has a next step and its closing day is not past: a planned activity. */
  readonly planned: Uint8Array;
  /** The open deals, ascending. */
  readonly open: Uint32Array;
  /** Open deals and their value by owner word. */
  readonly ownerCount: Float64Array;
  readonly ownerValue: Float64Array;
  readonly openValue: number;
  /** Open deals whose amount is missing or zero. */
  readonly openWithoutAmount: number;
  /** Open deals whose last known step led to an earlier stage, with that step. */
  readonly movedBack: ReadonlyMap<number, StageStep>;
  /** The stage steps known, of all deals. */
  readonly steps: StepTable;
  readonly calendar: SlaCalendar;
  /** Days from `from` to the scan that count under the policy (weekends, holidays), whole. */
  countingDays(from: WallMs): number;
}

/**
 * Works out what the scan needs of each deal, in one pass. The clock of an open deal is the first of the policy's that has a time
 * not after the day of the scan; a later activity or change winds it forward where the policy says so.
 */
export function prepare(facts: PipelineFacts, policy: PipelinePolicy, moment: ScanMoment): Prepared {
  const { deals } = facts;
  const today = dayOf(moment.asOf);
  const calendar = slaCalendar(policy, moment.asOf);
  const stageOfWord = deals.stage.words.map((word) => facts.stages.find(word));
  const category = new Uint8Array(deals.count);
  const createdDay = new Int32Array(deals.count);
  const closedDay = new Int32Array(deals.count);
  const every = new Uint32Array(deals.count);
  let opens = 0;
  let closedDeals = 0;
  let newestClosing = NO_DAY;
  const categoryOfWord = Uint8Array.from(stageOfWord, (stage) => CATEGORY[stage?.category ?? 'open']);
  // What is done for each deal is a function of its own, here and elsewhere in the scan: V8 compiles what is called often sooner than a
  // long loop, and until then arithmetic is slow.
  const sort = (i: number): void => {
    const kind = categoryOfWord[deals.stage.at[i]];
    category[i] = kind;
    createdDay[i] = dayNumber(deals.created[i]);
    closedDay[i] = dayNumber(deals.closed[i]);
    if (kind === OPEN) every[opens++] = i;
    else if (isEnded(kind, createdDay[i], closedDay[i], today)) {
      closedDeals++;
      if (closedDay[i] > newestClosing) newestClosing = closedDay[i];
    }
  };
  for (let i = 0; i < deals.count; i++) sort(i);
  const open = every.slice(0, opens);
  const steps = stepTable(facts);
  return {
    facts,
    policy,
    moment,
    asOf: moment.asOf,
    today,
    category,
    stageOfWord,
    createdDay,
    closedDay,
    newestClosing,
    closedDeals,
    ...clocksOf(facts, policy, open, today, calendar, stageOfWord),
    open,
    ...ownersOfOpen(facts, open),
    movedBack: stepsBack(facts, steps, open),
    steps,
    calendar,
    countingDays: calendar.countingDays,
  };
}

/** Whether a deal was won or lost up to the day `last`, with both dates known and in their order. */
export function isEnded(kind: number, createdDay: number, closedDay: number, last: number): boolean {
  return (kind === WON || kind === LOST) && createdDay !== NO_DAY && closedDay >= createdDay && closedDay <= last;
}

function dayNumber(at: WallMs): number {
  return Number.isNaN(at) ? NO_DAY : Math.floor(at / DAY_MS);
}

function clocksOf(
  { deals, history }: PipelineFacts,
  policy: PipelinePolicy,
  open: Uint32Array,
  today: number,
  calendar: SlaCalendar,
  stageOfWord: readonly (Stage | undefined)[],
): Pick<Prepared, 'since' | 'clock' | 'standing' | 'planned'> {
  // Left at zero for the deals that are not open: pages never written to cost no memory.
  const since = new Float64Array(deals.count);
  const standing = new Float64Array(deals.count);
  const clock = new Uint8Array(deals.count).fill(NO_CLOCK);
  const planned = new Uint8Array(deals.count);
  const columns = [history.stageEntered, deals.lastActivity, deals.modified, deals.created];
  const clocks = policy.settings.slaClocks.map((name) => CLOCKS.indexOf(name));
  const resets = policy.settings.slaResets.map((name) => CLOCKS.indexOf(name === 'activity' ? 'last_activity' : 'modified'));
  const byTheHour = stageOfWord.map(runsByTheHour);
  const end = (today + 1) * DAY_MS;
  const startOfToday = today * DAY_MS;
  const wind = (i: number): void => {
    let from = Number.NaN;
    for (let c = 0; c < clocks.length; c++) {
      const value = columns[clocks[c]][i];
      if (!(value < end)) continue;
      from = value;
      clock[i] = clocks[c];
      break;
    }
    for (let r = 0; r < resets.length; r++) {
      const value = columns[resets[r]][i];
      if (!(value > from && value < end)) continue;
      from = value;
      clock[i] = resets[r];
    }
    since[i] = from;
    standing[i] = standingMs(from, byTheHour[deals.stage.at[i]], calendar);
    if (deals.hasNextStep[i] === 1 && deals.closing[i] >= startOfToday) planned[i] = 1;
  };
  for (let k = 0; k < open.length; k++) wind(open[k]);
  return { since, clock, standing, planned };
}

function ownersOfOpen(
  { deals }: PipelineFacts,
  open: Uint32Array,
): Pick<Prepared, 'ownerCount' | 'ownerValue' | 'openValue' | 'openWithoutAmount'> {
  const ownerCount = new Float64Array(deals.owner.words.length);
  const ownerValue = new Float64Array(deals.owner.words.length);
  let openValue = 0;
  let openWithoutAmount = 0;
  const add = (i: number): void => {
    const owner = deals.owner.at[i];
    ownerCount[owner]++;
    const amount = deals.amount[i];
    if (amount > 0 || amount < 0) {
      openValue += amount;
      ownerValue[owner] += amount;
    } else openWithoutAmount++;
  };
  for (let k = 0; k < open.length; k++) add(open[k]);
  return { ownerCount, ownerValue, openValue, openWithoutAmount };
}

/** The last step of each open deal, where it led back. Ids are only read where there are such steps at all. */
function stepsBack(facts: PipelineFacts, steps: StepTable, open: Uint32Array): Map<number, StageStep> {
  const last = new Int32Array(steps.deals).fill(-1);
  for (let k = 0; k < steps.count; k++) last[steps.deal[k]] = k;
  let backs = 0;
  for (let deal = 0; deal < last.length; deal++) {
    const from = steps.stages[steps.from[last[deal]]];
    const to = steps.stages[steps.to[last[deal]]];
    if (from?.category === 'open' && to?.category === 'open' && to.order < from.order) backs++;
    else last[deal] = -1;
  }
  const found = new Map<number, StageStep>();
  if (backs === 0) return found;
  for (const i of open) {
    const deal = steps.numberOf.get(facts.deals.id(i));
    if (deal !== undefined && last[deal] >= 0) found.set(i, facts.history.steps[last[deal]]);
  }
  return found;
}
