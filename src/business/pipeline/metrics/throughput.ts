import type { Metric } from '../../../core/metric.ts';
import { formatMoneyShort } from '../../../core/money.ts';
import type { Language, Text } from '../../../core/text.ts';
import type { Prepared } from '../prepared.ts';
import type { ClosedCounts } from './closed.ts';
import { leftOut, makeMetric, OPEN_DEALS, sentences, windowWords } from './make.ts';
import { velocityReason } from './velocity.ts';

/** Money that the pipeline turns out a day, and how far the open value covers the quota where one is set. */
export function throughput(prepared: Prepared, closed: ClosedCounts): Metric[] {
  const coverage = coverageOf(prepared);
  return [salesVelocity(prepared, closed), ...(coverage ? [coverage] : [])];
}

/** Open deals × win rate × mean won amount / mean days to close. */
function salesVelocity(prepared: Prepared, closed: ClosedCounts): Metric {
  const n = closed.won + closed.lost;
  const span = windowWords(prepared);
  const value = (prepared.open.length * (closed.won / n) * (closed.wonValue / closed.wonWithValue)) / closed.cycle.mean();
  const sample = Math.min(n, closed.cycle.n, closed.wonWithValue);
  return makeMetric(prepared, {
    id: 'sales_velocity',
    label: { en: 'Sales velocity', de: 'Vertriebsgeschwindigkeit' },
    unit: 'money/day',
    value: Math.round(value),
    n: sample,
    needsSample: true,
    reason: velocityReason(closed),
    refused: velocityRefused(prepared, closed),
    definition: {
      en: `open deals × win rate × mean amount of won deals / mean days from created to won; ${span.en}`,
      de: `offene Deals × Abschlussquote × mittlerer Betrag gewonnener Deals / mittlere Tage von Anlage bis Gewinn; ${span.de}`,
    },
  });
}

function velocityRefused(prepared: Prepared, closed: ClosedCounts): Text | undefined {
  if (!prepared.facts.deals.fields.has('amount') && prepared.facts.deals.count > 0)
    return { en: 'the export has no amounts', de: 'der Export hat keine Beträge' };
  if (closed.wonWithoutAmount > prepared.policy.settings.amountMissingMax * closed.won)
    return {
      en: `${closed.wonWithoutAmount} of ${closed.won} won deals have no amount`,
      de: `${closed.wonWithoutAmount} von ${closed.won} gewonnenen Deals haben keinen Betrag`,
    };
  if (closed.cycle.n > 0 && closed.cycle.mean() === 0)
    return {
      en: 'all won deals were closed on the day they were created',
      de: 'alle gewonnenen Deals wurden am Tag ihrer Anlage abgeschlossen',
    };
  return undefined;
}

function coverageOf(prepared: Prepared): Metric | undefined {
  const { quotaPerMonth, forecastMonths } = prepared.policy.settings;
  if (quotaPerMonth === null || quotaPerMonth <= 0) return undefined;
  const n = prepared.open.length;
  const missing = prepared.openWithoutAmount;
  const quota = (language: Language): string =>
    formatMoneyShort({ minor: quotaPerMonth, currency: prepared.facts.deals.currency }, language);
  return makeMetric(prepared, {
    id: 'coverage',
    label: { en: 'Pipeline coverage', de: 'Pipeline-Abdeckung' },
    unit: 'number',
    value: prepared.openValue / (quotaPerMonth * forecastMonths),
    n: n - missing,
    reason: sentences([leftOut(missing, OPEN_DEALS, { en: 'no amount', de: 'kein Betrag' })]),
    refused: n > 0 && missing === n ? { en: 'no open deal has an amount', de: 'kein offener Deal hat einen Betrag' } : undefined,
    definition: {
      en: `open value / quota of ${forecastMonths} months at ${quota('en')}`,
      de: `offener Wert / Ziel von ${forecastMonths} Monaten zu je ${quota('de')}`,
    },
  });
}
