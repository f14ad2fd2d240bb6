import { describe, expect, it } from 'vitest';
import { becameOf } from '../../../src/loop/outcomes/became.ts';
import type { RecordLife, RecordStand } from '../../../src/workspace/records.ts';

const DAY = 86_400_000;
/** `0 Offer 2 open` → from day 0 on in Offer, of rank 2. */
const life = (stands: readonly string[], lastSign?: number): RecordLife => ({
  key: 'PD-1',
  stands: stands.map((words): RecordStand => {
    const [day, stage, rank, state] = words.split(' ');
    return { at: Number(day) * DAY, stage, state: state as RecordStand['state'], ...(rank !== '-' && { rank: Number(rank) }) };
  }),
  ...(lastSign !== undefined && { lastSign: lastSign * DAY }),
});

describe('what became of a record between day 10 and day 24', () => {
  it.each<[string, RecordLife, string | undefined]>([
    ['it stands where it stood', life(['0 Offer 2 open']), 'nothing'],
    ['it moved on', life(['0 Offer 2 open', '15 Negotiation 3 open']), 'moved'],
    ['it moved on too late', life(['0 Offer 2 open', '25 Negotiation 3 open']), 'nothing'],
    ['it had moved on before', life(['0 Offer 2 open', '9 Negotiation 3 open']), 'nothing'],
    ['it moved on and back to where it was', life(['0 Offer 2 open', '12 Negotiation 3 open', '20 Offer 2 open']), 'nothing'],
    ['it went back', life(['0 Offer 2 open', '15 Lead 0 open']), 'worse'],
    ['it was parked: nobody can say whether that is on or back', life(['0 Offer 2 open', '15 Nurturing - open']), 'nothing'],
    ['it was won', life(['0 Offer 2 open', '15 Negotiation 3 open', '24 Won 4 won']), 'won'],
    ['it was won and then lost', life(['0 Offer 2 open', '15 Won 4 won', '20 Lost 5 lost']), 'lost'],
    ['it was lost, though that stage stands behind', life(['0 Offer 2 open', '15 Lost 5 lost']), 'lost'],
    ['it was lost and opened again', life(['0 Lost 5 lost', '15 Offer 2 open']), 'moved'],
    ['a sign two days later', life(['0 Offer 2 open'], 12), 'answered'],
    ['a sign on the same day: our own', life(['0 Offer 2 open'], 10.5), 'nothing'],
    ['a sign from before', life(['0 Offer 2 open'], 3), 'nothing'],
    ['a sign and a step: the step says more', life(['0 Offer 2 open', '15 Negotiation 3 open'], 15), 'moved'],
    ['nothing is known of how it stood', life(['15 Offer 2 open']), undefined],
    ['nothing is known at all', life([]), undefined],
  ])('%s', (_, given, expected) => {
    expect(becameOf(given, 10 * DAY, 24 * DAY)).toBe(expected);
  });
});
