import { DAY_MS, type WallMs } from '../../core/moment.ts';
import type { Experiment } from './experiment.ts';

/** Whether an experiment runs although its time is over. The day that it ends on is still its own. */
export function isOverdue(one: Pick<Experiment, 'part' | 'state' | 'ends'>, now: WallMs): boolean {
  // What stands there runs no more, whatever else it says: a log has thousands of them, which nobody looks into then.
  if (one.part === 'completed' || one.part === 'dropped') return false;
  return one.state === 'active' && one.ends + DAY_MS <= now;
}
