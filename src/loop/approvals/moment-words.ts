import { isoMoment, wallOf } from '../../core/moment.ts';

/** A moment on the tree's wall clock, to the minute. */
export function momentWords(moment: number, timeZone: string): string {
  return isoMoment(wallOf(moment - (moment % 60_000), timeZone)).replace('T', ' ');
}
