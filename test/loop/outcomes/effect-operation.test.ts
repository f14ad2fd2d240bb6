import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionKinds, scans } from '../../../src/business/index.ts';
import { dispatchDue } from '../../../src/loop/dispatch/send.ts';
import { readLedger } from '../../../src/loop/ledger/read.ts';
import { noteOutcomes } from '../../../src/loop/outcomes/note.ts';
import { agentEffect } from '../../../src/loop/outcomes/operations/effect.ts';
import { agentPolicy } from '../../../src/loop/policy/needed.ts';
import type { RecordBook } from '../../../src/workspace/records.ts';
import { openWorkspace } from '../../../src/workspace/workspace.ts';
import { call, contextIn, exampleTree, jsonOf } from '../../business/group/fake-context.ts';
import { draft, plan, Scripted, world } from '../fixture.ts';

const SENT = Date.parse('2025-12-10T04:00:00Z');
const context = (root: string) => contextIn(root, { scans: async () => scans(), actionKinds: async () => actionKinds() });

/** The deals of the demo exports, as the pipeline shows them to the loop. */
async function demo(root: string): Promise<RecordBook> {
  const workspace = await openWorkspace(context(root));
  try {
    const pipeline = (await scans()).find(({ name }) => name === 'pipeline');
    const { records } = await (await pipeline?.load())!.run(context(root), workspace, { entity: workspace.entity('solartech') });
    if (!records) throw new Error('no records');
    return records;
  } finally {
    workspace.close();
  }
}

interface Said {
  effects: { stage: string; acted: { n: number }; others: { n: number }; uplift?: object; became: Record<string, number> }[];
}

describe('bizos agent effect on the demo’s exports', () => {
  it('counts what the snapshots show, and says "too few" until there are enough', async () => {
    const root = exampleTree();
    const records = await demo(root);
    const stage = 'Negotiation/Review';
    const there = [...records.standingIn(stage, SENT)];
    expect(there.length).toBeGreaterThan(8);
    const chosen = there.slice(0, 6);
    for (const { key } of chosen) plan(root, draft({ occasion: key, stage, subject: { kind: 'deal', id: key, name: key } }), SENT);
    const channel = new Scripted();
    // Five a day may leave: the sixth goes tomorrow.
    for (const day of [0, 1]) await dispatchDue(world(root, { open: async () => channel, now: () => SENT + day * 86_400_000 }));
    expect(channel.got).toHaveLength(6);
    const few = await call(agentEffect, context(root), { agent: 'crm-ops' });
    const [effect] = (jsonOf(few) as unknown as Said).effects;
    expect(effect).toMatchObject({ stage, acted: { n: 6 } });
    expect(effect.others.n).toBeGreaterThan(0);
    expect(effect.others.n).toBeLessThanOrEqual(there.length - 6 + 6);
    expect(Object.values(effect.became).reduce((a, b) => a + b, 0)).toBe(6);
    expect(effect.uplift).toBeUndefined();
    expect(JSON.stringify(few.report())).toContain('too few (below 20)');
    const path = join(root, 'bizos/AGENT_POLICY.md');
    writeFileSync(path, readFileSync(path, 'utf8').replace('| Effect sample | 20 |', '| Effect sample | 2 |'));
    const enough = await call(agentEffect, context(root), {});
    expect((jsonOf(enough) as unknown as Said).effects[0].uplift).toBeDefined();
    expect(JSON.stringify(enough.report())).toContain('percentage points');
  });

  it('the same snapshots give the lines of the ledger', async () => {
    const root = exampleTree();
    const records = await demo(root);
    const there = [...records.standingIn('Negotiation/Review', SENT)].slice(0, 5);
    for (const { key } of there)
      plan(root, draft({ occasion: key, stage: 'Negotiation/Review', subject: { kind: 'deal', id: key, name: key } }), SENT);
    await dispatchDue(world(root, { open: async () => new Scripted(), now: () => SENT }));
    const workspace = await openWorkspace(context(root));
    const policy = agentPolicy(workspace);
    workspace.close();
    noteOutcomes({ root, who: 'crm-ops', now: () => SENT + 60 * 86_400_000 }, policy, [{ entity: 'solartech', records }]);
    const lines = readLedger(root, true).entries.flatMap((entry) => (entry.kind === 'outcome' ? [entry.data.outcome] : []));
    const [effect] = (jsonOf(await call(agentEffect, context(root), {})) as unknown as Said).effects;
    const counts = Object.fromEntries(Object.keys(effect.became).map((word) => [word, lines.filter((line) => line === word).length]));
    expect([lines.length, counts]).toEqual([5, effect.became]);
  });
});
