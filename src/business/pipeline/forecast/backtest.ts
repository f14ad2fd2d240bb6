import { dayOf, isoDate } from '../../../core/moment.ts';
import type { PastSnapshot } from '../../../sources/crm/history.ts';
import type { Prepared } from '../prepared.ts';
import type { Forecast } from '../result.ts';
import { fitCurves, odds, stageOddsFromSteps, WonChances } from './curves.ts';

/** Days after a snapshot that its forecast is held against. */
export const HORIZON_DAYS = 30;

/** Newest past forecasts that are looked at. */
const SNAPSHOTS_MAX = 12;

/** Deals that the curves of one past forecast are fitted on: more make it slower, hardly better. */
const DEALS_MAX = 100_000;

/** One past forecast; `deals` is how many open deals with an amount it was about. */
export type PastForecast = Forecast['backtest'][number] & { readonly deals: number };

/**
 * The forecast as it would have been made at each past snapshot for the 30 days after it, against what those deals were won for in
 * that time, both at their amounts then. Curves are fitted on what had happened up to the snapshot; where that was too little, the
 * stage table is used, as it would have been then. Only snapshots whose 30 days are over.
 */
export function backtest(prepared: Prepared): PastForecast[] {
  const { past } = prepared.facts.history;
  return past
    .filter(({ at }) => dayOf(at) + HORIZON_DAYS <= prepared.today)
    .slice(-SNAPSHOTS_MAX)
    .map((snapshot) => pastForecast(prepared, snapshot));
}

function pastForecast(prepared: Prepared, snapshot: PastSnapshot): PastForecast {
  const day = dayOf(snapshot.at);
  const { chance, basis } = chancesThen(prepared, snapshot, day);
  let forecast = 0;
  let actual = 0;
  let deals = 0;
  for (let i = 0; i < snapshot.open; i++) {
    const amount = snapshot.amount[i];
    if (!(amount > 0)) continue;
    deals++;
    forecast += amount * chance(i);
    const closed = dayOf(snapshot.closedAt[i]);
    if (snapshot.won[i] === 1 && closed > day && closed <= day + HORIZON_DAYS) actual += amount;
  }
  const error = actual > 0 ? (forecast - actual) / actual : null;
  return { at: isoDate(snapshot.at), forecast: Math.round(forecast), actual: Math.round(actual), error, basis, deals };
}

/** The chance, as seen on the day of the snapshot, that its open deal `i` is won within the horizon. */
function chancesThen(
  prepared: Prepared,
  snapshot: PastSnapshot,
  day: number,
): { chance: (i: number) => number; basis: 'survival' | 'policy' } {
  const { deals, stages } = prepared.facts;
  const { forecastFitMinimum } = prepared.policy.settings;
  const probability = (i: number): number | undefined => stages.find(snapshot.stage[i])?.probability;
  const byTable = (i: number): number => (dayOf(snapshot.closing[i]) <= day + HORIZON_DAYS ? (probability(i) ?? 0) : 0);
  const curves = fitCurves(prepared, day, Math.max(1, Math.ceil(deals.count / DEALS_MAX)));
  if (curves.fittedOn === 0 || curves.fittedOn < forecastFitMinimum) return { chance: byTable, basis: 'policy' };
  const chances = new WonChances(curves, [HORIZON_DAYS]);
  const owners = new Map(deals.owner.words.map((name, word) => [name, curves.ownerOdds[word]]));
  const stageRatio = stageRatiosThen(prepared, snapshot, day, probability);
  const into = new Float64Array(1);
  return {
    basis: 'survival',
    chance(i) {
      const age = day - dayOf(snapshot.created[i]);
      if (!(age >= 0)) return byTable(i);
      chances.of(age, (owners.get(snapshot.owner[i]) ?? 1) * stageRatio(i), into);
      return into[0];
    },
  };
}

function stageRatiosThen(
  prepared: Prepared,
  snapshot: PastSnapshot,
  day: number,
  probability: (i: number) => number | undefined,
): (i: number) => number {
  const seen = stageOddsFromSteps(prepared, day, prepared.policy.settings.forecastFitMinimum);
  if (seen) return (i) => seen(prepared.facts.stages.find(snapshot.stage[i])?.name ?? '') ?? 1;
  let sum = 0;
  let n = 0;
  for (let i = 0; i < snapshot.open; i++) {
    const p = probability(i);
    if (p === undefined) continue;
    sum += p;
    n++;
  }
  return (i) => {
    const p = probability(i);
    return p === undefined || n === 0 ? 1 : odds(p) / odds(sum / n);
  };
}
