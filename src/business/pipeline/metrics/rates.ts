import type { Metric } from '../../../core/metric.ts';
import { formatMoneyShort } from '../../../core/money.ts';
import type { Text } from '../../../core/text.ts';
import { wilson } from '../../../stats/intervals.ts';
import { kaplanMeier } from '../../../stats/survival.ts';
import type { Prepared } from '../prepared.ts';
import type { ClosedCounts } from './closed.ts';
import { makeMetric, windowWords } from './make.ts';

/** Win rates: overall, small and large deals. */
export function winRates(prepared: Prepared, closed: ClosedCounts): Metric[] {
  const span = windowWords(prepared);
  const { largeDealFrom } = prepared.policy.settings;
  const boundary = (language: 'en' | 'de'): string =>
    formatMoneyShort({ minor: largeDealFrom, currency: prepared.facts.deals.currency }, language);
  const undated: Text | undefined =
    closed.undated > 0
      ? {
          en: `${closed.undated} closed deals have no date of closing and are left out`,
          de: `${closed.undated} abgeschlossene Deals haben kein Abschlussdatum und bleiben außen vor`,
        }
      : undefined;
  const rate = (id: string, label: Text, counts: { won: number; lost: number }, definition: Text, refused?: Text): Metric => {
    const n = counts.won + counts.lost;
    return makeMetric(prepared, {
      id,
      label,
      unit: 'ratio',
      value: counts.won / n,
      n,
      definition,
      reason: undated,
      interval: n > 0 ? wilson(counts.won, n) : undefined,
      needsSample: true,
      refused,
    });
  };
  const refused = sizesRefused(closed);
  return [
    rate('win_rate', { en: 'Win rate', de: 'Abschlussquote' }, closed, {
      en: `won / (won + lost), ${span.en}`,
      de: `gewonnen / (gewonnen + verloren), ${span.de}`,
    }),
    rate(
      'win_rate_small',
      { en: 'Win rate, small deals', de: 'Abschlussquote, kleine Deals' },
      closed.small,
      {
        en: `won / (won + lost) of deals under ${boundary('en')}, ${span.en}`,
        de: `gewonnen / (gewonnen + verloren) bei Deals unter ${boundary('de')}, ${span.de}`,
      },
      refused,
    ),
    rate(
      'win_rate_large',
      { en: 'Win rate, large deals', de: 'Abschlussquote, große Deals' },
      closed.large,
      {
        en: `won / (won + lost) of deals from ${boundary('en')}, ${span.en}`,
        de: `gewonnen / (gewonnen + verloren) bei Deals ab ${boundary('de')}, ${span.de}`,
      },
      refused,
    ),
  ];
}

/** Deals without an amount belong to no size; where most lost (or won) ones have none, a rate by size would be about the data entry. */
function sizesRefused(closed: ClosedCounts): Text | undefined {
  const lostShare = closed.lostWithoutAmount / closed.lost;
  const wonShare = closed.wonWithoutAmount / closed.won;
  if (lostShare > 0.5)
    return {
      en: `${closed.lostWithoutAmount} of ${closed.lost} lost deals have no amount, so their size is not known`,
      de: `${closed.lostWithoutAmount} von ${closed.lost} verlorenen Deals haben keinen Betrag, ihre Größe ist also unbekannt`,
    };
  if (wonShare > 0.5)
    return {
      en: `${closed.wonWithoutAmount} of ${closed.won} won deals have no amount, so their size is not known`,
      de: `${closed.wonWithoutAmount} von ${closed.won} gewonnenen Deals haben keinen Betrag, ihre Größe ist also unbekannt`,
    };
  return undefined;
}

