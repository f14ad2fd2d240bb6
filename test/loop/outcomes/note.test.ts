import { describe, expect, it } from 'vitest';
import { dispatchDue } from '../../../src/loop/dispatch/send.ts';
import { readLedger } from '../../../src/loop/ledger/read.ts';
import { noteOutcomes } from '../../../src/loop/outcomes/note.ts';
import type { AgentPolicy } from '../../../src/loop/policy/policy.ts';
import type { RecordBook, RecordLife } from '../../../src/workspace/records.ts';
import { draft, mail, POLICY, plan, Scripted, world } from '../fixture.ts';
import { emptyRoot, NOON } from '../world.ts';

const DAY = 86_400_000;
const WAY: AgentPolicy = { ...POLICY, settings: { ...POLICY.settings, outcomeMs: 14 * DAY } };

function bookOf(asOf: number, lives: readonly RecordLife[]): RecordBook {
  return { kind: 'deal', asOf, life: (key) => lives.find((one) => one.key === key), standingIn: () => lives };
}
const offer = (moves: readonly [number, string, number][] = []): RecordLife => ({
  key: 'PD-1',
  stands: [[-9, 'Offer Sent', 2] as const, ...moves].map(([day, stage, rank]) => ({ at: NOON + day * DAY, stage, rank, state: 'open' })),
});

/** A tree where a person is told at noon about one deal. */
async function told(
  channel = 'telegram',
): Promise<{ root: string; look: (day: number, life: RecordLife, policy?: AgentPolicy) => number }> {
  const root = emptyRoot();
  const subject = { kind: 'deal', id: 'PD-1', name: 'Roof' } as const;
  plan(
    root,
    draft({
      kind: 'alert',
      subject,
      stage: 'Offer Sent',
      channel,
      message: { ...draft().message, to: [channel === 'file' ? 'file' : '-1001'] },
    }),
  );
  await dispatchDue(world(root, { open: async () => new Scripted() }));
  const look = (day: number, life: RecordLife, policy = WAY): number =>
    noteOutcomes({ root, who: 'crm-ops', now: () => NOON + day * DAY }, policy, [
      { entity: 'solartech', records: bookOf(NOON + day * DAY, [life]) },
    ]);
  return { root, look };
}
const outcomes = (root: string): unknown[] =>
  readLedger(root, true).entries.flatMap((entry) =>
    entry.kind === 'outcome' ? [[entry.data.outcome, entry.data.bad, entry.data.asOf.slice(0, 10)]] : [],
  );

describe('outcomes in the ledger', () => {
  it('nothing is said before the time is over; then once, and never again', async () => {
    const { root, look } = await told();
    for (const day of [1, 5, 13]) expect(look(day, offer())).toBe(0);
    expect(look(15, offer())).toBe(1);
    for (const day of [16, 40]) expect(look(day, offer([[20, 'Negotiation', 3]]))).toBe(0);
    expect(outcomes(root)).toEqual([['nothing', false, '2026-12-04']]);
  });

  it('every change is one line, however often the run looks', async () => {
    const { root, look } = await told();
    const moved: [number, string, number][] = [[3, 'Negotiation', 3]];
    for (const day of [4, 5, 6]) look(day, offer(moved));
    for (const day of [8, 9, 30]) look(day, offer([...moved, [7, 'New Lead', 0]]));
    expect(outcomes(root)).toEqual([
      ['moved', false, '2026-11-24'],
      ['worse', true, '2026-11-28'],
    ]);
  });

  it('a snapshot from before the action says nothing about it, nor does a record that is gone', async () => {
    const { root, look } = await told();
    expect(look(-1, offer())).toBe(0);
    expect(look(20, { ...offer(), key: 'PD-2' })).toBe(0);
    expect(outcomes(root)).toEqual([]);
  });

  it('what went into a file reached nobody', async () => {
    const { look } = await told('file');
    expect(look(20, offer())).toBe(0);
  });

  it('an action that waits has no outcome', async () => {
    const root = emptyRoot();
    plan(root, mail({ subject: { kind: 'deal', id: 'PD-1', name: 'Roof' } }));
    await dispatchDue(world(root, { open: async () => new Scripted() }));
    const records = bookOf(NOON + 20 * DAY, [offer()]);
    expect(noteOutcomes({ root, who: 'crm-ops', now: () => NOON + 20 * DAY }, WAY, [{ entity: 'solartech', records }])).toBe(0);
  });

  it('without the setting nothing is written', async () => {
    const { look } = await told();
    expect(look(20, offer(), POLICY)).toBe(0);
  });
});
