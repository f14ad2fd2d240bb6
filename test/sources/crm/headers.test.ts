import { describe, expect, it } from 'vitest';
import type { DealField } from '../../../src/sources/crm/deals.ts';
import { headerCurrency } from '../../../src/sources/crm/header-columns.ts';
import { matchHeaders } from '../../../src/sources/crm/headers.ts';
import { PROFILES } from '../../../src/sources/crm/profiles/index.ts';
import { headerKey } from '../../../src/sources/crm/values/text.ts';
import { codes, read, rows } from './export.ts';

/** Which column each field was found in, by its header. */
function found(...headers: string[]): { profile: string } & Partial<Record<DealField, string>> {
  const { value } = matchHeaders([headers], {}, 'x.csv');
  const columns = [...(value?.columns ?? [])].map(([field, at]) => [field, headers[at]]);
  return { profile: value?.profile ?? 'none', ...Object.fromEntries(columns) };
}

describe('the columns of an export', () => {
  it.each<[string, string[], Partial<Record<DealField, string>> & { profile?: string }]>([
    [
      'Pipedrive, with the module before each',
      [
        'Deal - ID',
        'Deal - Title',
        'Deal - Value',
        'Deal - Stage',
        'Deal - Status',
        'Deal - Won time',
        'Deal - Lost time',
        'Deal - Deal created',
      ],
      { profile: 'pipedrive', stage: 'Deal - Stage', outcome: 'Deal - Status', closed: 'Deal - Won time', created: 'Deal - Deal created' },
    ],
    [
      'Pipedrive, bare',
      ['ID', 'Title', 'Value', 'Stage', 'Status', 'Won time', 'Lost time', 'Expected close date'],
      { profile: 'pipedrive', outcome: 'Status', closing: 'Expected close date', closed: 'Won time' },
    ],
    [
      'a table of one’s own',
      ['Lead ID', 'Company', 'Rep', 'Deal Value (USD)', 'Status', 'Date Opened', 'Date Closed'],
      {
        id: 'Lead ID',
        account: 'Company',
        owner: 'Rep',
        amount: 'Deal Value (USD)',
        stage: 'Status',
        created: 'Date Opened',
        closed: 'Date Closed',
      },
    ],
    [
      'Odoo, where the expected revenue is the amount',
      [
        'Created on',
        'Opportunity',
        'Salesperson',
        'Expected Revenue',
        'Stage',
        'Expected Closing',
        'Closed Date',
        'Won/Lost',
        'Lost Reason',
      ],
      { profile: 'odoo', amount: 'Expected Revenue', closing: 'Expected Closing', closed: 'Closed Date', outcome: 'Won/Lost' },
    ],
    [
      'Odoo, by its technical names',
      ['id', 'name', 'user_id', 'expected_revenue', 'stage_id', 'date_deadline', 'date_closed', 'create_date', 'partner_id'],
      { profile: 'odoo', owner: 'user_id', amount: 'expected_revenue', stage: 'stage_id', closed: 'date_closed', account: 'partner_id' },
    ],
    [
      'elsewhere what is expected is no amount',
      ['Record Id', 'Deal Name', 'Deal Owner', 'Stage', 'Expected Revenue', 'Closing Date', 'Created Time'],
      { amount: undefined },
    ],
    [
      'a result and no stage',
      ['Opportunity Number', 'Opportunity Result', 'Opportunity Amount USD', 'Sales Rep'],
      { id: 'Opportunity Number', stage: 'Opportunity Result', amount: 'Opportunity Amount USD', owner: 'Sales Rep' },
    ],
    [
      'names run together',
      ['OpportunityId', 'DealName', 'SalesStage', 'DealValue', 'CreatedDate', 'CloseDate', 'SalesRep'],
      { id: 'OpportunityId', name: 'DealName', stage: 'SalesStage', amount: 'DealValue', created: 'CreatedDate', owner: 'SalesRep' },
    ],
    [
      'German',
      [
        'Datensatz-ID',
        'Abschlussname',
        'Kunde',
        'Abschlussbesitzer',
        'Phase',
        'Betrag in EUR',
        'Erstellungszeit',
        'Abschlussdatum',
        'E-Mail',
      ],
      {
        id: 'Datensatz-ID',
        name: 'Abschlussname',
        account: 'Kunde',
        owner: 'Abschlussbesitzer',
        stage: 'Phase',
        amount: 'Betrag in EUR',
        created: 'Erstellungszeit',
        closing: 'Abschlussdatum',
        email: 'E-Mail',
      },
    ],
    [
      'a tick is no day of closing',
      ['Opportunity ID', 'Opportunity Name', 'Opportunity Owner', 'Account Name', 'Stage', 'Close Date', 'Closed', 'Won'],
      { profile: 'salesforce', closing: 'Close Date', closed: undefined },
    ],
  ])('%s', (_name, headers, wanted) => {
    const got = found(...headers);
    for (const [field, header] of Object.entries(wanted)) expect([field, got[field as DealField]]).toEqual([field, header]);
  });

  it.each(PROFILES.map((profile) => [profile.name, profile] as const))(
    'the names of %s are keys as headers are turned into',
    (_name, profile) => {
      const names = [...profile.signature, ...Object.values(profile.fields).flat()].map((name) => name.replace(/^\* /, ''));
      expect(names.filter((name) => headerKey(name) !== name)).toEqual([]);
    },
  );

  it.each([
    ['Deal Value (USD)', 'USD'],
    ['Betrag in EUR', 'EUR'],
    ['Amount RM', 'MYR'],
    ['Wert (€)', 'EUR'],
    ['amount_SGD', 'SGD'],
    ['Amount', undefined],
    ['Amount (net)', undefined],
    ['CLOSE_DATE', undefined],
    ['Value (ABC)', undefined],
  ])('the currency in %s is %s', (header, currency) => {
    expect(headerCurrency(header)).toBe(currency);
  });
});

