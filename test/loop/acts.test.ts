import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { approvalsSettle } from '../../src/loop/approvals/operations/settle.ts';
import { dispatchDue } from '../../src/loop/dispatch/send.ts';
import { findingsAcknowledge } from '../../src/loop/findings/operations/acknowledge.ts';
import { findingsClear } from '../../src/loop/findings/operations/clear.ts';
import { findingsList } from '../../src/loop/findings/operations/list.ts';
import { findingsSnooze } from '../../src/loop/findings/operations/snooze.ts';
import { agentPause } from '../../src/loop/gate/operations/pause.ts';
import { agentResume } from '../../src/loop/gate/operations/resume.ts';
import { withLedger } from '../../src/loop/ledger/ledger.ts';
import { readLedger } from '../../src/loop/ledger/read.ts';
import type { Context } from '../../src/workspace/operation.ts';
import { answering, call, contextIn, exampleTree, jsonOf } from '../business/group/fake-context.ts';
import { actionOf, draft, plan, Scripted, world } from './fixture.ts';

const NOW = Date.parse('2026-11-20T01:00:00Z');
const ID = 'a1b2'.repeat(4);
const person = (root: string, now = NOW): Context => contextIn(root, { ask: answering([true, true]), now: () => now });

function withFinding(): string {
  const root = exampleTree();
  withLedger({ root, who: 'crm-ops', now: () => NOW - 1000 }, (ledger) =>
    ledger.append([
      {
        kind: 'finding',
        data: {
          finding: ID,
          agent: 'crm-ops',
          scan: 'pipeline',
          entity: 'solartech',
          rule: 'stalled',
          severity: 'high',
          change: 'new',
          about: ledger.seal({ subject: { kind: 'deal', id: 'PD-1', name: 'Roof for Aminah' }, owner: 'Tan' }),
        },
      },
    ]),
  );
  return root;
}
const stands = async (root: string, now = NOW): Promise<unknown> => {
  const { shown } = jsonOf(await call(findingsList, contextIn(root, { now: () => now }))) as unknown as { shown: { stands: string }[] };
  return shown.map((one) => one.stands);
};

describe('findings', () => {
  it('are listed with their names; snoozed ones come back, acknowledged ones stay silent, a mark can be taken back', async () => {
    const root = withFinding();
    const listed = await call(findingsList, contextIn(root));
    expect(JSON.stringify(listed.report())).toContain('Roof for Aminah');
    expect(await stands(root)).toEqual(['due']);
    await call(findingsSnooze, person(root), { id: 'a1b2', for: '3d' });
    expect(await stands(root)).toEqual(['snoozed']);
    expect(await stands(root, NOW + 3 * 86_400_000)).toEqual(['due']);
    await call(findingsAcknowledge, person(root), { id: 'a1b2' });
    expect(await stands(root, NOW + 30 * 86_400_000)).toEqual(['acknowledged']);
    await call(findingsClear, person(root), { id: 'A1B2' });
    expect(await stands(root)).toEqual(['due']);
  });

  it.each([
    ['snooze', () => [findingsSnooze, { id: 'a1b2', for: '3d' }] as const],
    ['acknowledge', () => [findingsAcknowledge, { id: 'a1b2' }] as const],
    ['clear', () => [findingsClear, { id: 'a1b2' }] as const],
  ])('%s is a person’s act', async (_, what) => {
    const root = withFinding();
    const [operation, input] = what();
    await expect(call(operation as typeof findingsClear, contextIn(root), input)).rejects.toMatchObject({ exit: 3 });
    expect(readLedger(root).entries.map(({ kind }) => kind)).toEqual(['finding']);
  });

  it.each([
    ['no finding', { id: 'ffff' }, /There is no finding/],
    ['no span', { id: 'a1b2', for: 'soon' }, /no span/],
  ])('%s: refused with what to do', async (_, input, words) => {
    await expect(call(findingsSnooze, person(withFinding()), { for: '3d', ...input })).rejects.toThrow(words);
  });
});

describe('the kill switch', () => {
  const sends = async (root: string): Promise<number> => {
    const channel = new Scripted();
    await dispatchDue(world(root, { open: async () => channel, now: () => NOW }));
    return channel.got.length;
  };

  it('stops everything at once; each switch is released by itself, by a person', async () => {
    const root = exampleTree();
    plan(root, draft(), NOW);
    await call(agentPause, contextIn(root));
    await call(agentPause, contextIn(root), { agent: 'crm-ops', why: 'wrong export' });
    expect(await sends(root)).toBe(0);
    await expect(call(agentResume, contextIn(root))).rejects.toMatchObject({ exit: 3 });
    const half = await call(agentResume, person(root));
    expect(jsonOf(half)).toMatchObject({ paused: false, allPaused: ['crm-ops'] });
    expect(JSON.stringify(half.report())).toContain('Still paused: crm-ops');
    expect(await sends(root)).toBe(0);
    await call(agentResume, person(root), { agent: 'CRM-Ops' });
    expect(await sends(root)).toBe(1);
  });

  it('an agent can not press it, and a misspelt one is not silently nobody', async () => {
    const root = exampleTree();
    const inside = contextIn(root, { environment: { ...contextIn(root).environment, BIZOS_SESSION: 's1' } });
    await expect(call(agentPause, inside)).rejects.toMatchObject({ exit: 3 });
    await expect(call(agentPause, contextIn(root), { agent: 'crm-opps' })).rejects.toMatchObject({ exit: 2 });
    expect(readLedger(root).entries).toEqual([]);
  });

  it('a line of an agent that lets it go on means nothing', async () => {
    const root = exampleTree();
    plan(root, draft(), NOW);
    await call(agentPause, contextIn(root));
    withLedger({ root, who: 'crm-ops', now: () => NOW + 1 }, (ledger) =>
      ledger.append([{ kind: 'pause', data: { agent: '*', paused: false, by: 'terminal' } }]),
    );
    expect(await sends(root)).toBe(0);
    expect(readLedger(root).problems).toMatchObject([{ code: 'ledger-forged' }]);
  });
});

describe('settling what nobody knows about', () => {
  it.each([
    ['sent', 'sent', 0],
    ['not-sent', 'sent', 1],
  ] as const)('%s', async (was, standing, sends) => {
    const root = exampleTree();
    const id = plan(root, draft(), NOW);
    const lost = new Scripted([{ state: 'unknown', why: { en: 'cut', de: 'ab' } }]);
    await dispatchDue(world(root, { open: async () => lost, now: () => NOW }));
    await call(approvalsSettle, person(root, NOW + 1), { id, was });
    const channel = new Scripted();
    await dispatchDue(world(root, { open: async () => channel, now: () => NOW + 2 }));
    expect([actionOf(root, id).standing, channel.got.length]).toEqual([standing, sends]);
    await expect(call(approvalsSettle, person(root, NOW + 3), { id, was })).rejects.toMatchObject({ exit: 2 });
  });
});

describe('a ledger file that somebody wrote into', () => {
  it('lines that are none are named and never counted', async () => {
    const root = withFinding();
    const [{ file }] = readLedger(root).chains;
    appendFileSync(join(root, file), '{"kind":"pause"}\nhello\n');
    expect(readLedger(root, true).problems).toMatchObject([{ code: 'ledger-unreadable', place: { line: 2 } }]);
  });
});
