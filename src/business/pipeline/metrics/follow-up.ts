import type { Metric } from '../../../core/metric.ts';
import { DAY_MS } from '../../../core/moment.ts';
import { counted, type Text } from '../../../core/text.ts';
import { wilson } from '../../../stats/intervals.ts';
import type { Prepared } from '../prepared.ts';
import { runsByTheHour, standingMs } from '../sla-clock.ts';
import { makeMetric, sentences } from './make.ts';

/** How an open deal counts for follow-up compliance. */
export type FollowUp = 'inside' | 'late' | 'no_date' | 'no_sla';

/** Says of each open deal whether its last activity is inside the SLA of its stage. */
export function followUpOf(prepared: Prepared): (i: number) => FollowUp {
  const { deals } = prepared.facts;
  const slaMs = prepared.stageOfWord.map((stage) => stage?.sla?.ms);
  const byTheHour = prepared.stageOfWord.map(runsByTheHour);
  const { calendar, today } = prepared;
  const end = (today + 1) * DAY_MS;
  return (i) => {
    const word = deals.stage.at[i];
    const activity = deals.lastActivity[i];
    if (Number.isNaN(activity)) return 'no_date';
    const sla = slaMs[word];
    if (sla === undefined) return 'no_sla';
    return activity >= end || standingMs(activity, byTheHour[word], calendar) <= sla ? 'inside' : 'late';
  };
}

/**
 * Share of all open deals with an activity inside their stage's SLA. Deals without any activity date count as not, and are shown
 * apart; where a stage has no SLA any activity is inside it, which is shown apart too.
 */
export function followUp(prepared: Prepared): Metric {
  const seen: Record<FollowUp, number> = { inside: 0, late: 0, no_date: 0, no_sla: 0 };
  const of = followUpOf(prepared);
  for (let k = 0; k < prepared.open.length; k++) seen[of(prepared.open[k])]++;
  const n = prepared.open.length;
  const inside = seen.inside + seen.no_sla;
  const part = (key: FollowUp) => ({ key, label: key.replace('_', ' '), value: seen[key], n: seen[key] });
  return makeMetric(prepared, {
    id: 'follow_up_compliance',
    label: { en: 'Follow-up compliance', de: 'Follow-up-Treue' },
    unit: 'ratio',
    value: inside / n,
    n,
    needsSample: true,
    interval: n > 0 ? wilson(inside, n) : undefined,
    reason: followUpReason(seen),
    refused: followUpRefused(prepared, n),
    definition: {
      en: 'share of all open deals whose last activity lies within the SLA of their stage; without an activity date a deal counts as not; in a stage without SLA any activity counts',
      de: 'Anteil aller offenen Deals, deren letzte Aktivität in der SLA ihrer Stufe liegt; ohne Aktivitätsdatum zählt ein Deal als nicht; in einer Stufe ohne SLA zählt jede Aktivität',
    },
    parts: [part('inside'), part('late'), part('no_date'), part('no_sla')],
  });
}

function followUpReason(seen: Readonly<Record<FollowUp, number>>): Text | undefined {
  const deals = (n: number): Text => counted(n, 'open deal', 'open deals', 'offener Deal', 'offene Deals');
  const [undated, free] = [deals(seen.no_date), deals(seen.no_sla)];
  return sentences([
    seen.no_date > 0
      ? { en: `${undated.en} without an activity date counted as not`, de: `${undated.de} ohne Aktivitätsdatum als nicht gezählt` }
      : undefined,
    seen.no_sla > 0
      ? { en: `${free.en} in stages without SLA counted as followed up`, de: `${free.de} in Stufen ohne SLA als nachgefasst gezählt` }
      : undefined,
  ]);
}

function followUpRefused(prepared: Prepared, open: number): Text | undefined {
  if (open === 0 || prepared.facts.deals.fields.has('last_activity')) return undefined;
  return { en: 'the export has no column for the last activity', de: 'der Export hat keine Spalte für die letzte Aktivität' };
}
