import type { Metric } from '../../../core/metric.ts';
import { counted, type Text, wholeNumber } from '../../../core/text.ts';
import { makeMetric, sentences } from '../metrics/make.ts';
import { amountsRefused } from '../metrics/open.ts';
import type { Prepared } from '../prepared.ts';
import type { Forecast } from '../result.ts';
import { backtest, type PastForecast } from './backtest.ts';
import { monthsFrom, type Placer, type Placing, placerOf } from './placing.ts';

/** The forecast by month with its metrics: weighted, commit, best case, and how past forecasts did. */
export function forecastOf(prepared: Prepared): { forecast: Forecast; metrics: Metric[] } {
  const months = monthsFrom(prepared.asOf, prepared.policy.settings.forecastMonths);
  const placer = placerOf(prepared, months);
  const { sums, placings } = addUp(prepared, placer, months.length);
  const tests = backtest(prepared);
  const forecast: Forecast = {
    basis: placer.basis,
    fittedOn: placer.fittedOn,
    months: months.map(({ month }, k) => ({
      month,
      weighted: Math.round(sums.weighted[k]),
      commit: sums.commit[k],
      bestCase: sums.bestCase[k],
    })),
    backtest: tests.map(({ deals, wins, ...test }) => test),
  };
  return { forecast, metrics: [...moneyMetrics(prepared, forecast, placer, placings), ...errorMetric(prepared, tests)] };
}

interface Sums {
  readonly weighted: Float64Array;
  readonly commit: Float64Array;
  readonly bestCase: Float64Array;
}

/** Commit and best case go by the chance to be won within all the months, and count whole in the likeliest of them. */
function addUp(prepared: Prepared, placer: Placer, months: number): { sums: Sums; placings: Record<Placing, number> } {
  const { amount } = prepared.facts.deals;
  const { commitFrom, bestCaseFrom } = prepared.policy.settings;
  const sums: Sums = { weighted: new Float64Array(months), commit: new Float64Array(months), bestCase: new Float64Array(months) };
  const placings: Record<Placing, number> = { placed: 0, overdue: 0, no_amount: 0, no_date: 0, beyond: 0 };
  const chances = new Float64Array(months);
  const add = (i: number): void => {
    const placing = placer.place(i, chances);
    placings[placing]++;
    if (placing !== 'placed' && placing !== 'overdue') return;
    let all = 0;
    let likeliest = 0;
    for (let m = 0; m < months; m++) {
      sums.weighted[m] += amount[i] * chances[m];
      all += chances[m];
      if (chances[m] > chances[likeliest]) likeliest = m;
    }
    if (all >= commitFrom) sums.commit[likeliest] += amount[i];
    if (all >= bestCaseFrom) sums.bestCase[likeliest] += amount[i];
  };
  for (let k = 0; k < prepared.open.length; k++) add(prepared.open[k]);
  return { sums, placings };
}

function basisWords(placer: Placer): Text {
  if (placer.basis === 'policy')
    return {
      en: 'by the probability of the stage in the policy, in the month of the closing date',
      de: 'nach der Wahrscheinlichkeit der Stufe laut Richtlinie, im Monat des Abschlussdatums',
    };
  const stages: Text =
    placer.stagesFrom === 'steps'
      ? { en: 'stage (from the steps known)', de: 'Stufe (aus den bekannten Wechseln)' }
      : { en: 'stage (from the policy)', de: 'Stufe (aus der Richtlinie)' };
  return {
    en: `by curves fitted on ${wholeNumber(placer.fittedOn, 'en')} closed deals: age, size, owner and ${stages.en}`,
    de: `nach Kurven aus ${wholeNumber(placer.fittedOn, 'de')} abgeschlossenen Deals: Alter, Größe, Inhaber und ${stages.de}`,
  };
}

function placingWords(placings: Readonly<Record<Placing, number>>): Text | undefined {
  const deals = (n: number): Text => counted(n, 'open deal', 'open deals', 'offener Deal', 'offene Deals');
  const said = (n: number, en: string, de: string): Text | undefined =>
    n > 0 ? { en: `${deals(n).en} ${en}`, de: `${deals(n).de} ${de}` } : undefined;
  return sentences([
    said(placings.no_amount, 'without amount not in it', 'ohne Betrag nicht dabei'),
    said(placings.no_date, 'without a date to go by not in it', 'ohne Datum nicht dabei'),
    said(placings.beyond, 'expected later', 'später erwartet'),
    said(placings.overdue, 'with a past closing date counted in this month', 'mit vergangenem Abschlussdatum in diesem Monat gezählt'),
  ]);
}

