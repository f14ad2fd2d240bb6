import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExport } from '../../../src/sources/crm/read.ts';
import { codes, csv, HEAD, OPTIONS, read, refusal, row, rows } from './export.ts';

describe('containers', () => {
  it.each([
    ['C02 empty file', '', /empty/],
    ['C01 a web page called .csv', '<html><table><tr><td>Stage</td></tr></table></html>', /web page/],
    ['C62 old or encrypted Excel', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /Excel/],
    ['gzip', gzipSync('Stage,Id\nNew,1\n'), /compressed/],
    ['C01 JSON called .csv', '[\n {"Id": 1, "Stage": "New"}]', /is JSON/],
    ['binary rubbish', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256), /no text/],
    ['C15 NUL bytes', new Uint8Array(500), /no text/],
    ['a PDF', '%PDF-1.7 rest', /PDF/],
    ['a cut-off zip', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), /cut off/],
  ])('%s is refused in words', async (_name, content, words) => {
    const error = await refusal(content);
    expect(error.exit).toBe(2);
    expect(error.text.en).toMatch(words);
    expect(error.hint?.en).toBeTruthy();
  });

  it('C02 a header alone is an export without deals', async () => {
    const result = await read(`${HEAD}\n`);
    expect([result.deals.count, result.source.rows, result.source.rejected]).toEqual([0, 0, 0]);
  });

  const text = csv(row('1', { name: 'Müller Dächer' }), row('2'));
  const utf16 = (little: boolean): Uint8Array => {
    const bytes = new Uint8Array(2 + text.length * 2);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, 0xfeff, little);
    for (let i = 0; i < text.length; i++) view.setUint16(2 + i * 2, text.charCodeAt(i), little);
    return bytes;
  };
  it.each([
    ['C10 UTF-8 with BOM', new TextEncoder().encode(`\ufeff${text}`)],
    ['UTF-8', new TextEncoder().encode(text)],
    ['C11 UTF-16 LE', utf16(true)],
    ['C11 UTF-16 BE', utf16(false)],
    ['C11 UTF-16 LE without BOM', utf16(true).subarray(2)],
    ['C12 Windows-1252', Uint8Array.from(text, (c) => c.charCodeAt(0))],
  ])('%s', async (name, bytes) => {
    const result = await read(bytes);
    expect(rows(result.deals).map((deal) => deal.name)).toEqual(['Müller Dächer', 'Deal 2']);
    expect(codes(result).includes('encoding-windows-1252')).toBe(name.includes('1252'));
  });
});

