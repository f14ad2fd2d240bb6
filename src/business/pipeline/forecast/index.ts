import type { Metric } from '../../../core/metric.ts';
import { dayOf, isoDate, type WallMs, wallMoment } from '../../../core/moment.ts';
import type { Text } from '../../../core/text.ts';
import { makeMetric } from '../metrics/make.ts';
import type { Prepared } from '../prepared.ts';
import type { Forecast } from '../result.ts';
import { backtest } from './backtest.ts';
import { fitHazard, type Hazard } from './hazard.ts';

interface Month {
  readonly month: string;
  readonly start: number;
  readonly end: number;
  weighted: number;
  commit: number;
  bestCase: number;
}

/** The forecast by month with its metrics: weighted, commit, best case, and how past forecasts did. */
export function forecastOf(prepared: Prepared): { forecast: Forecast; metrics: Metric[] } {
  const months = monthsFrom(prepared.asOf, prepared.policy.settings.forecastMonths);
  const hazard = fitHazard(prepared);
  const placed = hazard ? bySurvival(prepared, months, hazard) : byPolicy(prepared, months);
  const tests = backtest(prepared);
  const forecast: Forecast = {
    basis: hazard ? 'survival' : 'policy',
    fittedOn: hazard?.fittedOn ?? 0,
    months: months.map(({ month, weighted, commit, bestCase }) => ({
      month,
      weighted: Math.round(weighted),
      commit: Math.round(commit),
      bestCase: Math.round(bestCase),
    })),
    backtest: tests,
  };
  return { forecast, metrics: forecastMetrics(prepared, forecast, placed) };
}

function monthsFrom(asOf: WallMs, count: number): Month[] {
  const now = new Date(asOf);
  return Array.from({ length: count }, (_, k) => {
    const start = wallMoment(now.getUTCFullYear() + Math.floor((now.getUTCMonth() + k) / 12), ((now.getUTCMonth() + k) % 12) + 1, 1);
    const next = wallMoment(now.getUTCFullYear() + Math.floor((now.getUTCMonth() + k + 1) / 12), ((now.getUTCMonth() + k + 1) % 12) + 1, 1);
    return { month: isoDate(start).slice(0, 7), start: dayOf(start), end: dayOf(next), weighted: 0, commit: 0, bestCase: 0 };
  });
}

/**
 * Without history: a deal counts in the month of its closing date with its stage's probability. An overdue date counts in
 * this month; a deal without one is not placed.
 */
function byPolicy(prepared: Prepared, months: readonly Month[]): number {
  const { deals } = prepared.facts;
  const { commitFrom, bestCaseFrom } = prepared.policy.settings;
  let unplaced = 0;
  for (const i of prepared.open) {
    const amount = deals.amount[i];
    if (!(amount > 0)) continue;
    const closing = dayOf(deals.closing[i]);
    const month = closing < months[0].start ? months[0] : months.find(({ start, end }) => closing >= start && closing < end);
    if (!month) {
      if (Number.isNaN(closing)) unplaced++;
      continue;
    }
    const p = prepared.stageOfWord[deals.stage.at[i]]?.probability ?? 0;
    month.weighted += amount * p;
    if (p >= commitFrom) month.commit += amount;
    if (p >= bestCaseFrom) month.bestCase += amount;
  }
  return unplaced;
}

/**
 * With history: the chance that a deal of this age, stage and owner is won within each month, from the fitted hazards. Commit
 * and best case go by the chance to be won within the horizon, and count in the month that is likeliest.
 */
