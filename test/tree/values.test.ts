import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCurrent, readNumber, readTarget, unreadParts } from '../../src/tree/values.ts';

const target = (text: string, name = '') =>
  readTarget(text, [], undefined, name).map(({ target: goal, unit, currency, label }) => [
    goal?.op ?? null,
    goal?.value ?? null,
    currency ?? unit,
    label ?? '',
  ]);
const current = (text: string) => readCurrent(text).map(({ value, unit, currency, label }) => [value, currency ?? unit, label ?? '']);

describe('target cells', () => {
  it.each([
    [
      '45% / 30%',
      [
        ['>=', 0.45, 'ratio', ''],
        ['>=', 0.3, 'ratio', ''],
      ],
    ],
    ['<50% in top 2', [['<', 0.5, 'ratio', 'in top 2']]],
    ['≥ 95%', [['>=', 0.95, 'ratio', '']]],
    ['± 20%', [['±', 0.2, 'ratio', '']]],
    ['+/- 20 %', [['±', 0.2, 'ratio', '']]],
    ['Reduce 20%', [['reduce', 0.2, 'ratio', '']]],
    ['Reduce by 20 %', [['reduce', 0.2, 'ratio', '']]],
    ['reduce to 30 days', [['<=', 30, 'days', '']]],
    ['um 20 % senken', [['reduce', 0.2, 'ratio', '']]],
    ['10% faster', [['reduce', 0.1, 'ratio', '']]],
    ['95% within SLA', [['>=', 0.95, 'ratio', 'within SLA']]],
    ['within 2 hours', [['<=', 2, 'hours', '']]],
    ['> 8', [['>', 8, 'number', '']]],
    ['< 10 %', [['<', 0.1, 'ratio', '']]],
    ['≥ 90% Pass', [['>=', 0.9, 'ratio', 'Pass']]],
    ['+12 % YoY', [['increase', 0.12, 'ratio', 'YoY']]],
    [
      '> $700, < 8 %',
      [
        ['>', 70_000, 'USD', ''],
        ['<', 0.08, 'ratio', ''],
      ],
    ],
    [
      '< 20 min, > 7',
      [
        ['<', 20 / 60, 'hours', ''],
        ['>', 7, 'number', ''],
      ],
    ],
    [
      '< 10 %, < +15 % vs median',
      [
        ['<', 0.1, 'ratio', ''],
        ['<', 0.15, 'ratio', 'vs median'],
      ],
    ],
    ['Innerhalb Budget', [[null, null, 'number', 'Innerhalb Budget']]],
    ['80% of roles at Yellow (≥75%) or above', [['>=', 0.8, 'ratio', 'of roles at Yellow (≥75%) or above']]],
    ['≥1 improvement contribution/quarter', [['>=', 1, 'number', 'improvement contribution/quarter']]],
    ['€1.200', [['>=', 120_000, 'EUR', '']]],
    ['≥ RM 20.5M', [['>=', 2_050_000_000, 'MYR', '']]],
    ['>$50K/month', [['>', 5_000_000, 'USD', '/month']]],
    ['5+/month', [['>=', 5, 'number', '/month']]],
    ['mindestens 3', [['>=', 3, 'number', '']]],
    ['höchstens 4,5 %', [['<=', 0.045, 'ratio', '']]],
    ['2,5 Mio. €', [['>=', 250_000_000, 'EUR', '']]],
    ['JPY 1,200', [['>=', 1200, 'JPY', '']]],
    ['2 Wochen oder weniger', [['<=', 14, 'days', '']]],
    ['20 or less', [['<=', 20, 'number', '']]],
    ['TBD', [[null, null, 'number', 'TBD']]],
    ['TBD (after 3 pilots)', [[null, null, 'number', 'TBD (after 3 pilots)']]],
    ['Establish baseline', [[null, null, 'number', 'Establish baseline']]],
    [
      'A mix (revenue + team) → feeds a pool (0/10/15/20%)',
      [[null, null, 'number', 'A mix (revenue + team) → feeds a pool (0/10/15/20%)']],
    ],
    ['-', []],
    ['', []],
  ])('%s', (text, parts) => {
    expect(target(text)).toEqual(
      parts.map(([op, value, ...rest]) => [op, typeof value === 'number' ? expect.closeTo(value, 10) : value, ...rest]),
    );
  });

  it('a bare number is the most where less of it is better, and the least elsewhere', () => {
    expect(target('45%', 'Win rate')[0][0]).toBe('>=');
    expect(target('8%', '90-day churn')[0][0]).toBe('<=');
    expect(target('30 Tage', 'Durchlaufzeit')[0][0]).toBe('<=');
    expect(target('≥ 5%', 'churn')[0][0]).toBe('>=');
  });

  it('parts without a label take over those of the current cell, in order', () => {
    const labels = readTarget('45% / 30%', readCurrent('37.8% small, 20.9% large')).map(({ label }) => label);
    expect(labels).toEqual(['small', 'large']);
    expect(readTarget('45%', readCurrent('37.8% small, 20.9% large'))[0].label).toBeUndefined();
  });
});