function moneyMetrics(prepared: Prepared, forecast: Forecast, placer: Placer, placings: Readonly<Record<Placing, number>>): Metric[] {
  const first = forecast.months[0]?.month ?? '';
  const last = forecast.months[forecast.months.length - 1]?.month ?? '';
  const basis = basisWords(placer);
  const n = placings.placed + placings.overdue;
  const { commitFrom, bestCaseFrom } = prepared.policy.settings;
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const metric = (id: string, label: Text, key: 'weighted' | 'commit' | 'bestCase', what: Text): Metric =>
    makeMetric(prepared, {
      id,
      label,
      unit: 'money',
      n,
      value: forecast.months.reduce((sum, month) => sum + month[key], 0),
      reason: placingWords(placings),
      refused: amountsRefused(prepared),
      parts: forecast.months.map((month) => ({ key: month.month, label: month.month, value: month[key], n })),
      definition: { en: `${what.en}, ${first} to ${last}; ${basis.en}`, de: `${what.de}, ${first} bis ${last}; ${basis.de}` },
    });
  return [
    metric('forecast_weighted', { en: 'Forecast, weighted', de: 'Prognose, gewichtet' }, 'weighted', {
      en: 'open amounts times their chance to be won',
      de: 'offene Beträge mal ihre Gewinnchance',
    }),
    metric('forecast_commit', { en: 'Forecast, commit', de: 'Prognose, Commit' }, 'commit', {
      en: `amounts of open deals with a chance from ${percent(commitFrom)}`,
      de: `Beträge offener Deals mit einer Chance ab ${percent(commitFrom)}`,
    }),
    metric('forecast_best_case', { en: 'Forecast, best case', de: 'Prognose, Best Case' }, 'bestCase', {
      en: `amounts of open deals with a chance from ${percent(bestCaseFrom)}`,
      de: `Beträge offener Deals mit einer Chance ab ${percent(bestCaseFrom)}`,
    }),
  ];
}

/** How far past forecasts were off, so that errors up and down do not cancel out. */
function errorMetric(prepared: Prepared, tests: readonly PastForecast[]): Metric[] {
  if (tests.length === 0) return [];
  const off = tests.reduce((sum, { forecast, actual }) => sum + Math.abs(forecast - actual), 0);
  const actual = tests.reduce((sum, test) => sum + test.actual, 0);
  const wins = tests.reduce((sum, test) => sum + test.wins, 0);
  const { forecastCheckDays, sampleMinimum } = prepared.policy.settings;
  return [
    makeMetric(prepared, {
      id: 'forecast_error',
      label: { en: 'Forecast error, past', de: 'Prognosefehler, bisher' },
      unit: 'ratio',
      n: tests.reduce((sum, { deals }) => sum + deals, 0),
      value: off / actual,
      // A sum of a handful of wins is mostly chance: one large deal more or less moves it by its whole amount.
      needsSample: wins,
      reason:
        wins >= sampleMinimum
          ? undefined
          : { en: 'deals won in the time after the past exports', de: 'Deals, die nach den früheren Exporten gewonnen wurden' },
      refused:
        actual > 0
          ? undefined
          : { en: 'nothing was won in the time after the past exports', de: 'nach den früheren Exporten wurde nichts gewonnen' },
      parts: tests.map(({ at, error, deals }) => ({ key: at, label: at, value: error, n: deals })),
      definition: {
        en: `sum of |forecast − won| / sum of won over ${tests.length} past exports, each for the ${forecastCheckDays} days after it and from what was known then; the parts are signed`,
        de: `Summe von |Prognose − gewonnen| / Summe von gewonnen über ${tests.length} frühere Exporte, je für die ${forecastCheckDays} Tage danach und aus dem damals Bekannten; die Teile haben Vorzeichen`,
      },
    }),
  ];
}
