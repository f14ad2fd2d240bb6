import { lastDayIsOver, type WallMs } from '../../core/moment.ts';
import type { Experiment } from './experiment.ts';

/** The moment that an experiment runs until; NaN where it does not run, or none is written down. */
export function runsUntil(one: Pick<Experiment, 'part' | 'state' | 'ends'>): WallMs {
  // What stands there runs no more, whatever else it says: a log has thousands of them, which nobody looks into then.
  if (one.part === 'completed' || one.part === 'dropped') return Number.NaN;
  return one.state === 'active' ? one.ends : Number.NaN;
}

/** Whether an experiment runs although its time is over. The day that it ends on is still its own. */
export function isOverdue(one: Pick<Experiment, 'part' | 'state' | 'ends'>, now: WallMs): boolean {
  return lastDayIsOver(runsUntil(one), now);
}
