import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyExponent } from '../../../src/core/money.ts';
import { encodeSlashed } from '../../../src/sources/crm/table/slashed.ts';
import { compactWords, WordTable } from '../../../src/sources/crm/table/words.ts';
import { readAmount } from '../../../src/sources/crm/values/amount.ts';
import { readDate } from '../../../src/sources/crm/values/date.ts';
import { idHashes, plainValue } from './plain-cell.ts';

const digits = (max: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 0, maxLength: max });

/** Holds plain dates against the careful reader; how many were plain. */
function datesAgree(dates: fc.Arbitrary<string>): number {
  let plain = 0;
  fc.assert(
    fc.property(dates, (text) => {
      const quick = plainValue(text, 'date');
      if (quick === undefined) return;
      plain++;
      const slow = readDate(text);
      expect(slow.kind === 'slashed' ? encodeSlashed(slow) : slow.kind === 'moment' && slow.at).toBe(quick);
    }),
    { numRuns: 20_000 },
  );
  return plain;
}

describe('the quick readers of bytes agree with the careful readers of text', () => {
  it('amounts', () => {
    const amount = fc.oneof(
      fc
        .tuple(fc.constantFrom('', '-', '+'), digits(14), fc.constantFrom('', '.', ',', '.5', '.50', '.505', '.5055'), digits(4))
        .map((p) => p.join('')),
      fc.string({ unit: fc.constantFrom(...'0123456789.,- e%'), maxLength: 10 }),
    );
    let plain = 0;
    fc.assert(
      fc.property(amount, fc.constantFrom('MYR', 'JPY', 'KWD'), (text, currency) => {
        const quick = text === '' ? undefined : plainValue(text, 'amount', currencyExponent(currency));
        if (quick === undefined) return;
        plain++;
        expect(readAmount(text, currency)).toMatchObject({ kind: 'amount', minor: quick });
      }),
      { numRuns: 5000 },
    );
    expect(plain).toBeGreaterThan(500);
  });

  it('dates', () => {
    const two = fc.integer({ min: 0, max: 70 }).map((n) => String(n).padStart(2, '0'));
    const date = fc
      .tuple(
        fc.integer({ min: 1960, max: 2110 }),
        two,
        two,
        fc.constantFrom('', ' ', 'T', '  '),
        two,
        two,
        fc.constantFrom('', ':00', ':59', ':60', ':5', 'Z'),
      )
      .map(
        ([year, month, day, between, hour, minute, end]) =>
          `${year}-${month}-${day}${between === '' ? '' : `${between}${hour}:${minute}${end}`}`,
      );
    expect(datesAgree(date)).toBeGreaterThan(100);
  });

  it('dates with the year last', () => {
    const two = fc.integer({ min: 0, max: 35 }).map((n) => String(n).padStart(2, '0'));
    const date = fc
      .tuple(
        two,
        two,
        fc.integer({ min: 1960, max: 2110 }),
        fc.constantFrom('/', '-', '.', '|'),
        fc.constantFrom('', ' 08:15', 'T23:59:59', ' 24:00'),
      )
      .map(([first, second, year, sign, time]) => `${first}${sign}${second}${sign}${year}${time}`);
    expect(datesAgree(date)).toBeGreaterThan(1000);
    expect(plainValue('13/02-2026', 'date')).toBeUndefined();
  });

  it('every day of 1970 to 2100 is itself, and the days between months are none', () => {
    for (let at = 0; at < Date.UTC(2101, 0, 1); at += 86_400_000) {
      if (plainValue(new Date(at).toISOString().slice(0, 10), 'date') !== at) throw new Error(new Date(at).toISOString());
    }
    for (const text of [
      '2023-02-29',
      '2100-02-29',
      '2024-02-30',
      '2024-04-31',
      '2024-00-10',
      '2024-13-01',
      '2024-01-00',
      '1969-12-31',
      '2101-01-01',
    ])
      expect(plainValue(text, 'date')).toBeUndefined();
  });

  it('small numbers', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.'), minLength: 1, maxLength: 9 }), (text) => {
        const quick = plainValue(text, 'share');
        if (quick !== undefined) expect(quick).toBeCloseTo(Number(text), 9);
        else expect(text.length > 8 || !/^\d+(?:\.\d+)?$/.test(text) || Number(text) > 100).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('words and ids by their bytes', () => {
  it('a word table gives each word back, whatever the words', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('New', 'Won', 'Owner 1', 'Owner 2')), { maxLength: 300 }),
        (list) => {
          const table = new WordTable();
          const numberOf = (word: string): number => table.ofCell(word);
          const at = list.map(numberOf);
          const again = list.map(numberOf);
          expect(again).toEqual(at);
          const reference = new Map<string, number>();
          for (const [k, word] of list.entries()) {
            const known = reference.get(word);
            if (known === undefined) reference.set(word, at[k]);
            else expect(at[k]).toBe(known);
          }
        },
      ),
    );
  });

  it('words are numbered by their first row, those of no row are dropped', () => {
    const at = Uint32Array.of(3, 0, 1, 3, 1, 9);
    expect(compactWords(['', 'a', 'b', 'c'], at, 5)).toEqual(['', 'c', 'a']);
    expect([...at]).toEqual([1, 0, 2, 1, 2, 9]);
  });

  it('a million ids in a row have a million hashes', () => {
    const seen = new Set<number>();
    let twice = 0;
    for (let i = 0; i < 1_000_000; i++) {
      const [one, other] = idHashes(`zcrm_58050000${100_000_000 + i * 7}`) ?? [0, 0];
      const key = (one >>> 6) * 134_217_728 + (other >>> 5);
      if (seen.has(key)) twice++;
      seen.add(key);
    }
    expect(twice).toBe(0);
  });
});
