import type { DayCounts } from './days.ts';
import { Z95 } from './intervals.ts';

/** A Kaplan–Meier estimate over whole days. */
export interface Survival {
  /** Share that has had no event up to and with `day`. */
  at(day: number): number;
  /** First day on which the share is at most one half; undefined when it never falls that far. */
  readonly median: number | undefined;
  /** 95 % interval of the median; an end that the data do not reach is Infinity. Undefined without a median. */
  readonly medianInterval: readonly [number, number] | undefined;
}

/** 0.5 may come out of a product as 0.50000000000000011. */
const SLACK = 1e-12;

/**
 * Kaplan–Meier estimate (Kaplan & Meier 1958). An event and a censoring on one day: the event counts first. The median's interval
 * holds the days on which one half lies inside the log-log interval of the survival (Brookmeyer & Crowley 1982, with Greenwood's
 * variance): R's `survfit(conf.type = "log-log")`.
 */
export function kaplanMeier(events: DayCounts, censored: DayCounts): Survival {
  const last = Math.max(events.longest(), censored.longest());
  const survival = new Float64Array(last + 1);
  let atRisk = events.n + censored.n;
  let s = 1;
  let greenwood = 0;
  let median: number | undefined;
  let low: number | undefined;
  let high: number | undefined;
  for (let day = 0; day <= last; day++) {
    const d = events.at(day);
    if (d > 0) {
      s *= 1 - d / atRisk;
      greenwood += d / (atRisk * (atRisk - d));
      const [from, to] = logLogInterval(s, greenwood);
      if (median === undefined && s <= 0.5 + SLACK) median = day;
      if (low === undefined && from <= 0.5 + SLACK) low = day;
      if (high === undefined && to <= 0.5 + SLACK) high = day;
    }
    survival[day] = s;
    atRisk -= d + censored.at(day);
  }
  return {
    at: (day) => (day < 0 || last < 0 ? 1 : survival[Math.min(day, last)]),
    median,
    medianInterval: median === undefined ? undefined : [low ?? median, high ?? Number.POSITIVE_INFINITY],
  };
}

/** S^exp(±z·se) with se = √Greenwood / |ln S|; no width is known once nobody is left. */
function logLogInterval(s: number, greenwood: number): [number, number] {
  if (s <= SLACK) return [0, Number.NaN];
  if (s >= 1) return [1, 1];
  const half = (Z95 * Math.sqrt(greenwood)) / Math.abs(Math.log(s));
  return [s ** Math.exp(half), s ** Math.exp(-half)];
}
