import type { Metric } from '../../../core/metric.ts';
import type { Text } from '../../../core/text.ts';
import { meanInterval, quantileInterval } from '../../../stats/intervals.ts';
import { kaplanMeier } from '../../../stats/survival.ts';
import type { Prepared } from '../prepared.ts';
import type { ClosedCounts } from './closed.ts';
import { DEALS, leftOut, makeMetric, sentences, WON_DEALS, windowWords } from './make.ts';
import { undatedReason } from './rates.ts';

/** Deal velocity: mean, median, 90th percentile of won deals, and the Kaplan–Meier median that counts open deals in. */
export function velocity(prepared: Prepared, closed: ClosedCounts): Metric[] {
  const span = windowWords(prepared);
  const { cycle } = closed;
  const refused = datesMissing(prepared);
  const reason = velocityReason(closed);
  const days = (id: string, label: Text, value: number, what: Text, interval?: readonly [number, number]): Metric =>
    makeMetric(prepared, {
      id,
      label,
      unit: 'days',
      value,
      n: cycle.n,
      interval,
      needsSample: true,
      reason,
      refused,
      definition: {
        en: `${what.en} of the whole days from created to closed over won deals; ${span.en}`,
        de: `${what.de} der ganzen Tage von Anlage bis Abschluss über gewonnene Deals; ${span.de}`,
      },
    });
  const mean: Text = { en: 'mean', de: 'Mittel' };
  const median: Text = { en: 'median', de: 'Median' };
  const p90: Text = { en: '90th percentile', de: '90. Perzentil' };
  return [
    days('velocity_mean_days', { en: 'Deal velocity, mean', de: 'Durchlaufzeit, Mittel' }, cycle.mean(), mean, meanInterval(cycle)),
    days(
      'velocity_median_days',
      { en: 'Deal velocity, median', de: 'Durchlaufzeit, Median' },
      cycle.quantile(0.5),
      median,
      quantileInterval(cycle, 0.5),
    ),
    days(
      'velocity_p90_days',
      { en: 'Deal velocity, P90', de: 'Durchlaufzeit, P90' },
      cycle.quantile(0.9),
      p90,
      quantileInterval(cycle, 0.9),
    ),
    censored(prepared, closed, refused, reason),
  ];
}

/** Long deals are still open while short ones are won already: counting the open ones takes that bias out. */
function censored(prepared: Prepared, closed: ClosedCounts, refused: Text | undefined, reason: Text | undefined): Metric {
  const { cycle, openAges } = closed;
  const span = windowWords(prepared);
  const { median, medianInterval } = kaplanMeier(cycle, openAges);
  const never: Text | undefined =
    median === undefined && cycle.n >= prepared.policy.settings.sampleMinimum
      ? {
          en: 'fewer than half of the deals are won within the time seen, so the median lies beyond it',
          de: 'weniger als die Hälfte der Deals wird in der beobachteten Zeit gewonnen, der Median liegt also dahinter',
        }
      : undefined;
  const bounded = medianInterval && Number.isFinite(medianInterval[1]) ? medianInterval : undefined;
  return makeMetric(prepared, {
    id: 'velocity_km_median_days',
    label: { en: 'Deal velocity, open deals counted in', de: 'Durchlaufzeit, offene Deals mitgezählt' },
    unit: 'days',
    value: median ?? Number.NaN,
    n: cycle.n + openAges.n,
    interval: bounded,
    needsSample: cycle.n,
    refused: refused ?? never,
    reason,
    parts: [
      { key: 'won', label: 'won', value: cycle.n, n: cycle.n },
      { key: 'open', label: 'open', value: openAges.n, n: openAges.n },
    ],
    definition: {
      en: `Kaplan–Meier median of the days until won: won deals (${span.en}) are events, open deals are censored at their age; lost deals are not in it`,
      de: `Kaplan-Meier-Median der Tage bis zum Gewinn: gewonnene Deals (${span.de}) sind Ereignisse, offene sind mit ihrem Alter zensiert; verlorene sind nicht dabei`,
    },
  });
}

function datesMissing(prepared: Prepared): Text | undefined {
  const { fields, count } = prepared.facts.deals;
  if (count === 0) return undefined;
  if (!fields.has('created'))
    return {
      en: 'the export has no column for the day a deal was created',
      de: 'der Export hat keine Spalte für den Tag der Anlage',
    };
  if (!fields.has('closed') && !fields.has('closing'))
    return {
      en: 'the export has no column for the day a deal was closed',
      de: 'der Export hat keine Spalte für den Tag des Abschlusses',
    };
  return undefined;
}

/** What is left out of the durations, counted. */
export function velocityReason(closed: ClosedCounts): Text | undefined {
  return sentences([
    leftOut(closed.backwards, DEALS, { en: 'closed before created', de: 'Abschluss vor der Anlage' }),
    leftOut(closed.withoutDates, WON_DEALS, { en: 'no day of creation or of closing', de: 'kein Tag der Anlage oder des Abschlusses' }),
    undatedReason(closed),
  ]);
}
