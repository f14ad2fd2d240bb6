import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAmount } from '../../../src/sources/crm/values/amount.ts';
import { readDate } from '../../../src/sources/crm/values/date.ts';
import { cleanCell, headerKey, isRuinedId } from '../../../src/sources/crm/values/text.ts';
import { plainValue } from './plain-cell.ts';

const minor = (text: string, decimal?: ',' | '.'): number | string => {
  const reading = readAmount(text, 'MYR', decimal);
  return reading.kind === 'amount' ? reading.minor : reading.kind;
};

describe('amounts', () => {
  it.each([
    ['RM 1,200.00', 120_000],
    ['R$ 12.500,50', 1_250_050],
    ['1 200,00 zł', 120_000],
    ['€1.200,00', 120_000],
    ['€ 11398,00', 1_139_800],
    ['$342.09K', 34_209_000],
    ['(300)', -30_000],
    ['-5', -500],
    ['\u22125', -500],
    ['1,23,456', 12_345_600],
    ["1'234.50", 123_450],
    ['1.234,50', 123_450],
    ['MYR 5', 500],
    ['5 USD', 500],
    ['RM 20.5M', 2_050_000_000],
    ['22700', 2_270_000],
    ['1\u00a0234,50', 123_450],
    ['1\u202f234.50', 123_450],
    ['０１２', 1200],
    ['.5', 50],
    ['0', 0],
    ['1.005', 100_500],
    ['12.345', 1_234_500],
    ['0.005', 1],
    ['2.675', 267_500],
  ])('%s is %d minor units', (text, expected) => expect(minor(text)).toBe(expected));

  it.each([
    ['', 'missing'],
    ['   ', 'missing'],
    ['-', 'missing'],
    ['TBD', 'missing'],
    ['n/a', 'missing'],
    ['#REF!', 'unreadable'],
    ['#N/A', 'unreadable'],
    ['NaN', 'unreadable'],
    ['Infinity', 'unreadable'],
    ['1,2,3', 'unreadable'],
    ['12.34.5', 'unreadable'],
    ['1e5', 'unreadable'],
    ['abc', 'unreadable'],
    ['99999999999999999', 'unreadable'],
    ['=1+1', 'unreadable'],
  ])('"%s" is %s', (text, expected) => expect(minor(text)).toBe(expected));

  it('a lone sign before three digits parts thousands unless the column says otherwise', () => {
    expect([minor('1,234'), minor('1,234', ','), minor('1.234'), minor('1.234', '.')]).toEqual([123_400, 123, 123_400, 123]);
  });

  it('yen have no minor unit, dinars three', () => {
    expect(readAmount('¥1,200', 'MYR')).toMatchObject({ minor: 1200, currency: 'JPY' });
    expect(readAmount('KWD 1.2', 'MYR')).toMatchObject({ minor: 1200, currency: 'KWD' });
  });

  it('the fast reader agrees with the careful one wherever it answers', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer({ min: -1e9, max: 1e9 }).map(String),
          fc.float({ noNaN: true, min: -1e6, max: 1e6 }).map((x) => x.toFixed(2)),
          fc.string({ maxLength: 8 }),
        ),
        (text) => {
          const fast = text === '' ? undefined : plainValue(text, 'amount', 2);
          if (fast !== undefined) expect(minor(text)).toBe(fast);
        },
      ),
      { numRuns: 3000, examples: [['""'], ['12\n3'], ['12\u00013'], ['"12"']] },
    );
  });

  it('any string is an amount, missing or unreadable, never a throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) =>
        ['amount', 'missing', 'unreadable'].includes(readAmount(text, 'MYR').kind),
      ),
      { numRuns: 3000 },
    );
  });
});

const date = (text: string): string => {
  const reading = readDate(text);
  if (reading.kind === 'moment' || reading.kind === 'instant') return new Date(reading.at).toISOString().slice(0, 16);
  return reading.kind === 'slashed' ? `${reading.first}/${reading.second}/${reading.year}` : reading.kind;
};

