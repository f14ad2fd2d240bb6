import { describe, expect, it } from 'vitest';
import { memoryBytes } from '../../../src/sources/crm/container/bytes.ts';
import type { RecordCells } from '../../../src/sources/crm/delimited/record.ts';
import { tokenize } from '../../../src/sources/crm/delimited/tokenize.ts';
import { CellReader, isGiven } from '../../../src/sources/crm/table/cell-reader.ts';
import { Counts } from '../../../src/sources/crm/table/counts.ts';
import { Currencies } from '../../../src/sources/crm/table/currencies.ts';
import { tallyColumn } from '../../../src/sources/crm/table/slashed.ts';

const ROW = 7;

/** Reads one cell by itself, as row 7, and gives the outcome with what was counted. */
function read<T>(
  text: string,
  how: (reader: CellReader, record: RecordCells) => T,
): { value: T; reader: CellReader; counts: Counts; faults: string[] } {
  const counts = new Counts();
  const currencies = new Currencies();
  const reader = new CellReader({ currency: 'MYR', timeZone: 'Asia/Kuala_Lumpur' }, currencies, counts);
  const values: T[] = [];
  tokenize(memoryBytes(new TextEncoder().encode(`${text}\tx`)), 9, 0, (record) => {
    values.push(how(reader, record));
  });
  const faults = [...counts.faults.values()].map(({ field, code, rows }) => `${field} ${code} ${rows.join()}`);
  return { value: values[0], reader, counts, faults };
}

describe('a cell by itself', () => {
  it.each([
    ['1200', 120_000, 0, []],
    ['1200.5', 120_050, 0, []],
    ['RM 1,200.00', 120_000, 1, []],
    ['€ 11398,00', 1_139_800, 1, []],
    ['(300)', -30_000, 0, ['amount negative 7']],
    ['#REF!', Number.NaN, 0, ['amount unreadable 7']],
    ['n/a', Number.NaN, 0, []],
  ])('the amount %s', (text, minor, currency, faults) => {
    const is = read(text, (reader, record) => reader.amount(record, 0, ROW));
    expect([is.value, is.reader.currency, is.faults]).toEqual([minor, currency, faults]);
  });

  it('an amount without a currency forgets that of the one before', () => {
    const is = read('€ 5\t5', (reader, record) => [0, 1].flatMap((cell) => [reader.amount(record, cell, ROW), reader.currency]));
    expect(is.value).toEqual([500, 1, 500, 0]);
  });

  it.each([
    ['40', 40, 0, []],
    ['40 %', 40, 1, []],
    ['0,4', 0.4, 0, []],
    ['140', Number.NaN, 0, ['probability implausible 7']],
    ['likely', Number.NaN, 0, ['probability unreadable 7']],
    ['-', Number.NaN, 0, []],
  ])('the probability %s', (text, value, signs, faults) => {
    const is = read(text, (reader, record) => reader.probability(record, 0, ROW));
    expect([is.value, is.counts.percentSigns, is.faults]).toEqual([value, signs, faults]);
  });

  it.each([
    ['2026-02-08', Date.UTC(2026, 1, 8), []],
    ['2026-02-08T00:00:00Z', Date.UTC(2026, 1, 8, 8), []],
    ['0000-00-00', Number.NaN, []],
    ['soon', Number.NaN, ['created unreadable 7']],
  ])('the date %s, on the clock of the tree', (text, at, faults) => {
    const is = read(text, (reader, record) => reader.date('created', record, [0], ROW));
    expect(is.value).toEqual(at);
    expect(is.faults).toEqual(faults);
  });

  it('a date with slashes waits: its order is settled by the whole column; an empty cell has others to stand in', () => {
    const { value } = read('13/02/2026\t', (reader, record) => reader.date('closing', record, [1, 0], ROW));
    expect(tallyColumn(Float64Array.of(value, Number.NaN, 0), 3)).toEqual({
      '/': { slashed: 1, dayFirst: 1, monthFirst: 0, undecided: 0 },
      '-': { slashed: 0, dayFirst: 0, monthFirst: 0, undecided: 0 },
    });
  });

  it.each([
    ['5.805E+18', undefined, ['id ruined 7']],
    ['5805000000000000123', '5805000000000000123', []],
    ['zcrm\u00a05805 ', 'zcrm 5805', []],
    ['\u200b', undefined, []],
    ['1e', '1e', []],
  ])('the id %s', (text, id, faults) => {
    const is = read(text, (reader, record) => reader.id(record, 0, ROW));
    expect([is.value, is.faults]).toEqual([id, faults]);
  });

  it.each([
    ['call back', 1],
    ['none', 0],
    ['unbekannt', 0],
    ['nothing decided before the board has met', 1],
  ] as const)('whether "%s" says something', (text, given) => {
    expect(read(text, (_, record) => isGiven(record, 0)).value).toBe(given);
  });
});

describe('the currencies of an export', () => {
  it('one number for one code, and one for all beyond 250', () => {
    const currencies = new Currencies();
    const codes = Array.from({ length: 300 }, (_, k) => `C${k}`);
    const numbers = codes.map((code) => currencies.numberOf(code));
    expect(numbers.slice(0, 3)).toEqual([1, 2, 3]);
    expect(new Set(numbers).size).toBe(250);
    expect(codes.map((code) => currencies.numberOf(code))).toEqual(numbers);
    expect(currencies.codes[0]).toBe('');
  });
});
