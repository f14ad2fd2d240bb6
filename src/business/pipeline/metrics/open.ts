import type { Metric } from '../../../core/metric.ts';
import { DAY_MS, dayOf } from '../../../core/moment.ts';
import type { Text } from '../../../core/text.ts';
import { herfindahl, wilson } from '../../../stats/intervals.ts';
import type { Prepared } from '../prepared.ts';
import type { OwnerLine } from '../result.ts';
import { makeMetric } from './make.ts';

/** Count and value of the open pipeline. */
export function openPipeline(prepared: Prepared): Metric[] {
  const n = prepared.open.length;
  const missing = prepared.openWithoutAmount;
  const none: Text | undefined = prepared.facts.deals.fields.has('amount')
    ? undefined
    : { en: 'the export has no amounts', de: 'der Export hat keine Beträge' };
  return [
    makeMetric(prepared, {
      id: 'open_deals',
      label: { en: 'Open deals', de: 'Offene Deals' },
      unit: 'count',
      value: n,
      n,
      definition: {
        en: 'deals in a stage that is neither won, lost nor parked',
        de: 'Deals in einer Stufe, die weder gewonnen, verloren noch geparkt ist',
      },
    }),
    makeMetric(prepared, {
      id: 'open_value',
      label: { en: 'Open value', de: 'Offener Wert' },
      unit: 'money',
      value: prepared.openValue,
      n: n - missing,
      refused:
        none ?? (n > 0 && missing === n ? { en: 'no open deal has an amount', de: 'kein offener Deal hat einen Betrag' } : undefined),
      reason: missing > 0 ? { en: `${missing} open deals have no amount`, de: `${missing} offene Deals haben keinen Betrag` } : undefined,
      definition: { en: 'sum of the amounts of open deals', de: 'Summe der Beträge offener Deals' },
    }),
  ];
}

/** Owners of open deals, largest first, on the base that the shares stand on. */
export function ownersOf(prepared: Prepared): { owners: OwnerLine[]; byCount: boolean } {
  const { words } = prepared.facts.deals.owner;
  const byCount = prepared.openWithoutAmount * 2 > prepared.open.length;
  const owners: OwnerLine[] = [];
  for (let k = 0; k < words.length; k++)
    if (prepared.ownerCount[k] > 0) owners.push({ owner: words[k], count: prepared.ownerCount[k], value: prepared.ownerValue[k] });
  owners.sort((a, b) => (byCount ? b.count - a.count : b.value - a.value) || (a.owner < b.owner ? -1 : 1));
  return { owners, byCount };
}

/** How much of the open pipeline hangs on few owners: the top-2 share and the Herfindahl index, their base stated. */
export function concentration(prepared: Prepared): Metric[] {
  const { owners, byCount } = ownersOf(prepared);
  const n = prepared.open.length;
  const sizes = owners.map((owner) => Math.max(0, byCount ? owner.count : owner.value));
  const total = sizes.reduce((a, b) => a + b, 0);
  const named = owners.flatMap((owner, k) => (owner.owner === '' ? [] : [sizes[k]]));
  const base: Text = byCount
    ? {
        en: `by count: ${prepared.openWithoutAmount} of ${n} open deals have no amount`,
        de: `nach Anzahl: ${prepared.openWithoutAmount} von ${n} offenen Deals haben keinen Betrag`,
      }
    : { en: 'by open value', de: 'nach offenem Wert' };
  const refused: Text | undefined = prepared.facts.deals.fields.has('owner')
    ? undefined
    : { en: 'the export has no owners', de: 'der Export hat keine Inhaber' };
  const parts = owners
    .slice(0, 10)
    .map((owner, k) => ({ key: owner.owner, label: owner.owner, value: total > 0 ? sizes[k] / total : null, n: owner.count }));
  return [
    makeMetric(prepared, {
      id: 'top2_owner_share',
      label: { en: 'Top-2 owners', de: 'Top-2-Inhaber' },
      unit: 'ratio',
      value: ((named[0] ?? 0) + (named[1] ?? 0)) / total,
      n,
      reason: base,
      refused,
      parts,
      definition: {
        en: `share of the two largest owners in the open pipeline, ${byCount ? 'by count' : 'by value'}`,
        de: `Anteil der zwei größten Inhaber an der offenen Pipeline, ${byCount ? 'nach Anzahl' : 'nach Wert'}`,
      },
    }),
    makeMetric(prepared, {
      id: 'owner_hhi',
      label: { en: 'Owner concentration (Herfindahl)', de: 'Inhaber-Konzentration (Herfindahl)' },
      unit: 'index',
      value: herfindahl(sizes),
      n,
      reason: base,
      refused,
      definition: {
        en: 'sum of squared owner shares of the open pipeline: 1 is a single owner',
        de: 'Summe der quadrierten Inhaberanteile an der offenen Pipeline: 1 heißt ein einziger Inhaber',
      },
    }),
  ];
}

/** Share of all open deals with an activity inside their stage's SLA; deals without any date count as not, and are shown apart. */
export function followUp(prepared: Prepared): Metric {
  const { deals } = prepared.facts;
  let inside = 0;
  let late = 0;
  let undated = 0;
  for (const i of prepared.open) {
    const compliant = compliance(prepared, i);
    if (compliant === undefined) undated++;
    else if (compliant) inside++;
    else late++;
  }
  const n = prepared.open.length;
  return makeMetric(prepared, {
    id: 'follow_up_compliance',
    label: { en: 'Follow-up compliance', de: 'Follow-up-Treue' },
    unit: 'ratio',
    value: inside / n,
    n,
    needsSample: true,
    interval: n > 0 ? wilson(inside, n) : undefined,
    reason:
      undated > 0
        ? {
            en: `${undated} open deals have no activity date and count as not followed up`,
            de: `${undated} offene Deals haben kein Aktivitätsdatum und zählen als nicht nachgefasst`,
          }
        : undefined,
    refused: deals.fields.has('last_activity')
      ? undefined
      : { en: 'the export has no column for the last activity', de: 'der Export hat keine Spalte für die letzte Aktivität' },
    definition: {
      en: 'share of all open deals whose last activity lies within the SLA of their stage; in a stage without SLA any activity counts',
      de: 'Anteil aller offenen Deals, deren letzte Aktivität in der SLA ihrer Stufe liegt; ohne SLA zählt jede Aktivität',
    },
    parts: [
      { key: 'inside', label: 'inside', value: inside, n: inside },
      { key: 'late', label: 'late', value: late, n: late },
      { key: 'no_date', label: 'no date', value: undated, n: undated },
    ],
  });
}

/** Whether an open deal's last activity is inside its stage's SLA; undefined without a date. */
export function compliance(prepared: Prepared, i: number): boolean | undefined {
  const { deals } = prepared.facts;
  const activity = deals.lastActivity[i];
  if (Number.isNaN(activity)) return undefined;
  const sla = prepared.stageOfWord[deals.stage.at[i]]?.sla;
  if (!sla || activity >= prepared.asOf) return true;
  const whole = sla.ms % DAY_MS === 0 && !/h/i.test(sla.text);
  if (whole || activity % DAY_MS === 0) return prepared.countingDays(activity) * DAY_MS <= sla.ms;
  const skipped = dayOf(prepared.asOf) - dayOf(activity) - prepared.countingDays(activity);
  return prepared.asOf - activity - skipped * DAY_MS <= sla.ms;
}
