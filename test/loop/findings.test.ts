import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES, type Severity } from '../../src/core/finding.ts';
import { advance, type Seen } from '../../src/loop/findings/advance.ts';
import { afterChange, type FindingState } from '../../src/loop/findings/state.ts';
import { isQuiet, toTell } from '../../src/loop/findings/telling.ts';
import type { AgentPolicy, AlertRow } from '../../src/loop/policy/policy.ts';
import { HOUR, POLICY } from './fixture.ts';
import { NOON } from './world.ts';

const row = (given: Partial<AlertRow> = {}): AlertRow => ({
  rule: '*',
  forMs: 0,
  clearMs: 0,
  repeatMs: null,
  from: 'info',
  line: 1,
  ...given,
});
const policyOf = (alert: Partial<AlertRow>, given: Partial<AgentPolicy> = {}): AgentPolicy => ({
  ...POLICY,
  alerts: [row(alert)],
  ...given,
});
const seenAs = (severity: Severity, id = 'a'.repeat(16), given: Partial<Seen> = {}): Seen => ({
  id,
  scan: 'pipeline',
  entity: 'solartech',
  rule: 'stalled',
  severity,
  ...given,
});
const LOOKED = [{ scan: 'pipeline', entity: 'solartech' }];

/** Takes changes in as the ledger would. */
function step(
  states: ReadonlyMap<string, FindingState>,
  seen: readonly Seen[],
  policy: AgentPolicy,
  at: number,
): { states: Map<string, FindingState>; changes: string[] } {
  const after = new Map(states);
  const changes = advance(states, seen, LOOKED, policy, at);
  for (const { id, change, seen: one, state } of changes) {
    const { scan, entity, rule, severity, group } = (one ?? state) as Seen;
    after.set(
      id,
      afterChange(states.get(id), { at, data: { finding: id, agent: 'crm-ops', scan, entity, rule, severity, change, group } }),
    );
  }
  return { states: after, changes: changes.map(({ change }) => change) };
}

/** The life of one finding: severity by severity (`-`: not there), an hour apart; what changes at each. */
function life(policy: AgentPolicy, days: readonly (Severity | '-')[]): string[] {
  let states = new Map<string, FindingState>();
  return days.map((severity, n) => {
    const now = step(states, severity === '-' ? [] : [seenAs(severity)], policy, NOON + n * HOUR);
    states = now.states;
    return now.changes.join() || '·';
  });
}

