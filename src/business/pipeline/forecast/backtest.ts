import { DAY_MS, isoDate } from '../../../core/moment.ts';
import type { Prepared } from '../prepared.ts';
import type { Forecast } from '../result.ts';

const HORIZON_MS = 30 * DAY_MS;

/**
 * What the policy's probabilities would have forecast at each past snapshot for the 30 days after it, against what those deals
 * were won for in that time. Only snapshots whose 30 days are over; nothing learned later is used.
 */
export function backtest(prepared: Prepared): Forecast['backtest'] {
  const { past } = prepared.facts.history;
  return past
    .filter(({ at }) => at + HORIZON_MS <= prepared.asOf)
    .map((snapshot) => {
      let forecast = 0;
      let actual = 0;
      for (let i = 0; i < snapshot.open; i++) {
        const amount = snapshot.amount[i];
        if (!(amount > 0)) continue;
        const p = prepared.facts.stages.find(snapshot.stage[i])?.probability ?? 0;
        if (snapshot.closing[i] < snapshot.at + HORIZON_MS) forecast += amount * p;
        const closed = snapshot.closedAt[i];
        if (snapshot.won[i] === 1 && closed > snapshot.at && closed <= snapshot.at + HORIZON_MS) actual += amount;
      }
      return {
        at: isoDate(snapshot.at),
        forecast: Math.round(forecast),
        actual: Math.round(actual),
        error: actual > 0 ? (forecast - actual) / actual : null,
      };
    });
}
