import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { bar } from '../../src/report/terminal-tables.ts';
import { textWidth } from '../../src/report/width.ts';
import { HOSTILE_NAMES, sampleReport } from './sample.ts';

const SGR = /\u001b\[[\d;]*m/g;
const plain = { width: 80, colour: 0, unicode: true } as const;
/** Kept as it is, also where it is wider than the terminal. */
const withoutVerbatim = (report: Report): Report => ({ ...report, blocks: report.blocks.filter(({ kind }) => kind !== 'verbatim') });

describe('a report on a terminal', () => {
  const widths = [30, 40, 60, 80, 100, 200] as const;
  const names = { ordinary: ['Acme roof, phase two of three', 'Beta', 'Gamma delta epsilon'], hostile: [...HOSTILE_NAMES] };

  for (const [kind, list] of Object.entries(names)) {
    for (const width of widths) {
      for (const unicode of [true, false]) {
        it(`fits ${width} columns with ${kind} names${unicode ? '' : ' in ASCII'}`, () => {
          const text = renderTerminal(withoutVerbatim(sampleReport(list)), { width, colour: 0, unicode });
          const wide = text.split('\n').filter((line) => textWidth(line) > width);
          expect(wide).toEqual([]);
          expect(text.endsWith('\n')).toBe(true);
        });
      }
    }
  }

  it('has the same words with and without colour, and colour only by SGR', () => {
    for (const colour of [1, 2, 3] as const) {
      const coloured = renderTerminal(sampleReport([...HOSTILE_NAMES]), { ...plain, colour });
      expect(coloured).toMatch(SGR);
      expect(coloured.replace(SGR, '')).toBe(renderTerminal(sampleReport([...HOSTILE_NAMES]), plain));
    }
  });

  it('C69: lets no control character of a name out', () => {
    expect(renderTerminal(sampleReport([...HOSTILE_NAMES]), plain)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('is ASCII where the terminal knows no more', () => {
    expect(renderTerminal(sampleReport([...HOSTILE_NAMES]), { ...plain, unicode: false })).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('says every tone and severity as a word or sign', () => {
    const text = renderTerminal(sampleReport(), plain);
    for (const word of ['✗', '✓', 'missed', 'met', 'too few', 'critical', 'medium', 'crit', 'info', 'error']) expect(text).toContain(word);
  });

  it('cuts the name before any number of its line', () => {
    const report: Report = {
      title: 't',
      language: 'en',
      blocks: [
        {
          kind: 'table',
          columns: [
            { label: 'Name', flexible: true },
            { label: 'Amount', align: 'right' },
          ],
          rows: [['a name that is longer than the whole terminal is wide, by far', 'RM 1,234,567.00']],
        },
      ],
    };
    const text = renderTerminal(report, { ...plain, width: 40 });
    expect(text).toContain('RM 1,234,567.00');
    expect(text).toMatch(/a name that is.*… +RM/);
  });

  it('a table with more columns than fit goes row by row, and loses nothing', () => {
    const names = Array.from({ length: 18 }, (_, k) => `column_${k}`);
    const rows = [1, 2].map((row) => names.map((name) => `value ${name} of ${row}`));
    const report: Report = { title: 't', language: 'en', blocks: [{ kind: 'table', columns: names.map((label) => ({ label })), rows }] };
    const text = renderTerminal(report, plain);
    for (const cell of rows.flat()) expect(text).toContain(cell);
    expect(text).toMatch(/^1\/2\ncolumn_0 +value column_0 of 1$/m);
    expect(text.split('\n').filter((line) => textWidth(line) > 80)).toEqual([]);
    const wide = renderTerminal(report, { ...plain, width: 200 });
    expect(wide).toContain('column_17');
  });

  it('numbers a list from its first number, and hangs what is too long', () => {
    const items = ['Check the roof', 'Ask for the bill of the last twelve months'];
    const report: Report = {
      title: 'T',
      language: 'en',
      blocks: [
        { kind: 'list', items, first: 9 },
        { kind: 'list', items: ['One'] },
      ],
    };
    expect(
      renderTerminal(report, { ...plain, width: 32 })
        .split('\n')
        .slice(1),
    ).toEqual([' 9. Check the roof', '10. Ask for the bill of the last', '    twelve months', '- One', '']);
  });

  it('draws findings in columns where there is room, else below each other', () => {
    const wide = renderTerminal(sampleReport(['Acme']), plain).split('\n');
    expect(wide.some((line) => /crit {2}Acme {2}Acme {2}RM 1\.2M {2}Acme/.test(line))).toBe(true);
    const narrow = renderTerminal(sampleReport(['Acme']), { ...plain, width: 40 });
    expect(narrow).not.toMatch(/Acme {2}RM 1\.2M/);
    expect(narrow).toMatch(/critical {2}Acme/);
  });
});

describe('a bar', () => {
  it.each([
    [10, 10, 4, '████'],
    [5, 10, 4, '██'],
    [1, 10, 4, '▍'],
    [1, 1000, 4, '▏'],
    [0, 10, 4, ''],
    [3, 0, 4, ''],
    [Number.NaN, 10, 4, ''],
  ])('of %d in %d over %i columns is %s', (value, most, room, drawn) => {
    expect(bar(value, most, room, true)).toBe(drawn);
  });

  it('is drawn with # in ASCII', () => {
    expect([bar(5, 10, 4, false), bar(0.1, 10, 4, false), bar(0, 10, 4, false)]).toEqual(['##', '#', '']);
  });
});

describe('a sparkline', () => {
  const trend = (values: number[], unicode = true): string =>
    renderTerminal(
      {
        title: 't',
        language: 'en',
        blocks: [
          {
            kind: 'trend',
            title: 'Value',
            series: [{ label: 'MYR', points: values.map((value, k) => [`w${k}`, value, `RM ${value}`] as const) }],
          },
        ],
      },
      { ...plain, unicode },
    );

  it('goes from the lowest to the highest tick, with its ends in words', () => {
    expect(trend([1, 4, 8])).toContain('▁▄█  RM 1 (w0) → RM 8 (w2)');
    expect(trend([1, 4, 8], false)).toContain('_=#  RM 1 (w0) -> RM 8 (w2)');
  });

  it('is level where nothing changes, and keeps the latest points where there are too many', () => {
    expect(trend([3, 3])).toContain('▄▄');
    const many = trend(Array.from({ length: 500 }, (_, k) => k));
    expect(many).toContain('RM 499 (w499)');
    for (const line of many.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(80);
  });
});
