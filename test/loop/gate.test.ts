import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gateExplanations } from '../../src/loop/explanations/gate.ts';
import { type GateQuestion, judge } from '../../src/loop/gate/judge.ts';
import type { GateRow } from '../../src/loop/policy/policy.ts';
import { KINDS, POLICY } from './fixture.ts';

const gate = (given: Partial<GateRow> = {}): GateRow => ({
  action: 'mail',
  entity: '*',
  phase: 3,
  approvals: 3,
  daily: 5,
  outside: false,
  line: 15,
  ...given,
});
const ask = (given: Partial<GateQuestion> = {}): GateQuestion => ({
  agent: 'crm-ops',
  phase: 3,
  policy: POLICY,
  kind: KINDS[1],
  act: 'mail',
  entity: 'solartech',
  audience: 'outside',
  channel: 'telegram',
  to: ['a@example.test'],
  paused: false,
  sentToday: 0,
  streak: 0,
  approval: 'none',
  ...given,
});
const alert: Partial<GateQuestion> = { kind: KINDS[0], act: 'alert', audience: 'inside', to: ['-1001'] };
const inside: Partial<GateQuestion> = { kind: { ...KINDS[1], audience: 'inside' }, audience: 'inside', to: ['11'] };
const rows = (...gates: GateRow[]): Partial<GateQuestion> => ({ policy: { ...POLICY, gates } });

describe('the gate', () => {
  it.each<[string, Partial<GateQuestion>, string, string]>([
    ['an alert in phase 1', { ...alert, phase: 1 }, 'go', 'gate-inside'],
    ['an alert to a chat that the policy does not name', { ...alert, to: ['-1002'] }, 'refuse', 'gate-recipient'],
    ['an alert to the chat and one more', { ...alert, to: ['-1001', '-1002'] }, 'refuse', 'gate-recipient'],
    ['to nobody', { ...alert, to: [] }, 'refuse', 'gate-recipient'],
    ['through a channel without a row', { ...alert, channel: 'email' }, 'refuse', 'gate-channel'],
    ['through the file channel, which is always there', { ...alert, channel: 'file', to: ['file'] }, 'go', 'gate-inside'],
    ['paused', { ...alert, paused: true }, 'hold', 'gate-paused'],
    ['paused, though approved', { paused: true, approval: 'valid' }, 'hold', 'gate-paused'],
    ['a kind that nobody brings', { kind: undefined }, 'refuse', 'gate-kind'],
    ['planned as inside, but the kind reaches outside', { audience: 'inside' }, 'refuse', 'gate-kind'],
    ['no row', rows(gate({ action: 'other' })), 'refuse', 'gate-no-row'],
    ['an agent in phase 1 with a mail', { phase: 1 }, 'refuse', 'gate-phase'],
    ['a row in phase 1 with a mail', rows(gate({ phase: 1 })), 'refuse', 'gate-phase'],
    ['phase 2', { phase: 2, streak: 99 }, 'hold', 'gate-ask'],
    ['a row in phase 2, the agent in 3', { ...rows(gate({ phase: 2 })), streak: 99 }, 'hold', 'gate-ask'],
    ['phase 3, proven, outside, not opted in', { streak: 99 }, 'hold', 'gate-outside'],
    ['phase 3, opted in, one short', { entity: 'hippos', streak: 2 }, 'hold', 'gate-unproven'],
    ['phase 3, opted in, proven', { entity: 'hippos', streak: 3 }, 'go', 'gate-proven'],
    ['phase 3, inside, unproven', { ...inside, streak: 2 }, 'hold', 'gate-unproven'],
    ['phase 3, inside, proven', { ...inside, streak: 3 }, 'go', 'gate-proven'],
    ['approved in phase 2', { phase: 2, approval: 'valid' }, 'go', 'gate-approved'],
    ['approved, the limit reached', { approval: 'valid', sentToday: 5 }, 'hold', 'gate-limit'],
    ['approved, no limit', { ...rows(gate({ daily: null })), approval: 'valid', sentToday: 500 }, 'go', 'gate-approved'],
    ['a limit of none', { ...rows(gate({ daily: 0 })), approval: 'valid' }, 'hold', 'gate-limit'],
    ['an expired approval', { approval: 'approval-expired', entity: 'hippos', streak: 99 }, 'hold', 'approval-expired'],
    ['a forged approval', { approval: 'approval-forged' }, 'hold', 'approval-forged'],
  ])('%s: %s %s', (_, given, decision, code) => {
    expect(judge(ask(given))).toMatchObject({ decision, code });
    expect(gateExplanations.map((one) => one.code)).toContain(code);
  });

  it('the row that names more counts: action and company, action, company, neither', () => {
    const all = [
      gate({ action: '*', entity: '*', phase: 1 }),
      gate({ action: '*', entity: 'solartech', phase: 1 }),
      gate({ entity: '*', phase: 1 }),
      gate({ entity: 'solartech', line: 99 }),
    ];
    expect(judge(ask({ ...rows(...all), approval: 'valid' }))).toMatchObject({ decision: 'go', line: 99 });
    expect(judge(ask({ ...rows(...[...all].reverse()), approval: 'valid' }))).toMatchObject({ decision: 'go', line: 99 });
  });

  it('whatever is asked: outside nothing goes alone without an opt-in, phase 3 and a proven pattern; paused nothing goes', () => {
    const question = fc.record({
      phase: fc.constantFrom(1 as const, 2 as const, 3 as const),
      audience: fc.constantFrom('inside' as const, 'outside' as const),
      kind: fc.constantFrom(...KINDS, undefined),
      streak: fc.nat(6),
      sentToday: fc.nat(8),
      paused: fc.boolean(),
      approval: fc.constantFrom('valid' as const, 'none' as const, 'approval-expired' as const, 'approval-changed' as const),
      to: fc.constantFrom([], ['-1001'], ['a@example.test']),
      row: fc.record({
        phase: fc.constantFrom(1 as const, 2 as const, 3 as const),
        approvals: fc.integer({ min: 1, max: 5 }),
        daily: fc.constantFrom(null, 0, 3),
        outside: fc.boolean(),
      }),
    });
    fc.assert(
      fc.property(question, ({ row, ...given }) => {
        const { decision } = judge(ask({ ...given, ...rows(gate(row)) }));
        if (decision !== 'go') return;
        expect(given.paused).toBe(false);
        if (given.audience === 'outside' && given.approval !== 'valid')
          expect([row.outside, Math.min(given.phase, row.phase), given.streak >= row.approvals]).toEqual([true, 3, true]);
      }),
      { numRuns: 3000 },
    );
  });
});