describe('an outcome beside the stage', () => {
  const HEAD = 'Deal - ID,Deal - Title,Deal - Value,Deal - Stage,Deal - Status,Deal - Won time,Deal - Lost time,Deal - Expected close date';

  it('closes deals in an open stage, with the day of the column that has one', async () => {
    const { deals } = await read(
      [
        HEAD,
        '1,A,100,Offer,Open,,,2026-05-01',
        '2,B,100,Offer,Won,2026-03-02 10:00:00,,2026-05-01',
        '3,C,100,New,Lost,,2026-03-03 10:00:00,2026-05-01',
      ].join('\n'),
    );
    expect(rows(deals).map(({ stage }) => stage)).toEqual(['Offer', 'Won', 'Lost']);
    const day = (ms: number): string | null => (Number.isNaN(ms) ? null : new Date(ms).toISOString().slice(0, 10));
    expect([...deals.closed].map(day)).toEqual([null, '2026-03-02', '2026-03-03']);
  });

  it('a closed stage stays, and the disagreement is said', async () => {
    const result = await read(['Id,Name,Amount,Stage,Status', '1,A,100,Won,Lost', '2,B,100,Lost,Open', '3,C,100,Won,Won'].join('\n'));
    expect(rows(result.deals).map(({ stage }) => stage)).toEqual(['Won', 'Lost', 'Won']);
    expect(result.problems.find(({ code }) => code === 'outcome-against-stage')?.count).toBe(2);
  });

  it('a status that says neither changes nothing', async () => {
    const result = await read(['Id,Name,Amount,Stage,Status', '1,A,100,New,Active', '2,B,100,Won,Locked'].join('\n'));
    expect(rows(result.deals).map(({ stage }) => stage)).toEqual(['New', 'Won']);
    expect(codes(result)).not.toContain('outcome-against-stage');
  });
});

describe('the closing date', () => {
  it('serves for the day of closing where it is the only one', async () => {
    const { deals } = await read('Id,Name,Stage,Amount,Closing Date\n1,A,Won,100,2026-03-01\n');
    expect(Number.isNaN(deals.closed[0])).toBe(false);
  });

  it('does not where it says that it was only expected', async () => {
    const { deals } = await read('Id,Name,Stage,Amount,Expected Close Date\n1,A,Won,100,2026-03-01\n');
    expect(Number.isNaN(deals.closed[0])).toBe(true);
  });
});

describe('a currency named beside the amounts', () => {
  it.each([
    ['in the header', 'Id,Stage,Amount (JPY)\n1,New,1200\n', 'JPY', 1200],
    ['in its own column', 'Id,Stage,Amount,Currency\n1,New,1200,JPY\n', 'JPY', 1200],
    ['in the header, with sen', 'Id,Stage,Amount (USD)\n1,New,1200.50\n', 'USD', 120_050],
  ])('%s', async (_name, text, currency, minor) => {
    const { deals } = await read(text);
    expect([deals.currency, deals.amount[0]]).toEqual([currency, minor]);
  });
});
