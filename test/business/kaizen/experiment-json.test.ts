import { describe, expect, it } from 'vitest';
import { asJson, jsonOf } from '../../../src/business/kaizen/experiment-json.ts';
import { listed } from '../../../src/business/kaizen/gathered.ts';
import { scanLog } from '../../../src/business/kaizen/log-scan.ts';

const entry = (n: number): string => `### [K-BIZ-${n}] Thing "${n}", *with* marks\n**Status:** Active\n\n**Hypothesis:**\nOne\n\n- two\n\n`;

describe('a document of many experiments, made lot by lot', () => {
  it.each([0, 1, 99, 100, 101, 250])('with %i of them is what JSON.stringify makes of it', (count) => {
    const outline = scanLog(`# Log\n\n## Active Experiments\n\n${Array.from({ length: count }, (_, n) => entry(n)).join('')}`);
    const all = outline.entries.map((one) => listed(outline, one, 'bizos/KAIZEN_LOG.md', 0));
    const head = { schema: 'bizos.kaizen-list/1', date: '2026-11-20' };
    expect(all.length).toBe(count);
    expect([...jsonOf(head, all)].join('')).toBe(JSON.stringify({ ...head, experiments: all.map(asJson) }, null, 2));
  });
});