function bySurvival(prepared: Prepared, months: readonly Month[], hazard: Hazard): number {
  const { deals } = prepared.facts;
  const { commitFrom, bestCaseFrom } = prepared.policy.settings;
  const today = dayOf(prepared.asOf);
  let unplaced = 0;
  for (const i of prepared.open) {
    const amount = deals.amount[i];
    if (!(amount > 0)) continue;
    const age = today - dayOf(deals.created[i]);
    if (!(age >= 0)) {
      unplaced++;
      continue;
    }
    let from = 0;
    let all = 0;
    let likeliest = 0;
    let most = -1;
    for (const [k, month] of months.entries()) {
      const until = hazard.wonWithin(i, age, month.end - today);
      const p = until - from;
      from = until;
      month.weighted += amount * p;
      all += p;
      if (p > most) {
        most = p;
        likeliest = k;
      }
    }
    if (all >= commitFrom) months[likeliest].commit += amount;
    if (all >= bestCaseFrom) months[likeliest].bestCase += amount;
  }
  return unplaced;
}

function forecastMetrics(prepared: Prepared, forecast: Forecast, unplaced: number): Metric[] {
  const last = forecast.months[forecast.months.length - 1]?.month ?? '';
  const first = forecast.months[0]?.month ?? '';
  const basis: Text =
    forecast.basis === 'survival'
      ? {
          en: `survival curves fitted on ${forecast.fittedOn} closed deals, by age, stage and owner`,
          de: `Überlebenskurven aus ${forecast.fittedOn} abgeschlossenen Deals, nach Alter, Stufe und Inhaber`,
        }
      : {
          en: 'probability of the stage in the policy, in the month of the closing date',
          de: 'Wahrscheinlichkeit der Stufe laut Richtlinie, im Monat des Abschlussdatums',
        };
  const reason: Text | undefined =
    unplaced > 0
      ? { en: `${unplaced} open deals have no date to place them by`, de: `${unplaced} offene Deals haben kein Datum, das sie einordnet` }
      : undefined;
  const n = prepared.open.length - prepared.openWithoutAmount;
  const refused: Text | undefined =
    n === 0 && prepared.open.length > 0 ? { en: 'no open deal has an amount', de: 'kein offener Deal hat einen Betrag' } : undefined;
  const { commitFrom, bestCaseFrom } = prepared.policy.settings;
  const metric = (id: string, label: Text, key: 'weighted' | 'commit' | 'bestCase', what: Text): Metric =>
    makeMetric(prepared, {
      id,
      label,
      unit: 'money',
      n,
      reason,
      refused,
      value: forecast.months.reduce((sum, month) => sum + month[key], 0),
      parts: forecast.months.map((month) => ({ key: month.month, label: month.month, value: month[key], n })),
      definition: { en: `${what.en}, ${first} to ${last}; ${basis.en}`, de: `${what.de}, ${first} bis ${last}; ${basis.de}` },
    });
  const metrics = [
    metric('forecast_weighted', { en: 'Forecast, weighted', de: 'Prognose, gewichtet' }, 'weighted', {
      en: 'open amounts times their chance to be won',
      de: 'offene Beträge mal ihre Gewinnchance',
    }),
    metric('forecast_commit', { en: 'Forecast, commit', de: 'Prognose, Commit' }, 'commit', {
      en: `open amounts with a chance from ${Math.round(commitFrom * 100)} %`,
      de: `offene Beträge mit einer Chance ab ${Math.round(commitFrom * 100)} %`,
    }),
    metric('forecast_best_case', { en: 'Forecast, best case', de: 'Prognose, Best Case' }, 'bestCase', {
      en: `open amounts with a chance from ${Math.round(bestCaseFrom * 100)} %`,
      de: `offene Beträge mit einer Chance ab ${Math.round(bestCaseFrom * 100)} %`,
    }),
  ];
  const errors = forecast.backtest.flatMap(({ error }) => (error === null ? [] : [error]));
  if (errors.length > 0) {
    metrics.push(
      makeMetric(prepared, {
        id: 'forecast_error',
        label: { en: 'Forecast error, past', de: 'Prognosefehler, bisher' },
        unit: 'ratio',
        n: errors.length,
        value: errors.reduce((a, b) => a + b, 0) / errors.length,
        definition: {
          en: 'mean of (forecast − won) / won over past snapshots whose 30 days are over',
          de: 'Mittel von (Prognose − gewonnen) / gewonnen über frühere Stände, deren 30 Tage um sind',
        },
      }),
    );
  }
  return metrics;
}
