import { strToU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import writeWorkbook from 'write-excel-file/node';
import { codes, read, refusal, rows } from './export.ts';
import { zipOf } from './zip.ts';

type Cell = { value: string | number | boolean | Date; type?: unknown; format?: string } | null;

const SHEET = 'xl/worksheets/sheet1.xml';
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

/** The workbook with the XML of its first sheet changed. */
const sheetChanged = (change: (xml: string) => string): Promise<Uint8Array> =>
  changed((files) => {
    files[SHEET] = strToU8(change(new TextDecoder().decode(files[SHEET])));
  });

/** The workbook with files changed or added. */
async function changed(change: (files: Record<string, Uint8Array>) => void): Promise<Uint8Array> {
  const files = unzipSync(await workbook());
  change(files);
  return zipOf(files);
}

describe('workbooks', () => {
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

  it('C58 a hidden sheet is read only where no other holds deals, and said', async () => {
    const hide = (name: string) => (files: Record<string, Uint8Array>) => {
      const book = new TextDecoder().decode(files['xl/workbook.xml']);
      files['xl/workbook.xml'] = strToU8(book.replace(`name="${name}"`, `name="${name}" state="hidden"`));
    };
    const old = { data: [HEAD, [{ value: 'old' }, ...LINE.slice(1)]], sheet: 'Old' };
    const files = unzipSync(await workbook([old, { data: [HEAD, LINE], sheet: 'Deals' }]));
    hide('Old')(files);
    const result = await read(zipOf(files));
    expect(rows(result.deals)).toMatchObject([{ id: '1' }]);
    expect(result.problems.find(({ code }) => code === 'sheets-passed-over')?.message.en).toContain('Old (hidden)');
    const alone = await read(await changed(hide('Deals')));
    expect([alone.deals.count, codes(alone)]).toEqual([1, ['sheet-hidden']]);
  });

  it('C58 hidden rows count like the others, and are said', async () => {
    const result = await read(await sheetChanged((xml) => xml.replace('<row r="2"', '<row r="2" hidden="1"')));
    expect([result.deals.count, codes(result)]).toEqual([1, ['rows-hidden']]);
  });

  it('C58 merged cells have their value in the first, and are said', async () => {
    const result = await read(
      await sheetChanged((xml) => xml.replace('</sheetData>', '</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>')),
    );
    expect([result.deals.count, codes(result)]).toEqual([1, ['cells-merged']]);
  });

  it('C59 of computed cells what was saved last counts, and the first of them is named', async () => {
    const result = await read(await sheetChanged((xml) => xml.replace('<v>1234.5</v>', '<f>A1*2</f><v>1234.5</v>')));
    expect(rows(result.deals)).toMatchObject([{ id: '1', amount: 123_450 }]);
    const problem = result.problems.find(({ code }) => code === 'cells-computed');
    expect([problem?.count, problem?.message.en.includes('C2')]).toEqual([1, true]);
  });

  it('C59 a computed cell of which nothing was saved has no value, and an error in it is one', async () => {
    const bare = await read(await sheetChanged((xml) => xml.replace('<v>1234.5</v>', '<f>A1*2</f>')));
    expect([rows(bare.deals)[0].amount, codes(bare)]).toEqual([null, ['cells-computed']]);
    const error = await read(
      await sheetChanged((xml) => xml.replace(/<c r="C2"[^>]*><v>1234.5<\/v>/, '<c r="C2" t="e"><f>A1/0</f><v>#DIV/0!</v>')),
    );
    expect([rows(error.deals)[0].amount, codes(error)]).toEqual([null, ['cells-computed', 'cells-error']]);
  });

  it.each([
    ['1', '1'],
    ['true', 'true'],
  ])('C41 days of a workbook whose dates count from 1904 (date1904="%s")', async (_name, value) => {
    const shifted = await changed((files) => {
      const book = new TextDecoder().decode(files['xl/workbook.xml']);
      files['xl/workbook.xml'] = strToU8(
        book.includes('<workbookPr')
          ? book.replace(/<workbookPr[^>]*\/>/, `<workbookPr date1904="${value}"/>`)
          : book.replace('<sheets>', `<workbookPr date1904="${value}"/><sheets>`),
      );
    });
    const result = await read(shifted);
    const days = 1462 * 86_400_000;
    expect(new Date(result.deals.created[0] - days).toISOString()).toBe('2026-02-03T04:05:00.000Z');
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
      'C56 a DOCTYPE behind a long comment',
      (files) => {
        const [declaration, ...rest] = new TextDecoder().decode(files['xl/workbook.xml']).split('?>');
        files['xl/workbook.xml'] = strToU8(`${declaration}?><!--${'x'.repeat(10_000)}--><!DOCTYPE a [<!ENTITY b "c">]>${rest.join('?>')}`);
      },
      /DOCTYPE/,
    ],
    [
      'C56 a DOCTYPE in UTF-16',
      (files) => {
        files['xl/workbook.xml'] = new Uint8Array(Buffer.from('\ufeff<!DOCTYPE a [<!ENTITY b "c">]><workbook/>', 'utf16le'));
      },
      /not UTF-8/,
    ],
    [
      'C57 links to other files or programs (DDE)',
      (files) => {
        files['xl/externalLinks/externalLink1.xml'] = strToU8(
          '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>',
        );
      },
      /links to other files/,
    ],
    [
      'C57 a type with macros (.xlsm)',
      (files) => {
        const types = new TextDecoder().decode(files['[Content_Types].xml']);
        files['[Content_Types].xml'] = strToU8(types.replace('spreadsheetml.sheet.main', 'macroEnabled.main'));
      },
      /macros/,
    ],
    [
      'C62 a password',
      (files) => {
        files.EncryptedPackage = strToU8('x');
      },
      /password/,
    ],
    [
      'C61 a row number that no sheet has',
      (files) => {
        files[SHEET] = strToU8(new TextDecoder().decode(files[SHEET]).replace('<row r="2"', '<row r="99999999999"'));
      },
      /a number that no sheet has/,
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

  it('C55 a file that stands in it twice', async () => {
    const bytes = await changed((files) => {
      files['xl/worksheets/sheetX.xml'] = strToU8('<a/>');
    });
    // The second name becomes the first wherever it stands: in the local header and in the directory.
    const names = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = names.indexOf('sheetX'); at >= 0; at = names.indexOf('sheetX')) names.write('sheet1', at);
    expect((await refusal(bytes)).text.en).toMatch(/stands in it twice/);
  });

  it('C55 an archive in the archive is never opened', async () => {
    const bomb = zipOf({ 'a.xml': new Uint8Array(50 * 1024 * 1024) });
    const result = await read(
      await changed((files) => {
        files['xl/embeddings/inner.zip'] = bomb;
      }),
    );
    expect(result.deals.count).toBe(1);
  });

  it('C61 a dimension that lies costs nothing and changes nothing', async () => {
    const lying = await sheetChanged((xml) =>
      xml.includes('<dimension')
        ? xml.replace(/<dimension ref="[^"]*"/, '<dimension ref="A1:XFD1048576"')
        : xml.replace('<sheetData', '<dimension ref="A1:XFD1048576"/><sheetData'),
    );
    const result = await read(lying);
    expect(rows(result.deals)).toMatchObject([{ id: '1', stage: 'New', amount: 123_450, row: 2 }]);
  });

  it('C60 a shared string that is not there is refused with its cell', async () => {
    const error = await refusal(await sheetChanged((xml) => xml.replace(/t="s"><v>\d+<\/v>/, 't="s"><v>999999</v>')));
    expect([error.exit, /row 1, col 1/.test(error.text.en)]).toEqual([2, true]);
  });

  it('C60 a million shared strings', async () => {
    const many = await changed((files) => {
      const strings = new TextDecoder().decode(files['xl/sharedStrings.xml']);
      files['xl/sharedStrings.xml'] = strToU8(strings.replace('</sst>', `${'<si><t>x</t></si>'.repeat(1_000_000)}</sst>`));
    });
    const outcome = await read(many).then(
      (result) => result.deals.count,
      (error: { text?: { en: string } }) => error.text?.en,
    );
    // So many alike are packed like a bomb: refused before anything is read. Different ones are read.
    expect(outcome).toMatch(/bomb/);
    const different = await changed((files) => {
      const strings = new TextDecoder().decode(files['xl/sharedStrings.xml']);
      const more = Array.from({ length: 1_000_000 }, (_, i) => `<si><t>${(i * 7919) % 1_000_003}</t></si>`).join('');
      files['xl/sharedStrings.xml'] = strToU8(strings.replace('</sst>', `${more}</sst>`));
    });
    expect((await read(different)).deals.count).toBe(1);
  });

  it('C01 a workbook that is called .csv is read as what it is', async () => {
    const result = await read(await workbook(), { name: 'deals.csv' });
    expect([result.deals.count, result.source.format]).toEqual([1, 'xlsx']);
  });

  it('C01 an archive that is called .csv and holds no workbook is refused', async () => {
    const error = await refusal(zipOf({ 'deals.csv': strToU8('Id,Stage\n1,New\n') }));
    expect([error.exit, /no workbook/.test(error.text.en)]).toEqual([2, true]);
  });

  it('cut off anywhere it is refused in words', async () => {
    const bytes = await workbook();
    for (const part of [0.2, 0.5, 0.9]) expect((await refusal(bytes.slice(0, Math.floor(bytes.length * part)))).exit).toBe(2);
  });
});
