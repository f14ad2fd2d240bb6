import { describe, expect, test } from 'vitest';
import { pipelineMeasures } from '../../../src/business/pipeline/measures.ts';
import type { Metric } from '../../../src/core/metric.ts';
import { type Measured, recordMeasured } from '../../../src/loop/metrics/record-section.ts';

const metric = (id: string, en: string, value: number | null, unit: Metric['unit'], n: number, more: Partial<Metric> = {}): Metric => ({
  id,
  label: { en, de: `${en} (de)` },
  value,
  unit,
  n,
  status: value === null ? 'too_few' : 'none',
  definition: { en: '', de: '' },
  ...more,
});

const METRICS = [
  metric('open_deals', 'Open deals', 106, 'count', 106),
  metric('open_value', 'Open value', 2_050_000_000, 'money', 100, { currency: 'MYR' }),
  metric('win_rate', 'Win rate', 0.3262, 'ratio', 282),
  metric('velocity_p90_days', 'Deal velocity, P90', 102.9, 'days', 92),
  metric('coverage', 'Pipeline coverage', null, 'number', 2),
];

const measured = (more: Partial<Measured> = {}): Measured => ({
  metrics: METRICS,
  measures: pipelineMeasures,
  day: '2026-11-20',
  language: 'en',
  ...more,
});

const record = (text: string, more: Partial<Measured> = {}): { text: string; changes: number } => {
  const { bytes, changes } = recordMeasured('bizos/02_X/_ENTITY.md', Buffer.from(text), measured(more));
  return { text: Buffer.from(bytes).toString(), changes: changes.length };
};

const TABLE = '| Metric | Value | Sample | As of |\n|---|---|---|---|\n';

describe('what was measured, in a company’s document', () => {
  test('a section is made at the end, numbers with unit, sample and day; everything above stays', () => {
    const before = '---\nid: x\n---\n# X\n\nWords.\n';
    const { text, changes } = record(before);
    expect(changes).toBe(4);
    expect(text.startsWith(before)).toBe(true);
    expect(text.slice(before.length)).toBe(
      `\n## Metrics\n\nMeasured by the scans. The agent writes value, sample and date; rows and text are yours.\n\n${TABLE}` +
        '| Open deals | 106 | 106 | 2026-11-20 |\n| Open value | RM 20.5M | 100 | 2026-11-20 |\n| Win rate | 32.6 % | 282 | 2026-11-20 |\n' +
        '| Pipeline coverage | too few | 2 | 2026-11-20 |\n',
    );
  });

  test('a second time nothing is written, neither is a day alone', () => {
    const once = record('# X\n').text;
    expect(record(once)).toEqual({ text: once, changes: 0 });
    expect(record(once, { day: '2026-12-24' })).toEqual({ text: once, changes: 0 });
  });

  test('one number is another one: its row changes, and the day of all', () => {
    const once = record('# X\n').text;
    const metrics = METRICS.map((one) => (one.id === 'win_rate' ? { ...one, value: 0.41, n: 300 } : one));
    const { text, changes } = record(once, { metrics, day: '2026-12-01' });
    expect(changes).toBe(1);
    expect(text).toBe(once.replace('| 32.6 % | 282 |', '| 41.0 % | 300 |').replaceAll('2026-11-20', '2026-12-01'));
  });

  test('older numbers never take newer ones away', () => {
    const once = record('# X\n').text;
    const metrics = METRICS.map((one) => ({ ...one, value: 1 }));
    expect(record(once, { metrics, day: '2026-11-19' })).toEqual({ text: once, changes: 0 });
  });

  const kept: readonly (readonly [what: string, before: string, after: string])[] = [
    [
      'words, rows and columns of a person, odd blanks, CRLF and a BOM',
      '\ufeff# X\r\n\r\n## Metrics\r\n\r\nMy own *words*  \r\n\r\n|  Metric |Value| Why it matters | As of |\r\n|:--|--:|---|---|\r\n| Win rate|  30 %  | bonus <b> | |\r\n| Mood | good | ask | 2020-01-01 |\r\n\r\nMore.\r\n',
      '\ufeff# X\r\n\r\n## Metrics\r\n\r\nMy own *words*  \r\n\r\n|  Metric |Value| Why it matters | As of |\r\n|:--|--:|---|---|\r\n| Win rate|  32.6 %  | bonus <b> | 2026-11-20 |\r\n| Mood | good | ask | 2020-01-01 |\r\n\r\nMore.\r\n',
    ],
    [
      'a row that a person took out stays out, one that was added is filled',
      `# X\n\n## Metrics\n\n${TABLE}| Deal velocity (P90) | | | |\n`,
      `# X\n\n## Metrics\n\n${TABLE}| Deal velocity (P90) | 102.9 days | 92 | 2026-11-20 |\n`,
    ],
    [
      'German headings and columns',
      '# X\n\n## Kennzahlen\n\n| Kennzahl | Wert | Stand |\n|---|---|---|\n| Abschlussquote | – | |\n',
      '# X\n\n## Kennzahlen\n\n| Kennzahl | Wert | Stand |\n|---|---|---|\n| Abschlussquote | 32.6 % | 2026-11-20 |\n',
    ],
    [
      'a table of the same name in a fence, and one of another section',
      `# X\n\n\`\`\`\n## Metrics\n${TABLE}| Win rate | 1 % | 1 | |\n\`\`\`\n\n## Old\n\n${TABLE}| Win rate | 1 % | 1 | |\n\n## Metrics\n\n${TABLE}| Win rate | 1 % | 1 | |\n`,
      `# X\n\n\`\`\`\n## Metrics\n${TABLE}| Win rate | 1 % | 1 | |\n\`\`\`\n\n## Old\n\n${TABLE}| Win rate | 1 % | 1 | |\n\n## Metrics\n\n${TABLE}| Win rate | 32.6 % | 282 | 2026-11-20 |\n`,
    ],
  ];
  test.each(kept)('%s', (_what, before, after) => {
    expect(record(before).text).toBe(after);
  });

  test('in German a document gets German numbers', () => {
    const { text } = record('# X\n', { language: 'de' });
    expect(text).toContain('## Kennzahlen\n');
    expect(text).toContain('| Win rate (de) | 32,6 % | 282 | 2026-11-20 |');
    expect(text).toContain('| Pipeline coverage (de) | zu wenige | 2 | 2026-11-20 |');
    expect(record(text, { language: 'de' }).changes).toBe(0);
  });

  test.each([
    ['a section without a table', '# X\n\n## Metrics\n\nnone yet\n'],
    ['two tables', `# X\n\n## Metrics\n\n${TABLE}| Win rate | 1 % | 1 | |\n\n${TABLE}| Open deals | 1 | 1 | |\n`],
    ['a metric twice', `# X\n\n## Metrics\n\n${TABLE}| Win rate | 1 % | 1 | |\n| Win rate | 2 % | 1 | |\n`],
  ])('%s: refused, nothing is guessed', (_what, text) => {
    expect(() => record(text)).toThrow(
      expect.objectContaining({
        exit: 2,
        problems: [expect.objectContaining({ place: { file: 'bizos/02_X/_ENTITY.md', line: expect.any(Number) } })],
      }),
    );
  });

  test('a name with a pipe can not break the table', () => {
    const odd = [metric('open_deals', 'Open | deals | x', 3, 'count', 3)];
    expect(record('# X\n', { metrics: odd }).text).toContain('| Open / deals / x | 3 | 3 | 2026-11-20 |');
  });
});
