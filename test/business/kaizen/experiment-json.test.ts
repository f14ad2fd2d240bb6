import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asJson, jsonOf, jsonOfColumns } from '../../../src/business/kaizen/experiment-json.ts';
import { type ListedExperiment, listed } from '../../../src/business/kaizen/listed.ts';
import { scanLog } from '../../../src/business/kaizen/log-scan.ts';
import { legalSteps } from '../../../src/business/kaizen/steps.ts';
import { isoDate } from '../../../src/core/moment.ts';
import { wholeText } from '../../../src/core/pieces.ts';
import { EXPERIMENT_FIELD } from '../../../src/tree/vocabulary.ts';

const entry = (n: number): string => `### [K-BIZ-${n}] Thing "${n}", *with* marks\n**Status:** Active\n\n**Hypothesis:**\nOne\n\n- two\n\n`;

/** An experiment as its fields give it, without the text that `jsonOf` makes of them. */
function fieldsOf(one: ListedExperiment): object {
  const { id, title, state, file, line, overdue, layer, entity, by, metric, hypothesis, expected, duration, actual } = one;
  const { learning, decision, from, follows, followedBy, ledTo, date, started, completed, ends, evidence } = one;
  const texts = { layer, entity, by, metric, hypothesis, expected, duration, actual, measured: evidence, learning, decision };
  const days = { date, started, ends: isoDate(ends) || undefined, completed };
  const given = { ...texts, ...days, from, follows, followedBy, ledTo };
  const orNull = Object.entries(given).map(([key, value]) => [key, value ?? null]);
  return { id, title, state, file, line, overdue, steps: legalSteps(state), ...Object.fromEntries(orNull) };
}

const WORDS = [
  '(pending)',
  '',
  '2026-01-02',
  '4 weeks',
  '"quoted" \\\\ words',
  'a\tb \u0001',
  '\u{1f600} ü',
  '\ud800',
  '`m/x`',
  '{"id":null}',
  'null',
];

describe('an experiment as JSON', () => {
  it('says what its fields give, whatever they hold', () => {
    const labels = fc.constantFrom(...Object.values(EXPERIMENT_FIELD).map(([name]) => name));
    const field = fc.tuple(labels, fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'binary' })), fc.boolean());
    const part = fc.constantFrom('Active', 'Completed', 'Dropped');
    fc.assert(
      fc.property(part, fc.string(), fc.array(field, { maxLength: 30 }), (name, title, fields) => {
        const lines = fields.map(([label, words, below]) => `**${label}:**${below ? '\n' : ' '}${words}\n`);
        const outline = scanLog(`## ${name} Experiments\n\n### [K-BIZ-1] ${title}\n${lines.join('\n')}`);
        for (const entry of outline.entries) {
          const one = listed(outline, entry, 'bizos/KAIZEN_LOG.md', Date.UTC(2026, 5, 1));
          expect(asJson(one)).toEqual(fieldsOf(one));
        }
      }),
      { numRuns: Number(process.env.BIZOS_RUNS ?? 500) },
    );
  });
});

describe('a document of many experiments', () => {
  it.each([0, 1, 2, 100])('with %i of them is JSON, with a line for each', (count) => {
    const outline = scanLog(`# Log\n\n## Active Experiments\n\n${Array.from({ length: count }, (_, n) => entry(n)).join('')}`);
    const all = outline.entries.map((one) => listed(outline, one, 'bizos/KAIZEN_LOG.md', 0));
    const head = { schema: 'bizos.kaizen-list/1', date: '2026-11-20' };
    const text = wholeText(jsonOf(head, all));
    expect(all.length).toBe(count);
    expect(JSON.parse(text)).toEqual({ ...head, experiments: all.map(asJson) });
    expect(text.split('\n').filter((line) => line.includes('"K-BIZ-'))).toEqual(
      all.map((one, k) => `${JSON.stringify(asJson(one))}${k + 1 < count ? ',' : ''}`),
    );
  });

  it.each([[[]], [[0]], [[2, 0, 1]]])('with columns of %j is JSON, laid out as ever but for a line for each', (counts) => {
    const columns = counts.map((count, k) => {
      const outline = scanLog(`## Active Experiments\n\n${Array.from({ length: count }, (_, n) => entry(n)).join('')}`);
      return { key: `"${k}"`, experiments: outline.entries.map((one) => listed(outline, one, 'bizos/KAIZEN_LOG.md', 0)) };
    });
    const text = wholeText(jsonOfColumns({ schema: 's' }, columns));
    const wanted = { schema: 's', columns: columns.map(({ key, experiments }) => ({ key, experiments: experiments.map(asJson) })) };
    expect(JSON.parse(text)).toEqual(wanted);
    expect(text.split('\n').filter((line) => line.startsWith('{"id"'))).toHaveLength(counts.reduce((sum, n) => sum + n, 0));
  });

  it('takes words for what they are that look like the end of one', () => {
    const outline = scanLog('## Active Experiments\n\n### [K-BIZ-1] A\n**Hypothesis:**\n"},{"id":"K-BIZ-9"\n\n### [K-BIZ-2] B\n');
    const all = outline.entries.map((one) => listed(outline, one, 'bizos/KAIZEN_LOG.md', 0));
    const text = wholeText(jsonOf({}, all));
    expect(JSON.parse(text)).toEqual({ experiments: all.map(asJson) });
    expect(text.split('\n')).toHaveLength(6);
  });
});