describe('the life of a finding', () => {
  it.each<[string, Partial<AlertRow>, (Severity | '-')[], string[]]>([
    ['comes, stays, goes', {}, ['high', 'high', '-', '-'], ['new', '·', 'resolved', '·']],
    ['gets worse and better', {}, ['low', 'high', 'medium', 'critical'], ['new', 'worse', 'better', 'worse']],
    ['comes back after it was resolved', {}, ['high', '-', 'high', 'high'], ['new', 'resolved', 'reopened', '·']],
    ['counts after `for`', { forMs: 2 * HOUR }, ['high', 'high', 'high', 'high'], ['pending', '·', 'new', '·']],
    ['goes before it counts: nobody hears', { forMs: 2 * HOUR }, ['high', '-', '-'], ['pending', 'resolved', '·']],
    [
      'begins to wait anew after that',
      { forMs: 2 * HOUR },
      ['high', '-', 'high', 'high', 'high'],
      ['pending', 'resolved', 'pending', '·', 'new'],
    ],
    [
      'flaps inside `clear after`: one life',
      { clearMs: 3 * HOUR },
      ['high', '-', 'high', '-', 'high'],
      ['new', 'clearing', 'back', 'clearing', 'back'],
    ],
    ['is resolved after `clear after`', { clearMs: 2 * HOUR }, ['high', '-', '-', '-', '-'], ['new', 'clearing', '·', 'resolved', '·']],
    [
      'comes back for `for` again',
      { forMs: HOUR, clearMs: HOUR },
      ['high', 'high', '-', '-', 'high', 'high'],
      ['pending', 'new', 'clearing', 'resolved', 'pending', 'reopened'],
    ],
  ])('%s', (_, alert, days, changes) => {
    expect(life(policyOf(alert), days)).toEqual(changes);
  });

  it('only what was looked at can be resolved', () => {
    const { states } = step(new Map(), [seenAs('high')], policyOf({}), NOON);
    expect(advance(states, [], [{ scan: 'pipeline', entity: 'hippos' }], policyOf({}), NOON + HOUR)).toEqual([]);
    expect(advance(states, [], [{ scan: 'costs', entity: 'solartech' }], policyOf({}), NOON + HOUR)).toEqual([]);
  });

  it('a clock that is set back neither counts sooner nor resolves', () => {
    const policy = policyOf({ forMs: HOUR, clearMs: HOUR });
    const pending = step(new Map(), [seenAs('high')], policy, NOON).states;
    expect(step(pending, [seenAs('high')], policy, NOON - 100 * HOUR).changes).toEqual([]);
    const open = step(pending, [seenAs('high')], policy, NOON + HOUR).states;
    const clearing = step(open, [], policy, NOON + 2 * HOUR).states;
    expect(step(clearing, [], policy, NOON - 100 * HOUR).changes).toEqual([]);
  });

  const severity = fc.constantFrom<Severity | '-'>(...SEVERITIES, '-');
  it('in any life: asking twice changes nothing, one change a finding, the severity is the one seen, gone is resolved in the end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ a: severity, b: severity }), { maxLength: 30 }),
        fc.nat(5),
        fc.nat(5),
        (days, forHours, clearHours) => {
          const policy = policyOf({ forMs: forHours * HOUR, clearMs: clearHours * HOUR });
          let states = new Map<string, FindingState>();
          const all = [...days, ...Array.from({ length: 12 }, () => ({ a: '-' as const, b: '-' as const }))];
          for (const [n, { a, b }] of all.entries()) {
            const seen = [a, b].flatMap((one, k) => (one === '-' ? [] : [seenAs(one, String(k).repeat(16))]));
            const at = NOON + n * HOUR;
            const ids = advance(states, seen, LOOKED, policy, at).map(({ id }) => id);
            expect(new Set(ids).size).toBe(ids.length);
            states = step(states, seen, policy, at).states;
            expect(advance(states, seen, LOOKED, policy, at)).toEqual([]);
            for (const one of seen) if (states.get(one.id)?.standing === 'open') expect(states.get(one.id)?.severity).toBe(one.severity);
          }
          for (const { standing } of states.values()) expect(standing).toBe('resolved');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('the order of a scan does not matter', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['1', '2', '3', '4', '5', '6']), (order) => {
        const { states } = step(
          new Map(),
          ['1', '3', '5'].map((k) => seenAs('low', k.repeat(16))),
          policyOf({}),
          NOON,
        );
        const changes = advance(
          states,
          order.map((k) => seenAs('high', k.repeat(16))),
          LOOKED,
          policyOf({}),
          NOON + 1,
        );
        const sorted = advance(
          states,
          [...order].sort().map((k) => seenAs('high', k.repeat(16))),
          LOOKED,
          policyOf({}),
          NOON + 1,
        );
        const key = ({ id, change }: { id: string; change: string }): string => `${id} ${change}`;
        expect(changes.map(key).sort()).toEqual(sorted.map(key).sort());
      }),
    );
  });
});

