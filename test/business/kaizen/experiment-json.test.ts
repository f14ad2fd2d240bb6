import { describe, expect, it } from 'vitest';
import { asJson, jsonOf } from '../../../src/business/kaizen/experiment-json.ts';
import { listed } from '../../../src/business/kaizen/gathered.ts';
import { scanLog } from '../../../src/business/kaizen/log-scan.ts';

const entry = (n: number): string => `### [K-BIZ-${n}] Thing "${n}", *with* marks\n**Status:** Active\n\n**Hypothesis:**\nOne\n\n- two\n\n`;

describe('a document of many experiments, made lot by lot', () => {
  it.each([0, 1, 99, 100, 101, 250])('with %i of them is JSON, with a line for each', (count) => {
    const outline = scanLog(`# Log\n\n## Active Experiments\n\n${Array.from({ length: count }, (_, n) => entry(n)).join('')}`);
    const all = outline.entries.map((one) => listed(outline, one, 'bizos/KAIZEN_LOG.md', 0));
    const head = { schema: 'bizos.kaizen-list/1', date: '2026-11-20' };
    const text = [...jsonOf(head, all)].join('');
    expect(all.length).toBe(count);
    expect(JSON.parse(text)).toEqual({ ...head, experiments: all.map(asJson) });
    expect(text.split('\n').filter((line) => line.includes('"K-BIZ-'))).toEqual(
      all.map((one, k) => `    ${JSON.stringify(asJson(one))}${k + 1 < count ? ',' : ''}`),
    );
  });

  it('takes words for what they are that look like the end of one', () => {
    const outline = scanLog('## Active Experiments\n\n### [K-BIZ-1] A\n**Hypothesis:**\n"},{"id":"K-BIZ-9"\n\n### [K-BIZ-2] B\n');
    const all = outline.entries.map((one) => listed(outline, one, 'bizos/KAIZEN_LOG.md', 0));
    const text = [...jsonOf({}, all)].join('');
    expect(JSON.parse(text)).toEqual({ experiments: all.map(asJson) });
    expect(text.split('\n')).toHaveLength(6);
  });
});
