import { dayOf } from '../../../core/moment.ts';
import type { Stage } from '../../../core/stage.ts';
import type { Prepared } from '../prepared.ts';
import type { PastRows } from './past.ts';

/** Where a deal stood on a day: how far along the open stages (0 first, 1 last), since when, and whether its last step led back. */
export interface Standing {
  readonly progress: number;
  readonly since: number;
  readonly back: boolean;
}

/** How far along the open stages a stage stands, 0 to 1; NaN for another stage, and where there is only one. */
export function progressOf(prepared: Prepared): (stage: Stage | undefined) => number {
  const open = prepared.facts.stages.stages.filter(({ category }) => category === 'open');
  const places = new Map(open.map((stage, k) => [stage, open.length > 1 ? k / (open.length - 1) : Number.NaN]));
  return (stage) => (stage ? (places.get(stage) ?? Number.NaN) : Number.NaN);
}

interface Step {
  readonly day: number;
  readonly from: Stage | undefined;
  readonly to: Stage | undefined;
}

/**
 * Where each row's deal stood on the row's day, from the steps up to that day alone. Undefined where the steps don't tell: no step
 * of the deal is known, or the first one lies later and does not say where it came from.
 */
export function standingsOf(prepared: Prepared, rows: PastRows, days: Int32Array): (Standing | undefined)[] {
  const { facts } = prepared;
  const steps = stepsOf(prepared, rows);
  const progress = progressOf(prepared);
  return Array.from(rows.deal, (deal, r): Standing | undefined => {
    const list = steps.get(facts.deals.id(deal));
    if (!list) return undefined;
    const day = days[rows.look[r]];
    let last: Step | undefined;
    for (const step of list) {
      if (step.day > day) break;
      last = step;
    }
    const at = last ? last.to : list[0].from;
    if (!at) return undefined;
    const back = last?.from?.category === 'open' && at.category === 'open' && at.order < last.from.order;
    return { progress: progress(at), since: last ? last.day : prepared.createdDay[deal], back };
  });
}

function stepsOf(prepared: Prepared, rows: PastRows): Map<string, Step[]> {
  const { facts } = prepared;
  const found = new Map<string, Step[]>();
  if (facts.history.steps.length === 0) return found;
  const wanted = new Set<string>();
  let before = -1;
  for (const deal of rows.deal) {
    if (deal !== before) wanted.add(facts.deals.id(deal));
    before = deal;
  }
  const names = new Map<string, Stage | undefined>();
  const find = (name: string): Stage | undefined => {
    if (!names.has(name)) names.set(name, facts.stages.find(name));
    return names.get(name);
  };
  for (const { deal, from, to, at } of facts.history.steps) {
    if (!wanted.has(deal)) continue;
    const list = found.get(deal) ?? [];
    list.push({ day: dayOf(at), from: find(from), to: find(to) });
    found.set(deal, list);
  }
  return found;
}
