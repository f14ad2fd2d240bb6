import { daysBetween } from '../../../core/moment.ts';
import type { Prepared } from '../prepared.ts';
import type { AgeBand } from '../result.ts';

/** Ends of the bands in days. They only draw the picture: nothing is judged by them. */
const ENDS: readonly number[] = [30, 60, 90, 180, 365];

/** The open deals by age since they were created; a day of creation after the scan counts as age 0. */
export function agesOf({ facts, open, asOf }: Prepared): AgeBand[] {
  const { created, amount } = facts.deals;
  const bands = [...ENDS, null].map((to, k) => ({ from: k === 0 ? 0 : ENDS[k - 1] + 1, to, count: 0, value: 0 }));
  const add = (i: number): void => {
    const age = daysBetween(created[i], asOf);
    if (Number.isNaN(age)) return;
    const at = ENDS.findIndex((end) => age <= end);
    const band = bands[at < 0 ? ENDS.length : at];
    band.count++;
    if (amount[i] > 0) band.value += amount[i];
  };
  for (let k = 0; k < open.length; k++) add(open[k]);
  return bands;
}
