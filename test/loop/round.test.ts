import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingId, type Severity } from '../../src/core/finding.ts';
import { alertBlocks } from '../../src/loop/actions/alert.ts';
import { alertKind } from '../../src/loop/actions/alert-kind.ts';
import type { TakenScan } from '../../src/loop/findings/take-in.ts';
import { readLedger } from '../../src/loop/ledger/read.ts';
import { agentPolicy } from '../../src/loop/policy/needed.ts';
import { type Round, runRound } from '../../src/loop/round.ts';
import type { ScanFinding } from '../../src/workspace/scan.ts';
import { openWorkspace } from '../../src/workspace/workspace.ts';
import { contextIn, exampleTree } from '../business/group/fake-context.ts';
import { Scripted } from './fixture.ts';
import { NOON } from './world.ts';

const deal = (n: number, severity: Severity, given: Partial<ScanFinding> = {}): ScanFinding => ({
  id: findingId('pipeline', 'solartech', 'stalled', `PD-${n}`),
  rule: 'stalled',
  severity,
  subject: { kind: 'deal', id: `PD-${n}`, name: `Deal ${n}` },
  summary: { en: `stands still for ${n} days`, de: `steht seit ${n} Tagen` },
  evidence: {},
  owner: `Owner ${n % 3}`,
  group: `Owner ${n % 3}`,
  worth: n * 100,
  ...given,
});

async function round(root: string, findings: readonly ScanFinding[], moment: number, channel: Scripted): Promise<Round> {
  const context = contextIn(root, { now: () => moment });
  const workspace = await openWorkspace(context);
  try {
    const scans: TakenScan[] = [{ scan: 'pipeline', entity: 'solartech', findings }];
    const policy = agentPolicy(workspace);
    return await runRound(context, workspace, {
      agent: 'crm-ops',
      phase: 1,
      run: `r${moment}`,
      policy,
      kinds: [alertKind],
      scans,
      moment,
      open: async () => channel,
    });
  } finally {
    workspace.close();
  }
}

const DAY = 24 * 3_600_000;
// Eight in the evening UTC is four in the morning in Kuala Lumpur; four in the morning UTC is noon there.
const MORNING = NOON - 8 * 3_600_000;

describe('a round', () => {
  it('tells what is new, once; then what is worse; then again after the policy’s time', async () => {
    const root = exampleTree();
    const channel = new Scripted();
    const told = async (findings: readonly ScanFinding[], day: number): Promise<number> => {
      const before = channel.got.length;
      await round(root, findings, MORNING + day * DAY, channel);
      return channel.got.length - before;
    };
    expect(await told([deal(1, 'high'), deal(2, 'low')], 0)).toBe(1);
    expect(await told([deal(1, 'high'), deal(2, 'low')], 1)).toBe(0);
    expect(await told([deal(1, 'critical'), deal(2, 'low')], 2)).toBe(1);
    expect(await told([deal(1, 'critical')], 5)).toBe(0);
    expect(await told([deal(1, 'critical')], 9)).toBe(1);
    const words = channel.got.map(({ message }) => JSON.stringify(message.blocks));
    expect(words[0]).toContain('Deal 1');
    expect(words[0]).not.toContain('Deal 2');
    expect(readLedger(root, true).problems).toEqual([]);
  });

  it('in quiet hours only what breaks them is told; the rest follows in the morning', async () => {
    const root = exampleTree();
    const channel = new Scripted();
    const night = Date.parse('2026-11-20T16:00:00Z');
    await round(root, [deal(1, 'high')], night, channel);
    expect(channel.got).toHaveLength(0);
    await round(root, [deal(1, 'high'), deal(2, 'critical')], night + 60_000, channel);
    expect(JSON.stringify(channel.got[0].message)).toContain('Deal 2');
    expect(JSON.stringify(channel.got[0].message)).not.toContain('Deal 1');
    await round(root, [deal(1, 'high'), deal(2, 'critical')], night + 8 * 3_600_000, channel);
    expect(JSON.stringify(channel.got[1].message)).toContain('Deal 1');
  });

  it('no name stands in the ledger', async () => {
    const root = exampleTree();
    await round(
      root,
      [deal(1, 'high', { subject: { kind: 'deal', id: 'PD-1', name: 'Aminah binti Ali' }, owner: 'Tan Wei', group: 'Tan Wei' })],
      MORNING,
      new Scripted(),
    );
    const { chains } = readLedger(root);
    const text = chains.map(({ file }) => readFileSync(join(root, file), 'utf8')).join('');
    expect(text).not.toMatch(/Aminah|Tan Wei|PD-1/);
  });

  it('without a policy nothing happens, and it says how to get one', async () => {
    const root = exampleTree();
    writeFileSync(join(root, 'bizos/AGENT_POLICY.md'), '# Agent policy\n');
    await expect(round(root, [deal(1, 'high')], MORNING, new Scripted())).rejects.toThrow(/lacks the setting/);
  });

  it('ten thousand findings: one message that a person can read, and everything in the ledger', async () => {
    const root = exampleTree();
    const channel = new Scripted();
    const many = Array.from({ length: 10_000 }, (_, n) => deal(n, n % 7 === 0 ? 'critical' : 'high'));
    await round(root, many, MORNING, channel);
    expect(channel.got).toHaveLength(1);
    const { blocks } = channel.got[0].message;
    const items = blocks.flatMap((block) => (block.kind === 'list' ? block.items : []));
    expect(items).toHaveLength(20);
    expect(JSON.stringify(blocks).length).toBeLessThan(4096);
    expect(JSON.stringify(blocks)).toContain('9980 more');
    expect(readLedger(root).entries.filter(({ kind }) => kind === 'finding')).toHaveLength(10_000);
  });
});

describe('an alert', () => {
  it('goes by company and owner, worst first, dearest first', () => {
    const findings = [deal(1, 'low'), deal(2, 'critical'), deal(5, 'critical'), deal(4, 'high')].map((one) => ({
      ...one,
      entity: 'solartech',
      since: NOON,
    }));
    expect(alertBlocks('crm-ops', findings, 3, 'en')).toEqual([
      { kind: 'heading', text: 'crm-ops: 2 critical, 1 high, 1 low' },
      { kind: 'heading', text: 'solartech' },
      { kind: 'text', text: 'Owner 2' },
      { kind: 'list', items: ['critical: Deal 5 – stands still for 5 days', 'critical: Deal 2 – stands still for 2 days'] },
      { kind: 'text', text: 'Owner 1' },
      { kind: 'list', items: ['high: Deal 4 – stands still for 4 days'] },
      { kind: 'text', text: 'And 1 more: 1 × stalled' },
    ]);
  });
});
