import { describe, expect, it } from 'vitest';
import { codes, csv, HEAD, read, row, rows } from './export.ts';

describe('columns as a whole', () => {
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

  it('C40 dates that do not exist in the order of the column are named with the first row that has one', async () => {
    const result = await read(
      csv(row('1', { created: '25/02/2026' }), row('2', { created: '26/02/2026' }), row('3', { created: '02/25/2026' })),
      { dateOrder: 'dmy' },
    );
    expect(result.problems.find(({ code }) => code === 'date-impossible')).toMatchObject({ count: 1, place: { row: 4 } });
  });

  it('C40 an ambiguous column is an error that names the setting; the setting decides', async () => {
    const text = csv(row('1', { created: '05/02/2026' }), row('2', { created: '03/04/2026' }));
    const unsure = await read(text);
    const problem = unsure.problems.find(({ code }) => code === 'date-order-ambiguous');
    expect(problem).toMatchObject({ level: 'error', count: 2, place: { row: 2 } });
    expect(problem?.remedy.en).toContain('Date order');
    expect(Array.from(unsure.deals.created).every(Number.isNaN)).toBe(true);
    const sure = await read(text, { dateOrder: 'dmy' });
    expect(new Date(sure.deals.created[0]).toISOString().slice(0, 10)).toBe('2026-02-05');
  });

  const days = (column: ArrayLike<number>): (string | undefined)[] =>
    Array.from(column, (at) => (Number.isNaN(at) ? undefined : new Date(at).toISOString().slice(0, 10)));

  it('C40 each sign between the parts has an order of its own: two programs may have written a column', async () => {
    const result = await read(
      csv(
        ...['20/03/2026', '06/01/2026', '08-20-2026', '09-06-2026', '2026-02-01'].map((created, k) => row(`${k}`, { created })),
        row('x', { closing: '05-04-2026' }),
      ),
    );
    expect(days(result.deals.created).slice(0, 5)).toEqual(['2026-03-20', '2026-01-06', '2026-08-20', '2026-09-06', '2026-02-01']);
    expect(days(result.deals.closing).at(-1)).toBe('2026-05-04');
    expect(codes(result)).not.toContain('date-impossible');
  });

  it('C40 a column that proves both orders leaves out what could be either; what only one fits is read', async () => {
    const created = ['20/03/2026', '03/21/2026', '05/04/2026', '07/07/2026'];
    const mixed = csv(...created.map((day, k) => row(`${k}`, { created: day })));
    const result = await read(mixed);
    expect(days(result.deals.created)).toEqual(['2026-03-20', '2026-03-21', undefined, '2026-07-07']);
    const problem = result.problems.find(({ code }) => code === 'date-order-ambiguous');
    expect(problem).toMatchObject({ count: 1, level: 'error' });
    expect(problem?.message.en).toContain('mixes day/month (1 dates show it) and month/day (1)');
    expect(days((await read(mixed, { dateOrder: 'mdy' })).deals.created)[2]).toBe('2026-05-04');
  });

  it('C40 one date in many against the order of the rest is a mistake in that date', async () => {
    const created = [...Array.from({ length: 25 }, () => '20/03/2026'), '03/21/2026', '05/04/2026'];
    const result = await read(csv(...created.map((day, k) => row(`${k}`, { created: day }))));
    expect(days(result.deals.created).slice(-2)).toEqual([undefined, '2026-04-05']);
    expect(codes(result)).toContain('date-impossible');
  });

  it.each([
    ['Asia/Kuala_Lumpur', '2026-01-05T20:00:00Z', '2026-01-06T04:00'],
    ['Asia/Kuala_Lumpur', '2026-01-05T20:00:00+02:00', '2026-01-06T02:00'],
    ['Europe/Berlin', '2026-03-29T00:59:59Z', '2026-03-29T01:59'],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-29T03:00'],
    ['Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T02:30'],
    ['Europe/Berlin', '2026-10-25T01:30:00Z', '2026-10-25T02:30'],
    ['Asia/Kuala_Lumpur', '2026-01-05 20:00:00', '2026-01-05T20:00'],
  ])('C42 on the clock of %s %s is %s', async (timeZone, created, wall) => {
    const result = await read(csv(row('1', { created })), { timeZone });
    expect(new Date(result.deals.created[0]).toISOString().slice(0, 16)).toBe(wall);
  });

  it.each(['0202-01-01', '2206-01-01', '0001-01-01', '9999-12-31'])(
    'C43 the year of %s is not believed: no date, and said with its row',
    async (created) => {
      const result = await read(csv(row('1'), row('2', { created })));
      expect(result.deals.created[1]).toBeNaN();
      expect(result.problems.find(({ code }) => code === 'created-implausible')).toMatchObject({ count: 1, place: { row: 3 } });
    },
  );

  it.each(['NaN', 'Infinity', '-Infinity', '#N/A', '#REF!', '#DIV/0!'])(
    'C46 %s is no amount: not given, and said with its row',
    async (amount) => {
      const result = await read(csv(row('1'), row('2', { amount })));
      expect(rows(result.deals).map((deal) => deal.amount)).toEqual([10_000, null]);
      expect(result.problems.find(({ code }) => code === 'amount-unreadable')).toMatchObject({ count: 1, place: { row: 3 } });
    },
  );

  it.each(['-', 'TBD', 'n/a', 'unknown'])('C46 %s says that there is no amount, and no fault is counted', async (amount) => {
    const result = await read(csv(row('1'), row('2', { amount })));
    expect(rows(result.deals).map((deal) => deal.amount)).toEqual([10_000, null]);
    expect(codes(result)).not.toContain('amount-unreadable');
  });

  it('C47 nothing, nought and no column are three things', async () => {
    const result = await read(
      csv(row('1', { amount: '' }), row('2', { amount: '0' }), row('3', { amount: '0.00' }), row('4', { amount: '  ' })),
    );
    expect(rows(result.deals).map(({ amount }) => amount)).toEqual([null, 0, 0, null]);
    const without = await read('Id,Stage\n1,New\n');
    expect([rows(without.deals)[0].amount, without.deals.fields.has('amount'), result.deals.fields.has('amount')]).toEqual([
      null,
      false,
      true,
    ]);
  });

  it('C48 sen are whole numbers: a hundred times 0.1 and 0.29 are exactly 39', async () => {
    const result = await read(csv(...Array.from({ length: 200 }, (_, i) => row(String(i), { amount: i % 2 ? '0.1' : '0.29' }))));
    expect(Array.from(result.deals.amount).every(Number.isInteger)).toBe(true);
    expect(Array.from(result.deals.amount).reduce((a, b) => a + b, 0)).toBe(3900);
  });

  it.each([
    ['(1,234.50)', -123_450],
    ['-5', -500],
    ['1.234,50', 123_450],
    ['RM 1,234', 123_400],
    ['1,23,456', 12_345_600],
    ['1\u00a0234,50', 123_450],
    ['\u22125', -500],
  ])('C44 the amount %s in a cell is %i sen', async (amount, sen) => {
    expect(rows((await read(csv(row('1', { amount: `"${amount}"` })))).deals)).toMatchObject([{ amount: sen }]);
  });

  it('C16 names that differ only in what nobody sees are one, and nothing of it gets out', async () => {
    const owners = ['Ana', 'A\u200bna', '\u202eAna\u202c', 'Ana\u{e0041}\u{e0042}', '\ufeffAna'];
    const result = await read(csv(...owners.map((owner, i) => row(String(i), { owner, name: `Roof\u202e ${owner}` }))));
    expect(new Set(rows(result.deals).map(({ owner }) => owner))).toEqual(new Set(['Ana']));
    expect(rows(result.deals).map(({ name }) => name)).toEqual(Array(5).fill('Roof Ana'));
  });

  it('C17 names and ids composed (NFC) and decomposed (NFD) are the same', async () => {
    const result = await read(
      csv(
        row('Café-1'.normalize('NFC'), { owner: 'Jürgen'.normalize('NFC') }),
        row('Café-1'.normalize('NFD'), { owner: 'Jürgen'.normalize('NFD') }),
      ),
    );
    expect(rows(result.deals)).toMatchObject([{ id: 'Café-1', owner: 'Jürgen' }]);
    expect(result.source.duplicates).toBe(1);
  });

  it('C18 line separators inside a cell part no rows', async () => {
    const result = await read(csv(row('1', { name: 'a\u2028b' }), row('2', { name: 'a\u2029b' }), row('3', { name: 'a\u0085b' })));
    expect(rows(result.deals).map(({ name, row: at }) => [name, at])).toEqual([
      ['a b', 2],
      ['a b', 3],
      ['a b', 4],
    ]);
  });

  it('C41 Excel serials in a text are days of the 1900 system; a day that never was is no date', async () => {
    const result = await read(
      csv(
        row('1', { created: '45000' }),
        row('2', { created: '45000.75' }),
        row('3', { created: '60' }),
        row('4', { created: '1900-02-29' }),
      ),
    );
    expect(Array.from(result.deals.created, (at) => (Number.isNaN(at) ? '-' : new Date(at).toISOString().slice(0, 16)))).toEqual([
      '2023-03-15T00:00',
      '2023-03-15T18:00',
      '-',
      '-',
    ]);
    expect(result.problems.find(({ code }) => code === 'created-unreadable')).toMatchObject({ count: 2, place: { row: 4 } });
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

  it('C49 of two rows with one id and other contents the newest modified counts, whichever stands first', async () => {
    const [old, fresh] = [
      row('7', { amount: '1', modified: '2026-01-01 00:00:00' }),
      row('7', { amount: '2', modified: '2026-02-02 00:00:00' }),
    ];
    for (const lines of [
      [old, fresh],
      [fresh, old],
    ]) {
      const result = await read(csv(...lines));
      expect(rows(result.deals).map(({ id, amount }) => [id, amount])).toEqual([['7', 200]]);
      expect(result.problems.find(({ code }) => code === 'duplicates')).toMatchObject({ count: 1 });
      expect(result.source).toMatchObject({ rows: 2, duplicates: 1 });
    }
  });

  it('C49 exact copies of a row are counted apart', async () => {
    const result = await read(csv(row('7'), row('8'), row('8')));
    expect(rows(result.deals).map(({ id }) => id)).toEqual(['7', '8']);
    expect(result.problems.filter(({ code }) => code.startsWith('duplicates')).map(({ code, count }) => [code, count])).toEqual([
      ['duplicates-exact', 1],
    ]);
  });

  it('C37 zeros in front belong to an id: 007 is not 7', async () => {
    const result = await read(csv(row('007'), row('7'), row('0007')));
    expect(rows(result.deals).map(({ id }) => id)).toEqual(['007', '7', '0007']);
    expect(result.source.duplicates).toBe(0);
  });

  it('C38 ids beyond 2^53 are text: neighbours stay apart', async () => {
    const result = await read(csv(row('9007199254740993'), row('9007199254740992'), row('zcrm_5805000000000000001')));
    expect(rows(result.deals).map(({ id }) => id)).toEqual(['9007199254740993', '9007199254740992', 'zcrm_5805000000000000001']);
    expect(result.source.duplicates).toBe(0);
  });

  it.each(['5.805E+18', '5,805E+18', '1E5', '1e+05'])('C39 the id %s was ruined by a spreadsheet: said, and never joined', async (id) => {
    const quoted = id.includes(',') ? `"${id}"` : id;
    const result = await read(csv(row(quoted, { name: 'A' }), row(quoted, { name: 'B', amount: '7' })));
    expect(rows(result.deals).map(({ name }) => name)).toEqual(['A', 'B']);
    expect(result.problems.find(({ code }) => code === 'id-scientific')).toMatchObject({ count: 2, place: { row: 2 } });
  });

  describe('C44 a sign before exactly three digits', () => {
    const amounts = async (cells: readonly string[], options = {}): Promise<{ sums: number[]; said: string[] }> => {
      const result = await read(csv(...cells.map((amount, k) => row(`${k}`, { amount: `"${amount}"` }))), options);
      return { sums: Array.from(result.deals.amount), said: codes(result) };
    };

    it.each<[string, string[], number[]]>([
      ['parts thousands where the others say so', ['1.200', '3.500,50'], [120_000, 350_050]],
      ['stands before decimals where the others say so', ['1.200', '850.25', '999.5'], [120, 85_025, 99_950]],
      ['the same with a comma', ['1,200', '850,25'], [120, 85_025]],
      ['a comma in English amounts parts thousands', ['1,200', '1,850.25'], [120_000, 185_025]],
      ['a longer number shows it too', ['841.699', '7832265.523200001'], [84_170, 783_226_552]],
      ['and one with two signs of thousands', ['1.200', '1.234.567'], [120_000, 123_456_700]],
      ['where both are shown, thousands are meant', ['1.200', '850.25', '850,25'], [120_000, 85_025, 85_025]],
      [
        'one odd amount among many changes nothing',
        [...Array.from({ length: 12 }, () => '1.200'), '12.5'],
        [...Array.from({ length: 12 }, () => 120_000), 1250],
      ],
      ['negative ones are read alike', ['-1.200', '(2.400)', '850.25'], [-120, -240, 85_025]],
    ])('%s', async (_name, cells, wanted) => {
      const { sums } = await amounts(cells);
      expect(sums).toEqual(wanted);
    });

    it('is taken for thousands where nothing shows it, and that is said of the point', async () => {
      expect(await amounts(['1.200', '3.500', '850'])).toMatchObject({ sums: [120_000, 350_000, 85_000] });
      expect((await amounts(['1.200', '3.500', '850'])).said).toContain('amount-sign-open');
      expect((await amounts(['1,200', '3,500', '850'])).said).not.toContain('amount-sign-open');
      expect((await amounts(['1.200', '1.200,50'])).said).not.toContain('amount-sign-open');
    });

    it('is what the setting says, whatever the others show', async () => {
      expect((await amounts(['1.200', '850.25'], { decimal: '.' })).sums).toEqual([120, 85_025]);
      expect((await amounts(['1.200'], { decimal: ',' })).sums).toEqual([120_000]);
    });
  });

  it('exactly 2,000 rows of Zoho, or of a table that names no program, are suspicious, 1,999 are not', async () => {
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
