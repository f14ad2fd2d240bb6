import { type RecordLife, type RecordStand, standAt } from '../../workspace/records.ts';

/** What can become of a record. `worse`: it went back in its process. */
export const BECAME = ['won', 'lost', 'moved', 'worse', 'answered', 'nothing'] as const;
export type Became = (typeof BECAME)[number];

/** Outcomes that take a pattern's right to go alone. */
export const BAD: readonly Became[] = ['lost', 'worse'];
/** Outcomes that count as progress where an effect is reckoned: both have a moment in the snapshots, for every record alike. */
export const PROGRESS: readonly Became[] = ['won', 'moved'];

const DAY_MS = 86_400_000;

/**
 * What became of a record between `from` and `until`, milliseconds: how it ended, else whether it moved forward or back, else whether the other
 * side gave a sign of life, else nothing. A sign counts a day after `from`: the action itself is no answer. A step whose direction the policy can't
 * tell is none. Undefined where nothing is known of how it stood before. A function of its arguments alone.
 */
export function becameOf(life: RecordLife, from: number, until: number): Became | undefined {
  const before = standAt(life, from);
  const after = standAt(life, until);
  if (!before || !after) return undefined;
  if (after.state !== before.state) return after.state === 'open' ? 'moved' : after.state;
  if (after.stage !== before.stage && after.state === 'open') return way(before, after);
  const sign = life.lastSign;
  return sign !== undefined && sign >= from + DAY_MS && sign <= until ? 'answered' : 'nothing';
}

function way(before: RecordStand, after: RecordStand): Became {
  if (before.rank === undefined || after.rank === undefined || before.rank === after.rank) return 'nothing';
  return after.rank < before.rank ? 'worse' : 'moved';
}
