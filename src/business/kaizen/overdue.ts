import { DAY_MS, type WallMs } from '../../core/moment.ts';
import type { Experiment } from './experiment.ts';

/** Whether an experiment runs although its time is over. The day that it ends on is still its own. */
export function isOverdue(one: Pick<Experiment, 'state' | 'ends'>, now: WallMs): boolean {
  return one.state === 'active' && one.ends + DAY_MS <= now;
}