describe('current cells', () => {
  it.each([
    [
      '37.8% small, 20.9% large',
      [
        [0.378, 'ratio', 'small'],
        [0.209, 'ratio', 'large'],
      ],
    ],
    ['70% in 2 owners', [[0.7, 'ratio', 'in 2 owners']]],
    ['3 of 9', [[1 / 3, 'ratio', '']]],
    ['3 von 9 Rollen', [[1 / 3, 'ratio', 'Rollen']]],
    ['RM 20.5M', [[2_050_000_000, 'MYR', '']]],
    ['9 hours', [[9, 'hours', '']]],
    ['38 Tage', [[38, 'days', '']]],
    ['ca. 1.200', [[1200, 'number', '']]],
    ['-12 %', [[-0.12, 'ratio', '']]],
    ['Unknown', [[null, 'number', '']]],
    ['Not tracked', [[null, 'number', '']]],
    ['growing slowly', [[null, 'number', 'growing slowly']]],
    ['–', []],
  ])('%s', (text, parts) => {
    expect(current(text)).toEqual(
      parts.map(([value, ...rest]) => [typeof value === 'number' ? expect.closeTo(value, 10) : value, ...rest]),
    );
  });
});

describe('what is not understood is named', () => {
  it.each(['10–15%', '10 - 15 days', 'somewhere near 40', 'x 5'])('%s', (text) => expect(unreadParts(text)).toEqual([text]));
  it.each(['45% / 30%', 'TBD', 'Establish baseline', 'feeds a pool (0/10/15/20%)', 'Phase-2 goals', '', '≥ 95%', 'P90 of the group'])(
    '%s is fine',
    (text) => expect(unreadParts(text)).toEqual([]),
  );
});

describe('numbers', () => {
  it.each([
    ['1.200', 1200],
    ['1,200', 1200],
    ['1.200,50', 1200.5],
    ['1,200.50', 1200.5],
    ['1.25', 1.25],
    ['1,5', 1.5],
    ['0.500', 0.5],
    ['−3', -3],
    ['1.234.567', 1_234_567],
    ['12', 12],
  ])('%s', (text, value) => expect(readNumber(text)).toBe(value));
  it.each(['', 'x', '1 2', '--1', '1e3'])('%j is none', (text) => expect(readNumber(text)).toBeNaN());

  it('any amount comes back as it went in, in both languages', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (minor) => {
        const [whole, cents] = [String(Math.floor(minor / 100)), String(minor % 100).padStart(2, '0')];
        const group = (sign: string) => whole.replace(/\B(?=(\d{3})+$)/g, sign);
        expect(readTarget(`RM ${group(',')}.${cents}`)[0].target?.value).toBe(minor);
        expect(readTarget(`${group('.')},${cents} €`)[0].target?.value).toBe(minor);
      }),
    );
  });

  it('no cell makes it throw or hang', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) =>
        [readTarget(text), readCurrent(text), unreadParts(text)].every(Array.isArray),
      ),
    );
    expect(readTarget('9'.repeat(50_000)).length).toBe(1);
    expect(readTarget('< '.repeat(20_000)).length).toBeGreaterThan(0);
  });
});