describe('dates', () => {
  it.each([
    ['2024-07-08 14:56:28', '2024-07-08T14:56'],
    ['2024-05-17T15:31:56+02:00', '2024-05-17T13:31'],
    ['2024-05-17T15:31:56Z', '2024-05-17T15:31'],
    ['Oct 7, 2025 6:55 PM', '2025-10-07T18:55'],
    ['Feb 8, 2026 03:15 PM', '2026-02-08T15:15'],
    ['15 Apr, 2021 00:02:00', '2021-04-15T00:02'],
    ['3 ene 2026', '2026-01-03T00:00'],
    ['15 de septiembre de 2026', '2026-09-15T00:00'],
    ['12 févr. 2026', '2026-02-12T00:00'],
    ['1 juin 2026', '2026-06-01T00:00'],
    ['1 juil. 2026', '2026-07-01T00:00'],
    ['5 out 2026', '2026-10-05T00:00'],
    ['9 gennaio 2026', '2026-01-09T00:00'],
    ['14 mrt 2026', '2026-03-14T00:00'],
    ['2 Agustus 2026', '2026-08-02T00:00'],
    ['21.06.2024 15:30', '2024-06-21T15:30'],
    ['8. März 2026', '2026-03-08T00:00'],
    ['3 Ogos 2025', '2025-08-03T00:00'],
    ['2026/02/10', '2026-02-10T00:00'],
    ['45000', '2023-03-15T00:00'],
    ['45000.5', '2023-03-15T12:00'],
    ['12 Dec 2025', '2025-12-12T00:00'],
    ['10/02/2026', '10/2/2026'],
    ['31/12/26', '31/12/2026'],
    ['12:00 AM', 'unreadable'],
    ['Jan 5, 2026 12:10 AM', '2026-01-05T00:10'],
    ['2026-02-10 24:00', '2026-02-11T00:00'],
    ['2026-02-30', 'unreadable'],
    ['31/31/2026', 'unreadable'],
    ['0202-01-01', 'implausible'],
    ['9999-12-31', 'implausible'],
    ['0000-00-00', 'missing'],
    ['01/01/2206', 'implausible'],
    ['', 'missing'],
    ['-', 'missing'],
    ['soon', 'unreadable'],
    ['2026-02-10 25:00', 'unreadable'],
  ])('%s is %s', (text, expected) => expect(date(text)).toBe(expected));

  it('the fast reader agrees with the careful one wherever it answers', () => {
    const two = (n: number): string => String(n).padStart(2, '0');
    const arbitrary = fc.tuple(
      fc.integer({ min: 1960, max: 2110 }),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
      fc.integer({ min: 0, max: 25 }),
      fc.integer({ min: 0, max: 61 }),
      fc.constantFrom('', ' ', 'T'),
    );
    fc.assert(
      fc.property(arbitrary, ([y, m, d, h, min, sign]) => {
        const text = `${y}-${two(m)}-${two(d)}${sign === '' ? '' : `${sign}${two(h)}:${two(min)}:00`}`;
        const fast = plainValue(text, 'date');
        const slow = readDate(text);
        if (fast === undefined) expect(slow.kind === 'moment' && y >= 1970 && y <= 2100 && h < 24).toBe(false);
        else expect(slow).toEqual({ kind: 'moment', at: fast });
      }),
      { numRuns: 5000 },
    );
  });
});

describe('text and ids', () => {
  it('unseen and bidirectional characters do not make two names of one', () => {
    expect(cleanCell(' Closed\u00a0Won\u200b ')).toBe('Closed Won');
    expect(cleanCell('a\u202eb')).toBe('ab');
    expect(cleanCell('Caf\u0065\u0301')).toBe('Café');
    expect(cleanCell('line\u2028two')).toBe('line two');
  });

  it.each([
    ['5.805E+18', true],
    ['5,8E18', true],
    ['1E5', true],
    ['zcrm_5805000000000000001', false],
    ['5805000000000000001', false],
    ['007', false],
    ['E12', false],
  ])('%s ruined: %s', (id, expected) => expect(isRuinedId(id)).toBe(expected));

  it('headers differ by no case, blank, dash or module suffix', () => {
    expect(['Deal_Name', 'deal\u00a0name', 'DEAL-NAME', 'Deal Name (Deals)', ' Deal  Name: '].map(headerKey)).toEqual(
      Array(5).fill('deal name'),
    );
  });

  it('probabilities read plainly', () => {
    const read = (text: string): number | undefined => plainValue(text, 'share');
    expect([read('20'), read('0.25'), read('100'), read('12.5')]).toEqual([20, 0.25, 100, 12.5]);
    expect([read('20%'), read('.'), read('1.2.3')]).toEqual(Array(3).fill(undefined));
    expect(read('')).toBeNaN();
  });
});