describe('whom to tell', () => {
  const state = (given: Partial<FindingState> = {}): FindingState => ({
    id: 'a'.repeat(16),
    agent: 'crm-ops',
    scan: 'pipeline',
    entity: 'solartech',
    rule: 'stalled',
    severity: 'high',
    standing: 'open',
    since: NOON,
    countsSince: NOON,
    reopened: false,
    ...given,
  });
  const said = (one: FindingState, policy: AgentPolicy, at = NOON): string => {
    const { tell, silent } = toTell([one], policy, at, at);
    return tell[0]?.reason ?? silent[0]?.why ?? '·';
  };

  it.each<[string, Partial<FindingState>, Partial<AlertRow>, string]>([
    ['new', {}, {}, 'new'],
    ['pending', { standing: 'pending' }, {}, '·'],
    ['gone', { standing: 'clearing' }, {}, '·'],
    ['below the severity', { severity: 'low' }, { from: 'high' }, 'below'],
    ['told', { told: { at: NOON - HOUR, severity: 'high' } }, {}, 'told'],
    ['told, and worse now', { severity: 'critical', told: { at: NOON - HOUR, severity: 'high' } }, {}, 'worse'],
    ['told, better now', { severity: 'medium', told: { at: NOON - HOUR, severity: 'high' } }, {}, 'told'],
    ['told long ago', { told: { at: NOON - 24 * HOUR, severity: 'high' } }, { repeatMs: 24 * HOUR }, 'again'],
    ['told not so long ago', { told: { at: NOON - 24 * HOUR + 1, severity: 'high' } }, { repeatMs: 24 * HOUR }, 'told'],
    ['acknowledged', { acknowledged: { at: NOON, severity: 'high' } }, {}, 'acknowledged'],
    ['acknowledged, and worse now', { severity: 'critical', acknowledged: { at: NOON, severity: 'high' } }, {}, 'new'],
    ['snoozed', { snoozedUntil: NOON + 1 }, {}, 'snoozed'],
    ['snoozed until now', { snoozedUntil: NOON }, {}, 'new'],
    ['on its way', { action: 'b'.repeat(16) }, {}, 'under-way'],
  ])('%s', (_, given, alert, expected) => {
    expect(said(state(given), policyOf(alert))).toBe(expected);
  });

  it('no row for the rule: nobody is told', () => {
    expect(said(state(), { ...POLICY, alerts: [row({ rule: 'silent' })] })).toBe('no-row');
  });

  it('an overloaded owner silences his single deals, of the same company and owner, while it stands', () => {
    const policy = policyOf({}, { silences: [{ source: 'owner-overload', target: 'stalled', line: 1 }] });
    const owner = state({ id: 'b'.repeat(16), rule: 'owner-overload', group: 'g'.repeat(16) });
    const deal = state({ group: 'g'.repeat(16) });
    const told = (all: FindingState[]): string[] => toTell(all, policy, NOON, NOON).tell.map(({ state: one }) => one.id[0]);
    expect(told([owner, deal])).toEqual(['b']);
    expect(told([owner, { ...deal, group: 'h'.repeat(16) }])).toEqual(['b', 'a']);
    expect(told([owner, { ...deal, entity: 'hippos' }])).toEqual(['b', 'a']);
    expect(told([{ ...owner, standing: 'clearing' }, deal])).toEqual(['a']);
    expect(told([{ ...owner, acknowledged: { at: NOON, severity: 'high' } }, deal])).toEqual([]);
  });

  // 20 November 2026 is a Friday.
  it.each<[string, number[], [number, number], string, boolean]>([
    ['in the night', [5], [20 * 60, 7 * 60], '2026-11-20T21:00Z', true],
    ['after midnight it is still the Friday’s night', [5], [20 * 60, 7 * 60], '2026-11-21T06:59Z', true],
    ['at its end', [5], [20 * 60, 7 * 60], '2026-11-21T07:00Z', false],
    ['the morning of a day whose eve is none', [5], [20 * 60, 7 * 60], '2026-11-20T06:00Z', false],
    ['at noon', [5], [12 * 60, 13 * 60], '2026-11-20T12:30Z', true],
    ['on another day', [6], [12 * 60, 13 * 60], '2026-11-20T12:30Z', false],
    ['before 1970', [3], [0, 24 * 60], '1969-12-31T12:00Z', true],
  ])('quiet hours: %s', (_, days, [from, to], moment, quiet) => {
    expect(isQuiet([{ days, from, to, unless: 'critical', line: 1 }], Date.parse(moment), 'high')).toBe(quiet);
    expect(isQuiet([{ days, from, to, unless: 'critical', line: 1 }], Date.parse(moment), 'critical')).toBe(false);
  });
});