describe('letters', () => {
  it('C12 the bytes 0x80 to 0x9F are the signs of Windows-1252, not controls', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${HEAD}\n1,`),
      Buffer.from([0x80, 0x20, 0x93, 0x61, 0x94, 0x20, 0x96, 0x20, 0x8a, 0x9f, 0x85]),
      Buffer.from(',New,100,Ana,2026-01-05,2026-03-01,2026-02-01 10:00:00\n'),
    ]);
    const result = await read(bytes);
    expect(rows(result.deals).map(({ name }) => name)).toEqual(['€ “a” – ŠŸ…'.normalize('NFKC')]);
    expect(codes(result)).toContain('encoding-windows-1252');
  });

  it.each([
    ['UTF-8 read as Mac Roman', 'M√ºller'],
    ['a quotation mark of the same kind', 'O‚ÄôBrien'],
    ['UTF-8 read as Windows-1252', 'MÃ¼ller'],
    ['a quotation mark of the same kind, by Windows', 'Oâ€™Brien'],
    ['Mac Roman read as Windows-1252', 'MŸller Stra§e'],
  ])('C14 %s stays as it is and is reported', async (_name, name) => {
    const result = await read(csv(row('1'), row('2', { name })));
    expect(rows(result.deals)[1].name).toBe(name.normalize('NFKC'));
    const problem = result.problems.find(({ code }) => code === 'text-bent');
    expect(problem).toMatchObject({ level: 'warning', place: { file: 'export.csv' } });
    expect(problem?.message.en).toContain(name);
  });

  it('C14 good names in many languages are not reported', async () => {
    const names = ['Müller & Söhne', 'O’Brien', '§ 5 Abs. 2', 'SÃO PAULO', 'Kovač', '√ 2', '株式会社', 'Ÿnes', 'Ängström'];
    expect(codes(await read(csv(...names.map((name, i) => row(String(i), { name })))))).not.toContain('text-bent');
  });
});

describe('dialects and damage', () => {
  it.each([
    ['C21 semicolon', ';'],
    ['C21 tab', '\t'],
    ['C21 bar', '|'],
  ])('%s', async (_name, sign) => {
    const result = await read(csv(row('1'), row('2')).replaceAll(',', sign));
    expect(rows(result.deals)).toHaveLength(2);
  });

  it('C20 a sep= line', async () => expect((await read(`sep=;\n${csv(row('1')).replaceAll(',', ';')}`)).deals.count).toBe(1));

  it('C19 CRLF, LF and CR mixed are all line ends', async () => {
    const result = await read(`${HEAD}\r\n${row('1')}\r${row('2')}\n${row('3')}`);
    expect(rows(result.deals).map(({ id, name, row: at }) => [id, name, at])).toEqual([
      ['1', 'Deal 1', 2],
      ['2', 'Deal 2', 3],
      ['3', 'Deal 3', 4],
    ]);
    expect(result.source.rejected).toBe(0);
  });

  it('C22 a newline in a quoted cell stays in it', async () => {
    const result = await read(csv(row('1', { name: '"two\nlines, one cell"' }), row('2', { name: '"a\r\nb"' }), row('3')));
    expect(rows(result.deals).map(({ id, name, row: at }) => [id, name, at])).toEqual([
      ['1', 'two lines, one cell', 2],
      ['2', 'a b', 3],
      ['3', 'Deal 3', 4],
    ]);
  });

  it('C25 blank lines and lines of delimiters are nothing, trailing ones too', async () => {
    const result = await read(`${HEAD}\n\n${row('1')}\n,,,,,,,\n   \n${row('2')},,\n\n\n`);
    expect(rows(result.deals).map(({ id }) => id)).toEqual(['1', '2']);
    expect(result.source).toMatchObject({ rows: 2, rejected: 0 });
  });

  it('C23 stray quotes stay text, doubled quotes are one', async () => {
    const result = await read(csv(row('1', { name: '5" pipe' }), row('2', { name: '"say ""hi"""' }), row('3', { name: '"a"b' })));
    expect(rows(result.deals).map(({ name }) => name)).toEqual(['5" pipe', 'say "hi"', 'ab']);
  });

  it('C24 short rows are padded and counted, long rows rejected unless empty', async () => {
    const result = await read(csv('1,Short,New', `${row('2')},surplus`, `${row('3')},,`));
    expect(rows(result.deals).map(({ id }) => id)).toEqual(['1', '3']);
    expect(result.rejects).toMatchObject([{ row: 3, code: 'ragged-long' }]);
    expect(codes(result)).toEqual(expect.arrayContaining(['rows-rejected', 'rows-short']));
  });

  it('C03 a quote that is never closed costs its own line, not the rest', async () => {
    const result = await read(csv(row('1'), row('2', { name: '"open' }), row('3'), row('4')));
    expect(rows(result.deals).map(({ id }) => id)).toEqual(['1', '3', '4']);
    expect(result.problems.find(({ code }) => code === 'quote-unclosed')).toMatchObject({ level: 'error' });
  });

  it('a row that is quoted whole is cut once more', async () => {
    const result = await read(csv(row('1'), `"${row('2')}"`, row('3')));
    expect(rows(result.deals).map(({ id, name }) => [id, name])).toEqual([
      ['1', 'Deal 1'],
      ['2', 'Deal 2'],
      ['3', 'Deal 3'],
    ]);
    expect(codes(result)).toContain('rows-repaired');
  });

  const report = [
    'Open deals by owner,,,',
    'Generated by Ana on 2026-02-10 09:30,,,',
    'Total Records: 3,,,',
    '',
    'Deal Owner,Deal Name,Stage,Amount',
    'Ana,Roof A,New,100',
    ',Roof B,Offer,200',
    'Deal Owner,Deal Name,Stage,Amount',
    'Ben,Roof C,New,300',
    'Grand Total,,,600',
  ].join('\n');

  it('C26 title rows above the header are passed over, their date is read, and grouped cells are filled down', async () => {
    const result = await read(report);
    expect(rows(result.deals).map(({ name, owner, row: at }) => [name, owner, at])).toEqual([
      ['Roof A', 'Ana', 6],
      ['Roof B', 'Ana', 7],
      ['Roof C', 'Ben', 9],
    ]);
    expect(new Date(result.source.snapshot).toISOString()).toBe('2026-02-10T09:30:00.000Z');
    expect(result.source.snapshotBasis).toBe('header');
  });

  it('C27 a row of totals is no deal: it is rejected with its row', async () => {
    expect((await read(report)).rejects).toMatchObject([{ code: 'totals-row', row: 10 }]);
    const result = await read(csv(row('1'), row('2'), 'Total,,,200,,,,', 'Summe,,,200,,,,'));
    expect(rows(result.deals).map(({ amount }) => amount)).toEqual([10_000, 10_000]);
    expect(result.rejects.map(({ code, row: at }) => [code, at])).toEqual([
      ['totals-row', 4],
      ['totals-row', 5],
    ]);
  });

  it.each([
    ['C27 a total under the stage', 'Total Records: 2,,,', 'totals-row'],
    ['C27 a sum under the stage', 'Summe,,,300', 'totals-row'],
    ['C27 a line of the program under the stage', 'Confidential Information - Do Not Distribute,,,', 'note-row'],
    ['C27 a line of the program, cut short', '"Generated by: Ana, 19 Nov 2026"', 'note-row'],
  ])('%s is no deal', async (_name, line, code) => {
    const result = await read(['Stage,Deal Name,Owner,Amount', 'New,A,Ana,100', 'Total solution,B,Ana,200', line, ''].join('\n'));
    expect(rows(result.deals).map(({ stage }) => stage)).toEqual(['New', 'Total solution']);
    expect(result.rejects.map((reject) => [reject.code, reject.row])).toEqual([[code, 4]]);
  });

  it('C28 a header that is repeated in the middle is no deal, and is counted', async () => {
    const result = await read(csv(row('1'), HEAD, row('2'), HEAD, row('3')));
    expect(rows(result.deals).map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(result.problems.find(({ code }) => code === 'header-repeated')).toMatchObject({ count: 2 });
  });

  it.each([100_000, 10_000_000])('C35 a cell of %i characters', async (length) => {
    const result = await read(csv(row('1', { name: 'x'.repeat(length) }), row('2')));
    expect([result.deals.name(0).length, result.deals.name(1)]).toEqual([length, 'Deal 2']);
  });

  it('C36 a million rows: every one is there, and their sum is right to the cent', async () => {
    const lines = Array.from({ length: 1_000_000 }, (_, i) => `${i},New,${i}.01\n`).join('');
    const { deals, source } = await read(`Id,Stage,Amount\n${lines}`);
    let sum = 0;
    for (const amount of deals.amount) sum += amount;
    expect([deals.count, source.rows, source.rejected, deals.id(999_999)]).toEqual([1_000_000, 1_000_000, 0, '999999']);
    expect(sum).toBe((999_999 / 2) * 1_000_000 * 100 + 1_000_000);
  });

  it('C34 ten thousand columns', async () => {
    const extra = Array.from({ length: 10_000 }, (_, i) => `X${i}`).join(',');
    const result = await read(`${HEAD},${extra}\n${row('1')},${extra}\n`);
    expect(rows(result.deals)).toMatchObject([{ id: '1', amount: 10_000 }]);
  });

  it('any bytes behind a header give deals and rejects that add up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(
            fc
              .string({ maxLength: 6 })
              .map((cell) => cell.replace(/[|;\t]/g, ''))
              .map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)),
            { minLength: 1, maxLength: 9 },
          ),
          { maxLength: 12 },
        ),
        async (lines) => {
          const result = await read(csv(...lines.map((cells) => cells.join(','))));
          expect(result.source.rows).toBe(result.deals.count + result.source.duplicates + result.source.rejected);
          for (let i = 0; i < result.deals.count; i++) expect(result.deals.id(i)).not.toBe('');
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('headers', () => {
  it('C31 __proto__, constructor and toString are columns like others', async () => {
    const result = await read('__proto__,constructor,toString,Id,Stage,Amount\na,b,c,1,New,5\n');
    expect(rows(result.deals)).toMatchObject([{ id: '1', amount: 500 }]);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });

  it('C29 of a column that stands twice the first counts, and that is said', async () => {
    const result = await read('Id,Stage,Amount,Amount\n1,New,5,7\n');
    expect(rows(result.deals)).toMatchObject([{ amount: 500 }]);
    expect(codes(result)).toContain('column-twice');
  });

  it('C30 empty headers do no harm, wherever they stand', async () => {
    const result = await read(',Id,,Stage,Amount,,\nx,1,y,New,5,z,\n');
    expect(rows(result.deals)).toMatchObject([{ id: '1', stage: 'New', amount: 500 }]);
    expect(codes(result)).not.toContain('column-twice');
  });

  it.each([
    ['reordered', 'Amount,Owner,Id,Stage\n5,Ana,1,New\n'],
    ['renamed', 'Deal Value,Sales Rep,Deal ID,Deal Stage\n5,Ana,1,New\n'],
    ['in German', 'Betrag;Verantwortlich;Vorgang;Stufe\n5;Ana;1;New\n'],
  ])('C32 columns that are %s', async (_name, text) => {
    expect(rows((await read(text)).deals)).toMatchObject([{ id: '1', amount: 500, owner: 'Ana', stage: 'New' }]);
  });

  it.each([
    ['case', 'ID,STAGE,aMOUNT,owner'],
    ['blanks', ' Id , Stage,  Amount  ,Owner '],
    ['no-break spaces', 'Record\u00a0Id,Deal\u00a0Stage,\u00a0Amount\u00a0,Deal\u202fOwner'],
    ['underscores and dashes', 'record_id,deal-stage,AMOUNT,deal_owner'],
  ])('C33 headers that differ in %s', async (_name, head) => {
    expect(rows((await read(`${head}\n1,New,5,Ana\n`)).deals)).toMatchObject([{ id: '1', amount: 500, owner: 'Ana', stage: 'New' }]);
  });

  it('a needed column that is missing: what was seen, the nearest, and the row to add', async () => {
    const error = await refusal('Id,Amount,Pipeline Stge\n1,5,New\n');
    const [problem] = error.problems;
    expect(problem.message.en).toContain('Id, Amount, Pipeline Stge');
    expect(problem.message.en).toContain('nearest is "Pipeline Stge"');
    expect(problem.remedy.en).toContain("--map 'stage=Pipeline Stge'");
    expect(problem.remedy.en).toContain('| stage | Pipeline Stge |');
  });

  it('a column named in the policy wins; one that is not there is an error', async () => {
    const result = await read('Id,Stage,Amount,List Price\n1,New,5,9\n', { columns: { amount: 'List Price' } });
    expect(rows(result.deals)).toMatchObject([{ amount: 900 }]);
    expect((await refusal('Id,Stage,Amount\n1,New,5\n', { columns: { amount: 'List Price' } })).problems[0].code).toBe('column-unknown');
  });

  it.each([
    [
      'zoho-module',
      'Record Id,Deal Owner.id,Deal Owner,Amount,Deal Name,Closing Date,Account Name.id,Account Name,Stage\nzcrm_1,2,Ana,5,Roof,2026-01-01,3,Acme,New\n',
    ],
    [
      'zoho-module',
      'Record Id,Students Pipeline Owner.id,Students Pipeline Owner,Amount,Students Pipeline Name,Closing Date,Stage,Modified By.id\nzcrm_1,2,Ana,5,Roof,2026-01-01,New,9\n',
    ],
    [
      'zoho-bigin',
      'Deal Id,Deal Owner.id,Deal Owner,Deal Name,Company Name.id,Company Name,Sub-Pipeline,Amount,Stage,Closing Date\n1,2,Ana,Roof,3,Acme,Std,5,New,2026-01-01\n',
    ],
    [
      'zoho-analytics',
      'Potential Name,Potential Owner,Created Time,Amount,Stage,Forecast Type,Age in Days,Age Tier,LEADID\nRoof,Ana,2026-01-01,5,New,Open,3,1,77\n',
    ],
    [
      'hubspot',
      'Record ID,Deal Name,Deal Stage,Close Date,Create Date,Deal owner,Amount,Associated Company,Pipeline\n1,Roof,New,2026-01-01,2025-01-01,Ana,5,Acme,p\n',
    ],
    [
      'salesforce',
      'Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Close Date,Created Date,Fiscal Period,Age\n1,Roof,Acme,Ana,New,5,2026-01-01,2025-01-01,Q1,3\n',
    ],
    [
      'pipedrive',
      'Deal - ID,Deal - Title,Deal - Stage,Deal - Value,Deal - Owner,Deal - Deal created,Deal - Expected close date,Deal - Organization\n1,Roof,New,5,Ana,2025-01-01,2026-01-01,Acme\n',
    ],
    ['plain', 'opportunity_id,sales_agent,account,deal_stage,engage_date,close_date,close_value\n1,Ana,Acme,New,2025-01-01,,5\n'],
  ])('%s is recognised', async (profile, text) => {
    const result = await read(text);
    expect(result.source.profile).toBe(profile);
    expect(rows(result.deals)).toMatchObject([{ amount: 500, owner: 'Ana', stage: 'New' }]);
  });

  it.each([
    ['accounts', 'Account Name,Account Owner,Account Type,Industry,Website\nAcme,Ana,Customer,Solar,a.example\n'],
    ['leads', 'Last Name,Company,Lead Owner,Lead Status\nTan,Acme,Ana,Open\n'],
    ['tasks', 'Task Owner,Subject,Created Time,Due Date,Status\nAna,Call,2026-01-01,2026-01-02,Open\n'],
  ])('an export of %s is not taken for deals', async (what, text) => {
    const result = await read(text);
    expect([result.deals.count, result.source.profile]).toEqual([0, `other-${what}`]);
  });
});

describe('the hash of an export', () => {
  const content = csv(row('1'), row('2'));
  const later = async (change: (file: string) => void): Promise<string> => {
    const folder = mkdtempSync(join(tmpdir(), 'bizos-hash-'));
    try {
      const file = join(folder, 'export.csv');
      writeFileSync(file, content);
      const { source } = await readExport({ file }, OPTIONS);
      change(file);
      return source.sha256;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  it('is that of the bytes that were read, also where another file took their place', async () => {
    const expected = createHash('sha256').update(content).digest('hex');
    expect(await later(() => {})).toBe(expected);
    const replaced = (file: string): void => {
      writeFileSync(`${file}.new`, csv(row('3')));
      renameSync(`${file}.new`, file);
    };
    expect(await later(replaced)).toBe(expected);
  });

  it('is refused where the file was written to since', async () => {
    await expect(later((file) => appendFileSync(file, 'more'))).rejects.toMatchObject({
      exit: 2,
      text: { en: expect.stringMatching(/changed while/) },
    });
  });
});
