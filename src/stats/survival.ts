import type { DayCounts } from './days.ts';

/**
 * Kaplan–Meier estimate over whole days (Kaplan & Meier 1958). An event and a censoring on one day: the event counts first.
 * `median` is the first day on which survival is at most one half; undefined when it never falls that far.
 */
export function kaplanMeier(events: DayCounts, censored: DayCounts): { median: number | undefined; survivalAt: (day: number) => number } {
  const last = Math.max(events.longest(), censored.longest());
  const survival = new Float64Array(last + 1);
  let atRisk = events.n + censored.n;
  let s = 1;
  let median: number | undefined;
  for (let day = 0; day <= last; day++) {
    const d = events.at(day);
    if (d > 0) s *= 1 - d / atRisk;
    survival[day] = s;
    // 0.5 may come out as 0.50000000000000011
    if (median === undefined && s <= 0.5 + 1e-12) median = day;
    atRisk -= d + censored.at(day);
  }
  return { median, survivalAt: (day) => (day < 0 ? 1 : survival[Math.min(day, last)]) };
}
