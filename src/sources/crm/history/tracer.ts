import { DAY_MS, dayOf, type WallMs } from '../../../core/moment.ts';
import type { StageBook } from '../../../core/stage.ts';
import type { DealTable, StageStep } from '../deals.ts';
import type { DealHistory, Flow } from '../history.ts';
import { type ChangeListener, tellChanges } from './changes.ts';
import { DealJoin, type Snapshot, stageNumbers } from './join.ts';
import { ClosedAndGone, type OpenThen, openThen, withEnds } from './past.ts';
import { KnownSteps, type SeenStep } from './steps.ts';

/** What is carried from export to export along the deals. */
interface Carried {
  /** The export in which the deal first stood in its stage, and the one before. */
  readonly entered: Float64Array;
  readonly after: Float64Array;
  readonly pushes: Uint16Array;
}

type Counting = { -readonly [K in keyof Flow]: Flow[K] };

/**
 * Follows deals through exports that come one by one, oldest first. Only the last two tables are held at a time, beside the
 * open deals of each export; the work is in proportion to the rows.
 */
export class HistoryTracer {
  private last: Snapshot | undefined;
  private carried = emptyCarried(0);
  private readonly moments: WallMs[] = [];
  private readonly flows: Flow[] = [];
  private readonly seen: SeenStep[] = [];
  private readonly past: OpenThen[] = [];
  private readonly gone = new ClosedAndGone();

  constructor(
    private readonly stages: StageBook,
    private readonly onChange?: ChangeListener,
  ) {}

  /** Takes the next export; it must not be older than the one before. */
  add(snapshot: Snapshot): void {
    const { last } = this;
    this.moments.push(snapshot.at);
    if (last) {
      this.past.push(openThen(last, this.stages));
      this.carried = this.between(last, snapshot);
    } else this.carried = emptyCarried(snapshot.deals.count);
    this.last = snapshot;
  }

  /** The newest export so far. */
  get newest(): Snapshot | undefined {
    return this.last;
  }

  /**
   * What all exports tell about the deals of the newest. `crmSteps` (oldest first, ids as in the newest export) are the CRM's own
   * history; where it tells of a step itself, it is believed over what lies between two exports.
   */
  finish(crmSteps: readonly StageStep[]): DealHistory {
    const newest = this.last;
    if (!newest) throw new Error('no export was added');
    const known = new KnownSteps(crmSteps, this.stages);
    const steps: StageStep[] = [...crmSteps];
    for (const step of this.seen) {
      const { after: _after, ...bare } = step;
      if (!known.tellOf(step)) steps.push(bare);
    }
    steps.sort((a, b) => a.at - b.at);
    return {
      snapshots: this.moments,
      stageEntered: crmSteps.length > 0 ? this.enteredBy(known, newest.deals) : this.carried.entered,
      closingPushes: this.carried.pushes,
      steps,
      flows: this.flows,
      past: withEnds(this.past, newest, this.gone, this.stages),
    };
  }

  /** The CRM's moment of entering, unless an export shows a later move that its history does not reach. */
  private enteredBy(known: KnownSteps, deals: DealTable): Float64Array {
    const { entered, after } = this.carried;
    for (let i = 0; i < deals.count; i++) {
      const at = known.entered(deals.id(i), deals.stage.words[deals.stage.at[i]]);
      const older = Math.floor(after[i] / DAY_MS) * DAY_MS;
      if (at !== undefined && !(at < older)) entered[i] = at;
    }
    return entered;
  }

  private between(older: Snapshot, newer: Snapshot): Carried {
    const [a, b] = [older.deals, newer.deals];
    const join = new DealJoin(a);
    const numbers = new Map<string, number>();
    const [wasStage, isStage] = [stageNumbers(a.stage, this.stages, numbers), stageNumbers(b.stage, this.stages, numbers)];
    const categories = b.stage.words.map((word) => this.stages.find(word)?.category ?? 'open');
    const next = emptyCarried(b.count);
    const stays = new Uint8Array(a.count);
    const flow = emptyFlow(older.at, newer.at);
    for (let j = 0; j < b.count; j++) {
      const i = join.findOlder(b, j, older.at);
      const category = categories[b.stage.at[j]];
      const closed = closedAs(category);
      if (i < 0) {
        flow.added++;
        this.onChange?.({ deal: b.id(j), at: newer.at, field: 'deal', old: null, new: b.name(j) });
        if (closed && !(b.closed[j] <= older.at)) countEnd(flow, closed, b, j);
        continue;
      }
      stays[i] = 1;
      next.pushes[j] = this.carried.pushes[i];
      next.entered[j] = this.carried.entered[i];
      next.after[j] = this.carried.after[i];
      if (wasStage[a.stage.at[i]] !== isStage[b.stage.at[j]]) {
        next.entered[j] = newer.at;
        next.after[j] = older.at;
        this.step(older, i, newer, j);
        if (closed) countEnd(flow, closed, b, j);
        else flow.moved++;
      }
      if (this.onChange) tellChanges(a, i, b, j, newer.at, this.onChange);
      if (a.amount[i] !== b.amount[j] && !(Number.isNaN(a.amount[i]) && Number.isNaN(b.amount[j]))) flow.amountChanged++;
      if (category === 'open' && dayOf(b.closing[j]) > dayOf(a.closing[i])) {
        flow.slipped++;
        next.pushes[j]++;
      }
    }
    this.leave(older, newer.at, stays, flow);
    this.flows.push(flow);
    return next;
  }

  private step(older: Snapshot, i: number, newer: Snapshot, j: number): void {
    const { stage: was } = older.deals;
    const { stage: is } = newer.deals;
    const step = { deal: newer.deals.id(j), from: was.words[was.at[i]], to: is.words[is.at[j]], at: newer.at } as const;
    this.seen.push({ ...step, basis: 'snapshots', after: older.at });
    this.onChange?.({ deal: step.deal, at: step.at, field: 'stage', old: step.from, new: step.to });
  }

  /** Deals of the older export that the newer no longer has. */
  private leave({ deals }: Snapshot, at: WallMs, stays: Uint8Array, flow: Counting): void {
    const closes = deals.stage.words.map((word) => closedAs(this.stages.find(word)?.category));
    for (let i = 0; i < deals.count; i++) {
      if (stays[i]) continue;
      flow.vanished++;
      const closed = closes[deals.stage.at[i]];
      if (closed) this.gone.add(deals, i, closed === 'won' ? 1 : 0);
      this.onChange?.({ deal: deals.id(i), at, field: 'deal', old: deals.name(i), new: null });
    }
  }
}

function closedAs(category: string | undefined): 'won' | 'lost' | undefined {
  return category === 'won' || category === 'lost' ? category : undefined;
}

function countEnd(flow: Counting, closed: 'won' | 'lost', deals: DealTable, j: number): void {
  flow[closed]++;
  if (closed === 'won' && deals.amount[j] > 0) flow.wonValue += deals.amount[j];
}

function emptyCarried(count: number): Carried {
  const unknown = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  return { entered: unknown(), after: unknown(), pushes: new Uint16Array(count) };
}

function emptyFlow(from: WallMs, to: WallMs): Counting {
  return { from, to, added: 0, moved: 0, won: 0, wonValue: 0, lost: 0, vanished: 0, amountChanged: 0, slipped: 0 };
}
