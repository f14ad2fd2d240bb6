import type { Metric } from '../../../core/metric.ts';
import { dayOf } from '../../../core/moment.ts';
import type { Text } from '../../../core/text.ts';
import { LOST, NO_DAY, type Prepared, WON } from '../prepared.ts';
import { makeMetric } from './make.ts';

const WEEK_DAYS = 7;

/** Which deals came, moved, were won and lost in this week and the one before. */
export interface WeekCounts {
  readonly added: Uint32Array;
  readonly moved: Uint32Array;
  readonly won: Uint32Array;
  readonly lost: Uint32Array;
}

/** 0: in the seven days up to the day of the scan; 1: in the seven before; undefined: neither. */
export function weekOf(prepared: Prepared, day: number): 0 | 1 | undefined {
  const age = prepared.today - day;
  if (day === NO_DAY || age < 0 || age >= 2 * WEEK_DAYS) return undefined;
  return age < WEEK_DAYS ? 0 : 1;
}

/** Counts by week, from the dates in the export and the steps known. A deal that moved twice in a week counts once. */
function countWeeks(prepared: Prepared): WeekCounts {
  const { category, createdDay, closedDay, today } = prepared;
  const counts = { added: new Uint32Array(2), moved: new Uint32Array(2), won: new Uint32Array(2), lost: new Uint32Array(2) };
  const oldest = today - 2 * WEEK_DAYS;
  const add = (i: number): void => {
    if (createdDay[i] > oldest) {
      const week = weekOf(prepared, createdDay[i]);
      if (week !== undefined) counts.added[week]++;
    }
    if (closedDay[i] > oldest && (category[i] === WON || category[i] === LOST)) {
      const week = weekOf(prepared, closedDay[i]);
      if (week !== undefined) counts[category[i] === WON ? 'won' : 'lost'][week]++;
    }
  };
  for (let i = 0; i < category.length; i++) add(i);
  for (const [k, deals] of movedDeals(prepared).entries()) counts.moved[k] = deals.size;
  return counts;
}

/** Ids of the deals that went from one open stage to another, this week and the week before. */
export function movedDeals(prepared: Prepared): readonly [Set<string>, Set<string>] {
  const moved: [Set<string>, Set<string>] = [new Set(), new Set()];
  const { steps } = prepared.facts.history;
  // Oldest first: the two weeks stand at the end.
  for (let k = steps.length - 1; k >= 0; k--) {
    const step = steps[k];
    const day = dayOf(step.at);
    if (prepared.today - day >= 2 * WEEK_DAYS) break;
    const week = weekOf(prepared, day);
    if (week === undefined || step.from === '') continue;
    const to = prepared.facts.stages.find(step.to)?.category ?? 'open';
    if (to === 'open' || to === 'parked') moved[week].add(step.deal);
  }
  return moved;
}

const FLOWS = [
  {
    id: 'flow_new',
    key: 'added',
    label: { en: 'New this week', de: 'Neu diese Woche' },
    what: { en: 'deals created', de: 'angelegte Deals' },
    needs: 'created',
  },
  {
    id: 'flow_moved',
    key: 'moved',
    label: { en: 'Moved this week', de: 'Bewegt diese Woche' },
    what: { en: 'deals that changed their stage and are not closed by it', de: 'Deals, die ihre Stufe wechselten, ohne abzuschließen' },
    needs: 'steps',
  },
  {
    id: 'flow_won',
    key: 'won',
    label: { en: 'Won this week', de: 'Gewonnen diese Woche' },
    what: { en: 'deals won', de: 'gewonnene Deals' },
    needs: 'closed',
  },
  {
    id: 'flow_lost',
    key: 'lost',
    label: { en: 'Lost this week', de: 'Verloren diese Woche' },
    what: { en: 'deals lost', de: 'verlorene Deals' },
    needs: 'closed',
  },
] as const;

/** The week's flow against the week before: new, moved, won, lost. Counts, so no sample is too small. */
export function weekFlow(prepared: Prepared): Metric[] {
  const counts = countWeeks(prepared);
  return FLOWS.map(({ id, key, label, what, needs }) => {
    const [week, before] = counts[key];
    return makeMetric(prepared, {
      id,
      label,
      unit: 'count',
      value: week,
      n: week,
      refused: flowRefused(prepared, needs),
      parts: [
        { key: 'this_week', label: 'this week', value: week, n: week },
        { key: 'week_before', label: 'week before', value: before, n: before },
      ],
      definition: {
        en: `${what.en} in the 7 days up to the day of the scan; beside it the 7 days before`,
        de: `${what.de} in den 7 Tagen bis zum Tag des Scans; daneben die 7 Tage davor`,
      },
    });
  });
}

function flowRefused(prepared: Prepared, needs: 'created' | 'closed' | 'steps'): Text | undefined {
  const { deals, history } = prepared.facts;
  if (deals.count === 0) return undefined;
  if (needs === 'steps')
    return history.steps.length > 0 || history.snapshots.length > 1
      ? undefined
      : { en: 'no stage history and no older export tells of steps', de: 'weder Stufenverlauf noch älterer Export nennt Wechsel' };
  if (needs === 'created' && !deals.fields.has('created'))
    return { en: 'the export has no column for the day a deal was created', de: 'der Export hat keine Spalte für den Tag der Anlage' };
  if (needs === 'closed' && !deals.fields.has('closed') && !deals.fields.has('closing'))
    return { en: 'the export has no column for the day a deal was closed', de: 'der Export hat keine Spalte für den Tag des Abschlusses' };
  return undefined;
}
