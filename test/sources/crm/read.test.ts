import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codes, read, refusal, rows } from './export.ts';

const HEAD = 'Record Id,Deal Name,Stage,Amount,Deal Owner,Created Time,Closing Date,Modified Time';
const row = (
  id: string,
  more: Partial<Record<'name' | 'stage' | 'amount' | 'owner' | 'created' | 'closing' | 'modified', string>> = {},
): string =>
  [
    id,
    more.name ?? `Deal ${id}`,
    more.stage ?? 'New',
    more.amount ?? '100',
    more.owner ?? 'Ana',
    more.created ?? '2026-01-05',
    more.closing ?? '2026-03-01',
    more.modified ?? '2026-02-01 10:00:00',
  ].join(',');
const csv = (...lines: string[]): string => `${[HEAD, ...lines].join('\n')}\n`;

describe('containers (C01, C02, C10 to C13, C15, C62)', () => {
  it.each([
    ['C02 empty file', '', /empty/],
    ['C01 a web page called .csv', '<html><table><tr><td>Stage</td></tr></table></html>', /web page/],
    ['C62 old or encrypted Excel', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /Excel/],
    ['gzip', gzipSync('Stage,Id\nNew,1\n'), /compressed/],
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

describe('dialects and damage (C03, C19 to C28, C34, C35)', () => {
  it.each([
    ['C21 semicolon', ';'],
    ['C21 tab', '\t'],
    ['C21 bar', '|'],
  ])('%s', async (_name, sign) => {
    const result = await read(csv(row('1'), row('2')).replaceAll(',', sign));
    expect(rows(result.deals)).toHaveLength(2);
  });

  it('C20 a sep= line', async () => expect((await read(`sep=;\n${csv(row('1')).replaceAll(',', ';')}`)).deals.count).toBe(1));

  it('C19 mixed line ends, C25 blank lines and trailing commas, C22 a newline in a cell', async () => {
    const result = await read(`${HEAD}\r\n${row('1')}\r${row('2', { name: '"two\nlines, one cell"' })}\n\n,,,,,,,\n${row('3')}`);
    expect(rows(result.deals).map(({ id, name, row: at }) => [id, name, at])).toEqual([
      ['1', 'Deal 1', 2],
      ['2', 'two lines, one cell', 3],
      ['3', 'Deal 3', 6],
    ]);
    expect(result.source.rejected).toBe(0);
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

  it('C26 to C28: title rows, totals, repeated headers, grouped cells', async () => {
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
    const result = await read(report);
    expect(rows(result.deals).map(({ name, owner, row: at }) => [name, owner, at])).toEqual([
      ['Roof A', 'Ana', 6],
      ['Roof B', 'Ana', 7],
      ['Roof C', 'Ben', 9],
    ]);
    expect(result.rejects).toMatchObject([{ code: 'totals-row', row: 10 }]);
    expect(new Date(result.source.snapshot).toISOString()).toBe('2026-02-10T09:30:00.000Z');
    expect(result.source.snapshotBasis).toBe('header');
  });

  it('C35 a cell of 200,000 characters', async () => {
    const name = 'x'.repeat(200_000);
    const result = await read(csv(row('1', { name }), row('2')));
    expect([result.deals.name(0).length, result.deals.name(1)]).toEqual([200_000, 'Deal 2']);
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

describe('headers (C29 to C33)', () => {
  it('C31 __proto__, constructor and toString are columns like others', async () => {
    const result = await read('__proto__,constructor,toString,Id,Stage,Amount\na,b,c,1,New,5\n');
    expect(rows(result.deals)).toMatchObject([{ id: '1', amount: 500 }]);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });

  it('C29 a column that stands twice is said; C30 empty headers do no harm', async () => {
    const result = await read('Id,Stage,Amount,Amount,,\n1,New,5,7,x,y\n');
    expect(rows(result.deals)).toMatchObject([{ amount: 500 }]);
    expect(codes(result)).toContain('column-twice');
  });

  it('C32, C33 renamed, reordered, German, odd case and blanks', async () => {
    const result = await read('BETRAG;stufe;  Vorgang;Verantwortlich\n1.200,50;New;A1;Jürgen\n');
    expect(rows(result.deals)).toMatchObject([{ id: 'A1', amount: 120_050, owner: 'Jürgen' }]);
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

describe('columns as a whole (C36, C40, C45, C49, C51)', () => {
  it('C40 the order of slashed dates is proven by the column, or by another column of the export', async () => {
    const result = await read(
      csv(row('1', { created: '05/02/2026', closing: '01/03/2026' }), row('2', { created: '25/02/2026', closing: '02/03/2026' })),
    );
    expect(Array.from(result.deals.created, (at) => new Date(at).toISOString().slice(0, 10))).toEqual(['2026-02-05', '2026-02-25']);
    expect(Array.from(result.deals.closing, (at) => new Date(at).toISOString().slice(0, 10))).toEqual(['2026-03-01', '2026-03-02']);
  });

  it('C40 months first where a second part is over 12', async () => {
    const result = await read(csv(row('1', { created: '02/25/2026' }), row('2', { created: '03/04/2026' })));
    expect(Array.from(result.deals.created, (at) => new Date(at).toISOString().slice(0, 10))).toEqual(['2026-02-25', '2026-03-04']);
  });

  it('C40 an ambiguous column is an error that names the setting; the setting decides', async () => {
    const text = csv(row('1', { created: '05/02/2026' }), row('2', { created: '03/04/2026' }));
    const unsure = await read(text);
    const problem = unsure.problems.find(({ code }) => code === 'date-order-ambiguous');
    expect(problem).toMatchObject({ level: 'error', count: 2 });
    expect(problem?.remedy.en).toContain('Date order');
    expect(Array.from(unsure.deals.created).every(Number.isNaN)).toBe(true);
    const sure = await read(text, { dateOrder: 'dmy' });
    expect(new Date(sure.deals.created[0]).toISOString().slice(0, 10)).toBe('2026-02-05');
  });

  it('C42 moments with an offset are put on the clock of the tree', async () => {
    const result = await read(csv(row('1', { created: '2026-01-05T20:00:00Z' })));
    expect(new Date(result.deals.created[0]).toISOString()).toBe('2026-01-06T04:00:00.000Z');
  });

  it('C45 two currencies are never in one sum', async () => {
    const result = await read(csv(row('1', { amount: 'RM 100' }), row('2', { amount: 'USD 50' }), row('3', { amount: '70' })));
    expect(rows(result.deals).map(({ amount }) => amount)).toEqual([10_000, null, 7_000]);
    expect(result.problems.find(({ code }) => code === 'currency-mixed')).toMatchObject({ count: 1 });
  });

  it('C45 an export all in dollars is counted in dollars, and said', async () => {
    const result = await read(csv(row('1', { amount: '$100' }), row('2', { amount: '$50.5' })));
    expect([result.deals.currency, ...rows(result.deals).map(({ amount }) => amount)]).toEqual(['USD', 10_000, 5_050]);
    expect(codes(result)).toContain('currency-other');
    expect((await read(csv(row('1', { amount: '$100' })), { currency: 'SGD' })).deals.currency).toBe('SGD');
  });

  it('C49 of two rows with one id the newest modified counts; exact copies are counted apart', async () => {
    const old = row('7', { amount: '1', modified: '2026-01-01 00:00:00' });
    const result = await read(csv(row('7', { amount: '2', modified: '2026-02-02 00:00:00' }), old, row('8'), row('8')));
    expect(rows(result.deals).map(({ id, amount }) => [id, amount])).toEqual([
      ['7', 200],
      ['8', 10_000],
    ]);
    expect(result.problems.filter(({ code }) => code.startsWith('duplicates')).map(({ code, count }) => [code, count])).toEqual([
      ['duplicates-exact', 1],
      ['duplicates', 1],
    ]);
    expect(result.source).toMatchObject({ rows: 4, duplicates: 2 });
  });

  it('C38, C39 long ids are text; ids ruined by a spreadsheet are said and never joined', async () => {
    const result = await read(csv(row('9007199254740993'), row('9007199254740992'), row('5.805E+18'), row('5.805E+18', { amount: '7' })));
    expect(rows(result.deals).map(({ id }) => id)).toEqual(['9007199254740993', '9007199254740992', '5.805E+18', '5.805E+18']);
    expect(result.problems.find(({ code }) => code === 'id-scientific')).toMatchObject({ count: 2 });
  });

  it('exactly 2,000 rows of Zoho are suspicious, 1,999 are not', async () => {
    const many = (n: number): string =>
      `Record Id,Deal Owner.id,Deal Name,Stage,Amount,Modified By.id\n${Array.from({ length: n }, (_, i) => `zcrm_${i},1,D${i},New,5,2`).join('\n')}\n`;
    expect(codes(await read(many(2000)))).toContain('rows-cut');
    expect(codes(await read(many(1999)))).not.toContain('rows-cut');
  });

  it('rows without a stage are rejected with their text, and every one is handed over', async () => {
    const seen: string[] = [];
    const result = await read(csv(row('1', { stage: '' }), row('2')), {
      onReject: ({ code, text }) => seen.push(`${code} ${text.slice(0, 8)}`),
    });
    expect([result.deals.count, result.source.rejected]).toEqual([1, 1]);
    expect(seen).toEqual(['stage-missing 1 | Deal']);
  });

  it('a rejected row leaves nothing behind in the next', async () => {
    const result = await read(`${HEAD}\n1,A,,999,Ben,2026-01-01,2026-01-02,2026-01-03\n2,B,New,,,,,\n`);
    expect(rows(result.deals)).toMatchObject([{ id: '2', amount: null, owner: '' }]);
    expect([result.deals.created[0], result.deals.modified[0]]).toEqual([Number.NaN, Number.NaN]);
  });

  it('closing dates of closed deals are their day of closing where the CRM has no other', async () => {
    const result = await read('Record Id,Deal Owner.id,Modified By.id,Stage,Closing Date\n1,9,9,Won,2026-01-05\n2,9,9,New,2026-02-05\n');
    const day = (at: number): string => (Number.isNaN(at) ? '-' : new Date(at).toISOString().slice(0, 10));
    expect([day(result.deals.closed[0]), day(result.deals.closed[1]), day(result.deals.closing[1])]).toEqual([
      '2026-01-05',
      '-',
      '2026-02-05',
    ]);
  });
});
