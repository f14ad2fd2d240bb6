import { dayOf, isoDate } from '../../../core/moment.ts';
import type { Stage } from '../../../core/stage.ts';
import type { PastSnapshot } from '../../../sources/crm/history.ts';
import type { Prepared } from '../prepared.ts';
import type { Forecast } from '../result.ts';
import { WonChances } from './chances.ts';
import { fitCurves } from './curves.ts';
import { stageOdds } from './stage-odds.ts';

/** Deals that the curves of one past forecast are fitted on: more make it slower, hardly better. */
const DEALS_MAX = 100_000;

/** One past forecast; `deals` is how many open deals with an amount it was about, `wins` how many of them were won in its time. */
export type PastForecast = Forecast['backtest'][number] & { readonly deals: number; readonly wins: number };

/**
 * The forecast as it would have been made at each of the newest past snapshots for the policy's days after it, against what those
 * deals were won for in that time, both at their amounts then. Curves are fitted on what had happened up to the snapshot; where that
 * was too little, the stage table is used, as it would have been then. Only snapshots whose days are over.
 */
export function backtest(prepared: Prepared): PastForecast[] {
  const { past } = prepared.facts.history;
  const { forecastCheckDays, forecastChecks } = prepared.policy.settings;
  const over = past.filter(({ at }) => dayOf(at) + forecastCheckDays <= prepared.today);
  return over.slice(Math.max(0, over.length - forecastChecks)).map((snapshot) => pastForecast(prepared, snapshot));
}

function pastForecast(prepared: Prepared, snapshot: PastSnapshot): PastForecast {
  const day = dayOf(snapshot.at);
  const end = day + prepared.policy.settings.forecastCheckDays;
  const { chance, basis } = chancesThen(prepared, snapshot, day);
  let forecast = 0;
  let actual = 0;
  let deals = 0;
  let wins = 0;
  for (let i = 0; i < snapshot.open; i++) {
    const amount = snapshot.amount[i];
    if (!(amount > 0)) continue;
    deals++;
    forecast += amount * chance(i);
    const closed = dayOf(snapshot.closedAt[i]);
    if (snapshot.won[i] === 1 && closed > day && closed <= end) {
      actual += amount;
      wins++;
    }
  }
  const error = actual > 0 ? (forecast - actual) / actual : null;
  return { at: isoDate(snapshot.at), forecast: Math.round(forecast), actual: Math.round(actual), error, basis, deals, wins };
}

/** The chance, as seen on the day of the snapshot, that its open deal `i` is won within the horizon. */
function chancesThen(
  prepared: Prepared,
  snapshot: PastSnapshot,
  day: number,
): { chance: (i: number) => number; basis: 'survival' | 'policy' } {
  const { deals, stages } = prepared.facts;
  const { forecastFitMinimum, forecastCheckDays } = prepared.policy.settings;
  const names = new Map(snapshot.stage.map((name) => [name, stages.find(name)]));
  const stageOf = (i: number): Stage | undefined => names.get(snapshot.stage[i]);
  const byTable = (i: number): number => (dayOf(snapshot.closing[i]) <= day + forecastCheckDays ? (stageOf(i)?.probability ?? 0) : 0);
  const curves = fitCurves(prepared, day, Math.max(1, Math.ceil(deals.count / DEALS_MAX)));
  if (curves.fittedOn === 0 || curves.fittedOn < forecastFitMinimum) return { chance: byTable, basis: 'policy' };
  const chances = new WonChances(curves, [forecastCheckDays]);
  const owners = new Map(deals.owner.words.map((name, word) => [name, curves.ownerOdds[word]]));
  const { ratio } = stageOdds(
    prepared,
    day,
    snapshot.stage.map((name) => names.get(name)),
  );
  const into = new Float64Array(1);
  return {
    basis: 'survival',
    chance(i) {
      const age = day - dayOf(snapshot.created[i]);
      if (!(age >= 0)) return byTable(i);
      const size = curves.sizeOf(snapshot.amount[i]);
      chances.of(size, age, curves.sizeOdds[size] * (owners.get(snapshot.owner[i]) ?? 1) * ratio(stageOf(i)), into);
      return into[0];
    },
  };
}
