import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import writeWorkbook from 'write-excel-file/node';
import { codes, read, refusal, rows } from './export.ts';

type Cell = { value: string | number | boolean | Date; type?: unknown; format?: string } | null;

const HEAD: Cell[] = ['Id', 'Stage', 'Amount', 'Created', 'Closing Date'].map((value) => ({ value }));
const LINE: Cell[] = [
  { value: '1' },
  { value: 'New' },
  { value: 1234.5 },
  { value: new Date(Date.UTC(2026, 1, 3, 4, 5)), type: Date, format: 'dd/mm/yyyy hh:mm' },
  { value: new Date(Date.UTC(2026, 2, 1)), type: Date, format: 'dd/mm/yyyy' },
];

async function workbook(sheets: { data: Cell[][]; sheet: string }[] = [{ data: [HEAD, LINE], sheet: 'Deals' }]): Promise<Uint8Array> {
  const made = (await (writeWorkbook as unknown as (input: unknown) => { toBuffer(): Promise<Buffer> })(sheets)).toBuffer();
  return new Uint8Array(await made);
}

/** The workbook with files changed or added. */
async function changed(change: (files: Record<string, Uint8Array>) => void): Promise<Uint8Array> {
  const files = unzipSync(await workbook());
  change(files);
  return zipSync(files);
}

describe('workbooks (C53 to C63)', () => {
  it('C63 dates by number format, amounts digit by digit', async () => {
    const result = await read(await workbook(), { name: 'deals.xlsx' });
    expect(rows(result.deals)).toMatchObject([{ id: '1', stage: 'New', amount: 123_450, row: 2 }]);
    expect([new Date(result.deals.created[0]).toISOString(), new Date(result.deals.closing[0]).toISOString()]).toEqual([
      '2026-02-03T04:05:00.000Z',
      '2026-03-01T00:00:00.000Z',
    ]);
    expect(result.source.format).toBe('xlsx');
  });

  it('C58 of several sheets the one with deals is read, and said', async () => {
    const result = await read(
      await workbook([
        { data: [[{ value: 'Notes' }], [{ value: 'none' }]], sheet: 'Readme' },
        { data: [HEAD, LINE], sheet: 'Deals' },
      ]),
    );
    expect([result.deals.count, codes(result)]).toEqual([1, ['sheets-passed-over']]);
  });

  it('C53 a zip bomb', async () => {
    const bomb = await changed((files) => {
      files['xl/worksheets/sheet9.xml'] = new Uint8Array(200 * 1024 * 1024);
    });
    expect(bomb.length).toBeLessThan(1_000_000);
    expect((await refusal(bomb)).text.en).toMatch(/bomb/);
  });

  it('C54 a size that lies', async () => {
    const bytes = await workbook();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length - 46; at++) if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 10, true);
    expect((await refusal(bytes)).text.en).toMatch(/not what it says/);
  });

  it.each<[string, (files: Record<string, Uint8Array>) => void, RegExp]>([
    [
      'C55 a path that leads out',
      (files) => {
        files['../evil.xml'] = strToU8('<a/>');
      },
      /leads out/,
    ],
    [
      'C55 too many files',
      (files) => {
        for (let i = 0; i < 1200; i++) files[`x/${i}.xml`] = strToU8('<a/>');
      },
      /holds 1\d{3} files/,
    ],
    [
      'C56 a DOCTYPE',
      (files) => {
        files['xl/workbook.xml'] = strToU8(
          `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>${new TextDecoder().decode(files['xl/workbook.xml'])}`,
        );
      },
      /DOCTYPE/,
    ],
    [
      'C57 macros',
      (files) => {
        files['xl/vbaProject.bin'] = strToU8('x');
      },
      /macros/,
    ],
    [
      'no workbook in it',
      (files) => {
        delete files['xl/workbook.xml'];
      },
      /no workbook/,
    ],
  ])('%s', async (_name, change, words) => {
    const error = await refusal(await changed(change));
    expect([error.exit, words.test(error.text.en)]).toEqual([2, true]);
  });

  it('C61 a dimension that lies costs nothing', async () => {
    const lying = await changed((files) => {
      const sheet = new TextDecoder().decode(files['xl/worksheets/sheet1.xml']);
      files['xl/worksheets/sheet1.xml'] = strToU8(
        sheet.includes('<dimension')
          ? sheet.replace(/<dimension ref="[^"]*"/, '<dimension ref="A1:XFD1048576"')
          : sheet.replace('<sheetData', '<dimension ref="A1:XFD1048576"/><sheetData'),
      );
    });
    const outcome = await read(lying).then(
      (result) => result.deals.count,
      (error: { exit?: number }) => error.exit,
    );
    expect([1, 2]).toContain(outcome);
  });

  it('C60 a shared string that is not there is a refusal or an empty cell, never a crash', async () => {
    const broken = await changed((files) => {
      const sheet = new TextDecoder().decode(files['xl/worksheets/sheet1.xml']);
      files['xl/worksheets/sheet1.xml'] = strToU8(sheet.replace(/t="s"><v>\d+<\/v>/, 't="s"><v>999999</v>'));
    });
    const outcome = await read(broken).then(
      (result) => result.deals.count >= 0,
      (error: { exit?: number }) => error.exit === 2,
    );
    expect(outcome).toBe(true);
  });

  it('cut off anywhere it is refused in words', async () => {
    const bytes = await workbook();
    for (const part of [0.2, 0.5, 0.9]) expect((await refusal(bytes.slice(0, Math.floor(bytes.length * part)))).exit).toBe(2);
  });
});