/** Deal velocity: mean, median, 90th percentile of won deals, and the Kaplan–Meier median that counts open deals as censored. */
export function velocity(prepared: Prepared, closed: ClosedCounts): Metric[] {
  const span = windowWords(prepared);
  const { cycle, openAges } = closed;
  const noDates = prepared.facts.deals.fields.has('created')
    ? undefined
    : { en: 'the export has no column for the day a deal was created', de: 'der Export hat keine Spalte für den Tag der Anlage' };
  const reason: Text | undefined =
    closed.backwards > 0
      ? {
          en: `${closed.backwards} rows closed before they were created are left out`,
          de: `${closed.backwards} Zeilen mit Abschluss vor der Anlage bleiben außen vor`,
        }
      : undefined;
  const days = (id: string, label: Text, value: number, what: Text): Metric =>
    makeMetric(prepared, {
      id,
      label,
      unit: 'days',
      value,
      n: cycle.n,
      needsSample: true,
      reason,
      refused: noDates,
      definition: {
        en: `${what.en} of the whole days from created to closed over won deals; ${span.en}`,
        de: `${what.de} der ganzen Tage von Anlage bis Abschluss über gewonnene Deals; ${span.de}`,
      },
    });
  const km = kaplanMeier(cycle, openAges);
  return [
    days('velocity_mean_days', { en: 'Deal velocity, mean', de: 'Durchlaufzeit, Mittel' }, cycle.mean(), { en: 'mean', de: 'Mittel' }),
    days('velocity_median_days', { en: 'Deal velocity, median', de: 'Durchlaufzeit, Median' }, cycle.quantile(0.5), {
      en: 'median',
      de: 'Median',
    }),
    days('velocity_p90_days', { en: 'Deal velocity, P90', de: 'Durchlaufzeit, P90' }, cycle.quantile(0.9), {
      en: '90th percentile',
      de: '90. Perzentil',
    }),
    makeMetric(prepared, {
      id: 'velocity_km_median_days',
      label: { en: 'Deal velocity, open deals counted in', de: 'Durchlaufzeit, offene Deals mitgezählt' },
      unit: 'days',
      value: km.median ?? Number.NaN,
      n: cycle.n + openAges.n,
      needsSample: true,
      refused:
        noDates ??
        (km.median === undefined && cycle.n > 0
          ? {
              en: 'fewer than half of the deals are won within the time seen',
              de: 'weniger als die Hälfte der Deals wird in der beobachteten Zeit gewonnen',
            }
          : undefined),
      definition: {
        en: `Kaplan–Meier median of the days until won: won deals (${span.en}) are events, open deals are censored at their age`,
        de: `Kaplan-Meier-Median der Tage bis zum Gewinn: gewonnene Deals (${span.de}) sind Ereignisse, offene sind mit ihrem Alter zensiert`,
      },
    }),
  ];
}

/** Money won a day: open deals × win rate × mean won value / mean cycle. And coverage, where a quota is set. */
export function throughput(prepared: Prepared, closed: ClosedCounts): Metric[] {
  const { deals } = prepared.facts;
  const n = closed.won + closed.lost;
  const mean = closed.wonValue / closed.wonWithValue;
  const metrics = [
    makeMetric(prepared, {
      id: 'sales_velocity',
      label: { en: 'Sales velocity', de: 'Vertriebsgeschwindigkeit' },
      unit: 'money/day',
      value: Math.round((prepared.open.length * (closed.won / n) * mean) / Math.max(1, closed.cycle.mean())),
      n: Math.min(n, closed.cycle.n, closed.wonWithValue),
      needsSample: true,
      definition: {
        en: 'open deals × win rate × mean won amount / mean days to close',
        de: 'offene Deals × Abschlussquote × mittlerer gewonnener Betrag / mittlere Tage bis Abschluss',
      },
      refused: deals.fields.has('amount') ? undefined : { en: 'the export has no amounts', de: 'der Export hat keine Beträge' },
    }),
  ];
  const quota = prepared.policy.settings.quotaPerMonth;
  if (quota !== null && quota > 0) {
    const months = prepared.policy.settings.forecastMonths;
    metrics.push(
      makeMetric(prepared, {
        id: 'coverage',
        label: { en: 'Pipeline coverage', de: 'Pipeline-Abdeckung' },
        unit: 'number',
        value: prepared.openValue / (quota * months),
        n: prepared.open.length - prepared.openWithoutAmount,
        definition: { en: `open value / quota of the next ${months} months`, de: `offener Wert / Ziel der nächsten ${months} Monate` },
      }),
    );
  }
  return metrics;
}
