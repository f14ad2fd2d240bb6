import { describe, expect, it } from 'vitest';
import { giveAnswer } from '../../../src/loop/approvals/answer.ts';
import { dispatchDue } from '../../../src/loop/dispatch/send.ts';
import { appendEntries } from '../../../src/loop/ledger/ledger.ts';
import { readLedger } from '../../../src/loop/ledger/read.ts';
import type { AgentPolicy } from '../../../src/loop/policy/policy.ts';
import { agentTrust } from '../../../src/loop/trust/operations/trust.ts';
import { call, contextIn, exampleTree, jsonOf } from '../../business/group/fake-context.ts';
import { actionOf, KINDS, mail, POLICY, plan, Scripted, world } from '../fixture.ts';
import { emptyRoot, NOON } from '../world.ts';

const UNLIMITED: AgentPolicy = { ...POLICY, gates: POLICY.gates.map((row) => ({ ...row, daily: null })) };

/** A pattern in phase 3 whose row asks for three approvals and lets it reach people outside. */
function pattern(root: string, policy: AgentPolicy = UNLIMITED) {
  const channel = new Scripted();
  let now = NOON;
  const go = async (occasion: string) => {
    now += 1000;
    const id = plan(root, mail({ occasion, entity: 'hippos' }), now);
    const done = await dispatchDue(world(root, { open: async () => channel, phase: 3, policy, now: () => ++now }));
    return { id, sent: done.sent.includes(id) };
  };
  const say = (id: string, answer: 'approved' | 'rejected') => {
    const { content, ask } = actionOf(root, id);
    now += 1000;
    giveAnswer(
      { root, policy: POLICY, by: 'terminal', now: () => now },
      { action: id, shown: content, nonce: ask?.data.nonce ?? '', answer },
    );
  };
  const earn = async (from: string) => {
    for (const n of [1, 2, 3]) say((await go(`${from}${n}`)).id, 'approved');
  };
  const outcome = (id: string, bad: boolean) => {
    now += 1000;
    appendEntries({ root, who: 'crm-ops', now: () => now }, [
      { kind: 'outcome', data: { action: id, outcome: bad ? 'lost' : 'moved', bad, asOf: '2026-11-20T12:00:00.000Z' } },
    ]);
  };
  return { go, say, earn, outcome, channel };
}
const trusted = (root: string) =>
  readLedger(root, true).entries.flatMap((entry) =>
    entry.kind === 'trust' ? [[entry.data.may, entry.data.streak, entry.data.earned?.length ?? 0]] : [],
  );

describe('the right to go alone', () => {
  it('is earned by three approvals in a row, stands in the ledger with them before it is used', async () => {
    const root = emptyRoot();
    const { go, earn } = pattern(root);
    await earn('a');
    expect(trusted(root)).toEqual([]);
    expect((await go('alone')).sent).toBe(true);
    expect(trusted(root)).toEqual([[true, 3, 3]]);
    const kinds = readLedger(root).entries.map((entry) => (entry.kind === 'verdict' ? entry.data.code : entry.kind));
    expect(kinds.indexOf('trust')).toBeLessThan(kinds.indexOf('gate-proven'));
  });

  it('a bad outcome sends it back, and it can be earned anew', async () => {
    const root = emptyRoot();
    const { go, earn, outcome } = pattern(root);
    await earn('a');
    const { id } = await go('alone');
    outcome(id, false);
    expect((await go('still')).sent).toBe(true);
    outcome(id, true);
    expect((await go('asked')).sent).toBe(false);
    expect(trusted(root)).toEqual([
      [true, 3, 3],
      [false, 0, 0],
    ]);
    await earn('b');
    expect((await go('again')).sent).toBe(true);
    expect(trusted(root)).toHaveLength(3);
  });

  it('one rejection sends it back', async () => {
    const root = emptyRoot();
    const { go, say, earn } = pattern(root);
    const early = await go('early');
    await earn('a');
    say(early.id, 'rejected');
    expect((await go('next')).sent).toBe(false);
    expect(trusted(root)).toEqual([]);
  });

  it('the daily limit holds for what goes alone, too', async () => {
    const root = emptyRoot();
    const { go, earn } = pattern(root, POLICY);
    await earn('a');
    const sent: boolean[] = [];
    // Three were approved and leave with the first of these; the row lets five a day go.
    for (const n of [1, 2, 3, 4]) sent.push((await go(`alone${n}`)).sent);
    expect(sent).toEqual([true, true, false, false]);
  });
});

describe('bizos agent trust', () => {
  it('says how far each pattern is, what earned it, and why it may not go alone', async () => {
    const root = exampleTree();
    const { earn } = pattern(root);
    await earn('a');
    const context = contextIn(root, {
      actionKinds: async () => KINDS.map((kind) => ({ ...kind, rules: [], load: () => Promise.reject(new Error('not asked')) })),
    });
    const outcome = await call(agentTrust, context, { agent: 'CRM-ops' });
    expect(jsonOf(outcome).patterns).toMatchObject([
      {
        agent: 'crm-ops',
        pattern: 'mail / follow-up / Offer Sent / hippos',
        streak: 3,
        needed: 10,
        may: false,
        code: 'gate-phase',
        earned: [{ by: 'terminal' }, {}, {}],
      },
    ]);
    expect(JSON.stringify(outcome.report())).toContain('3/10');
    await expect(call(agentTrust, context, { agent: 'nobody' })).rejects.toMatchObject({ exit: 2 });
  });
});
