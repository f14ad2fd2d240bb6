import { describe, expect, it } from 'vitest';
import { kaizenScan } from '../../../src/business/kaizen/scans/kaizen.ts';
import { openWorkspace } from '../../../src/workspace/workspace.ts';
import { contextIn } from '../group/fake-context.ts';
import { treeWithLog } from './log-tree.ts';

const FIELDS = [
  'Solartech',
  'Sales team',
  'The whole group',
  'Cross-entity',
  'Hippos (first), then all',
  'Firmenübergreifend (Solartech zuerst)',
  '(pending)',
];

describe('the scan kaizen', () => {
  it('gives an experiment to the companies that it names, and one that names none to the group', async () => {
    const entry = (field: string, k: number): string =>
      `### [K-BIZ-00${k + 1}] Try it\n**Entity:** ${field}\n**Status:** Active\n**Started:** 2026-01-05\n\n**Duration:**\n4 weeks\n`;
    const context = contextIn(treeWithLog(`# Log\n\n## Active Experiments\n\n${FIELDS.map(entry).join('\n')}`));
    const workspace = await openWorkspace(context);
    const given: Record<string, string[]> = {};
    try {
      for (const entity of workspace.entities) {
        const { findings } = await kaizenScan.run(context, workspace, { entity });
        given[entity.slug] = findings.map(({ subject }) => FIELDS[Number(subject.id.slice(-1)) - 1]);
      }
    } finally {
      workspace.close();
    }
    const { holding, solartech, hippos, ...others } = given;
    expect(holding).toEqual(['Sales team', 'The whole group', 'Cross-entity', 'Firmenübergreifend (Solartech zuerst)', '(pending)']);
    expect(solartech).toEqual(['Solartech', 'Firmenübergreifend (Solartech zuerst)']);
    expect(hippos).toEqual(['Hippos (first), then all']);
    expect(Object.values(others).flat()).toEqual([]);
  });
});
