import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryBytes } from '../../../src/sources/crm/container/bytes.ts';
import { RecordCells, recordTexts } from '../../../src/sources/crm/delimited/record.ts';
import { scanRecords } from '../../../src/sources/crm/delimited/scan.ts';
import { tokenize } from '../../../src/sources/crm/delimited/tokenize.ts';
import { TableBuilder } from '../../../src/sources/crm/table/builder.ts';
import { fieldPlan } from '../../../src/sources/crm/table/read-plan.ts';
import { BUILD, contents, HEAD, match, reader } from './built.ts';

/** Takes every record by itself. */
class OneByOne extends TableBuilder {
  override readonly fields = { ...fieldPlan(match, BUILD), hasOrdinaryRows: false };
}

/** Counts the rows that it was given many at a time. */
class Counting extends TableBuilder {
  ordinary = 0;
  override takeRows(record: RecordCells, row: number): void {
    this.ordinary += record.rows;
    super.takeRows(record, row);
  }
}

function built<B extends TableBuilder>(text: string, builder: B): { builder: B; contents: unknown } {
  const source = memoryBytes(new TextEncoder().encode(text));
  const { records } = scanRecords(source, { at: 0, records: 0 }, builder, reader(builder));
  return { builder, contents: contents(builder, records) };
}

const plainRow = fc
  .tuple(
    fc.integer({ min: 1, max: 1e9 }),
    fc.constantFrom('Carport', 'Roof, phase 2', '', 'Ümit 5"'),
    fc.constantFrom('New', 'Won', 'Offer Sent'),
    fc.constantFrom('1200', '35900.34', '', '0', '0.5'),
    fc.constantFrom('Ana', 'Dewi Tan', 'Ümit', ''),
    fc.constantFrom('2025-12-11', '2025-10-16 17:02:38', '2024-02-29T08:15', ''),
  )
  .map(([id, ...cells]) =>
    [`zcrm_${id}`, ...cells].map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','),
  );

const oddRow = fc.constantFrom(
  HEAD,
  `${HEAD.replace('Deal Name', 'Other')}`,
  '',
  ',,,,,',
  ',,New,,,',
  'D1,short,New',
  'D2,long,New,5,Ana,2026-01-01,more',
  '"D3,whole,New,5,Ana,2026-01-01"',
  'D4,date,New,5,Ana,5/6/2026',
  'D5,amount,New,RM 1.200,Ana,2026-01-01',
  'D6,below,New,-5,Ana,2026-01-01',
  'D7,none,,5,Ana,2026-01-01',
  '5.8E+18,ruined,New,5,Ana,2026-01-01',
  ' zcrm_1 ,id with blanks,New,5,Ana,2026-01-01',
  'D8,quotes,"N""ew",5,"A""na",2026-01-01',
  'D9,day,New,5,Ana,2025-02-30',
  `D10,owner,New,5,${'a name of too many letters to be remembered '.repeat(4)},2026-01-01`,
  'Total,,Total,5,,',
  '"open,quote,New,5,Ana,2026-01-01',
);

describe('rows that are taken many at a time', () => {
  it('are what they are one by one, whatever stands between them', () => {
    let ordinary = 0;
    const row = fc.oneof({ weight: 40, arbitrary: plainRow }, { weight: 1, arbitrary: oddRow });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 200, maxLength: 500 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        (rows, end, ended) => {
          const text = [HEAD, ...rows].join(end) + (ended ? end : '');
          const many = built(text, new Counting(match, BUILD));
          expect(many.contents).toEqual(built(text, new OneByOne(match, BUILD)).contents);
          ordinary += many.builder.ordinary;
        },
      ),
      { numRuns: 100 },
    );
    expect(ordinary).toBeGreaterThan(5000);
  });

  it('more rows than there is room for at a time, over many blocks', () => {
    const rows = Array.from({ length: 20_000 }, (_, k) => `zcrm_${k},Deal ${k},New,${k}.25,Ana,2026-01-05`);
    const text = [HEAD, ...rows].join('\n');
    const many = built(text, new Counting(match, BUILD));
    expect(many.builder.ordinary).toBeGreaterThan(19_000);
    expect(many.contents).toEqual(built(text, new OneByOne(match, BUILD)).contents);
  });

  it('are told of as they go by', () => {
    const rows = Array.from({ length: 20_000 }, (_, k) => `zcrm_${k},Deal ${k},New,${k}.25,Ana,2026-01-05`);
    const bytes = new TextEncoder().encode([HEAD, ...rows].join('\n'));
    const builder = new TableBuilder(match, BUILD);
    const ends: number[] = [];
    scanRecords(memoryBytes(bytes), { at: 0, records: 0 }, builder, { ...reader(builder), progress: (offset) => ends.push(offset) });
    expect(ends.length).toBeGreaterThan(2);
    expect(ends).toEqual([...new Set(ends)].sort((a, b) => a - b));
    expect(ends.at(-1)).toBe(bytes.length);
  });

  it('a column of many words, more than are remembered', () => {
    const rows = Array.from({ length: 20_000 }, (_, k) => `zcrm_${k},Deal,New,5,Owner ${k % 7919},2026-01-05`);
    const { builder } = built([HEAD, ...rows].join('\n'), new TableBuilder(match, BUILD));
    const { words, columns } = builder;
    for (let i = 0; i < rows.length; i++) expect(words.owner.words[columns.wholes.owner[i]]).toBe(`Owner ${i % 7919}`);
  });

  it('a lone word for every stage, a header within the data, or a note is looked at one by one', () => {
    const row = 'zcrm_1,Deal,New,5,Ana,2026-01-05';
    const { builder } = built([HEAD, row, row, HEAD, row, ',,New,,,', row].join('\n'), new Counting(match, BUILD));
    expect([builder.count, builder.counts.repeatedHeaders, builder.counts.rejected]).toEqual([4, 1, 1]);
  });
});

describe('records', () => {
  const text = fc
    .array(fc.constantFrom('a', 'bc', ',', '"', '""', '\n', '\r\n', '\r', 'ü', ' '), { maxLength: 80 })
    .map((parts) => parts.join(''));
  const cut = (bytes: Uint8Array, blockBytes: number): unknown => {
    const records: unknown[] = [];
    const record = new RecordCells(blockBytes);
    const end = tokenize(
      memoryBytes(bytes),
      44,
      0,
      (cells) => {
        records.push([cells.offset, cells.length, cells.torn, recordTexts(cells)]);
      },
      { record },
    );
    return { records, end };
  };

  it('are the same in blocks of any size', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (whole, blockBytes) => {
        const bytes = new TextEncoder().encode(whole);
        expect(cut(bytes, blockBytes)).toEqual(cut(bytes, 4096));
      }),
      { numRuns: 400 },
    );
  });

  it('without quotes are what lines and commas part', () => {
    const plain = fc.array(fc.string({ unit: fc.constantFrom('a', 'ü', ' ', ',', '.', '\u{1f600}'), maxLength: 60 }), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(plain, fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
        const { records } = cut(new TextEncoder().encode(lines.map((line) => line + end).join('')), 64) as { records: unknown[][] };
        expect(records.map((record) => record[3])).toEqual(lines.map((line) => line.split(',')));
      }),
    );
  });

  it('of any number of cells', () => {
    for (const cells of [1, 63, 64, 65, 5000]) {
      const line = Array.from({ length: cells }, (_, k) => `c${k}`).join(',');
      expect(cut(new TextEncoder().encode(`${line}\n${line}`), 256)).toMatchObject({
        records: [{ 3: line.split(',') }, { 3: line.split(',') }],
      });
    }
  });
});
