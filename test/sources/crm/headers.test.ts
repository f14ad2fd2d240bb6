import { describe, expect, it } from 'vitest';
import { StageBook } from '../../../src/core/stage.ts';
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
      'Dynamics 365',
      [
        '(Do Not Modify) Opportunity',
        '(Do Not Modify) Row Checksum',
        '(Do Not Modify) Modified On',
        'Topic',
        'Potential Customer',
        'Est. Close Date',
        'Est. Revenue',
        'Probability',
        'Pipeline Phase',
        'Status',
        'Status Reason',
        'Owner',
        'Created On',
        'Actual Close Date',
      ],
      {
        profile: 'dynamics',
        id: '(Do Not Modify) Opportunity',
        name: 'Topic',
        account: 'Potential Customer',
        stage: 'Pipeline Phase',
        outcome: 'Status',
        amount: 'Est. Revenue',
        closing: 'Est. Close Date',
        closed: 'Actual Close Date',
        created: 'Created On',
        modified: '(Do Not Modify) Modified On',
        reason: 'Status Reason',
      },
    ],
    [
      'Bitrix24, by its technical names',
      ['ID', 'TITLE', 'STAGE_ID', 'CURRENCY_ID', 'OPPORTUNITY', 'CLOSEDATE', 'ASSIGNED_BY_ID', 'DATE_CREATE', 'DATE_MODIFY', 'CLOSED'],
      {
        profile: 'bitrix',
        name: 'TITLE',
        stage: 'STAGE_ID',
        amount: 'OPPORTUNITY',
        currency: 'CURRENCY_ID',
        closing: 'CLOSEDATE',
        closed: undefined,
        owner: 'ASSIGNED_BY_ID',
        created: 'DATE_CREATE',
      },
    ],
    [
      'HubSpot, by its technical names',
      ['dealname', 'owner', 'hubspot_owner_id', 'dealstage', 'amount_usd', 'closedate'],
      { profile: 'hubspot', name: 'dealname', owner: 'owner', stage: 'dealstage', amount: 'amount_usd', closing: 'closedate' },
    ],
    [
      'Close',
      ['id', 'lead_name', 'status_label', 'status_type', 'value', 'value_currency', 'user_name', 'date_created', 'date_won', 'date_lost'],
      {
        stage: 'status_label',
        outcome: 'status_type',
        amount: 'value',
        currency: 'value_currency',
        owner: 'user_name',
        created: 'date_created',
        closed: 'date_won',
      },
    ],
    [
      'Copper',
      ['Copper ID', 'Name', 'Company', 'Stage', 'Status', 'Value', 'Close Date', 'Owned By', 'Created At', 'Loss Reason'],
      { stage: 'Stage', outcome: 'Status', amount: 'Value', owner: 'Owned By', created: 'Created At', reason: 'Loss Reason' },
    ],
    [
      'Spanish',
      [
        'ID de registro',
        'Nombre del negocio',
        'Etapa del negocio',
        'Importe en EUR',
        'Propietario del negocio',
        'Fecha de creación',
        'Fecha de cierre',
      ],
      {
        name: 'Nombre del negocio',
        stage: 'Etapa del negocio',
        amount: 'Importe en EUR',
        owner: 'Propietario del negocio',
        created: 'Fecha de creación',
        closing: 'Fecha de cierre',
      },
    ],
    [
      'Spanish without accents, run together with lines',
      ['empresa', 'etapa', 'importe_eur', 'responsable', 'ultima_actividad', 'cierre_previsto', 'probabilidad'],
      {
        account: 'empresa',
        stage: 'etapa',
        amount: 'importe_eur',
        owner: 'responsable',
        last_activity: 'ultima_actividad',
        closing: 'cierre_previsto',
        probability: 'probabilidad',
      },
    ],
    [
      'French',
      [
        'Nom de la transaction',
        'Phase de la transaction',
        'Montant',
        'Propriétaire de la transaction',
        'Date de création',
        'Date de fermeture',
      ],
      {
        name: 'Nom de la transaction',
        stage: 'Phase de la transaction',
        amount: 'Montant',
        owner: 'Propriétaire de la transaction',
        created: 'Date de création',
        closing: 'Date de fermeture',
      },
    ],
    [
      'Portuguese',
      [
        'Negócio - Título',
        'Negócio - Valor',
        'Negócio - Etapa',
        'Negócio - Proprietário',
        'Data de criação',
        'Data de fechamento esperada',
      ],
      {
        name: 'Negócio - Título',
        amount: 'Negócio - Valor',
        stage: 'Negócio - Etapa',
        owner: 'Negócio - Proprietário',
        created: 'Data de criação',
        closing: 'Data de fechamento esperada',
      },
    ],
    [
      'Italian',
      ['Nome trattativa', 'Fase della trattativa', 'Importo', 'Proprietario', 'Data di creazione', 'Data di chiusura'],
      {
        stage: 'Fase della trattativa',
        amount: 'Importo',
        owner: 'Proprietario',
        created: 'Data di creazione',
        closing: 'Data di chiusura',
      },
    ],
    [
      'Dutch',
      ['Dealnaam', 'Dealfase', 'Bedrag', 'Eigenaar van deal', 'Aanmaakdatum', 'Sluitingsdatum'],
      {
        name: 'Dealnaam',
        stage: 'Dealfase',
        amount: 'Bedrag',
        owner: 'Eigenaar van deal',
        created: 'Aanmaakdatum',
        closing: 'Sluitingsdatum',
      },
    ],
    [
      'Indonesian',
      ['Nama', 'Tahap', 'Nilai', 'Pemilik', 'Tanggal dibuat', 'Tanggal penutupan'],
      { name: 'Nama', stage: 'Tahap', amount: 'Nilai', owner: 'Pemilik', created: 'Tanggal dibuat', closing: 'Tanggal penutupan' },
    ],
    [
      'a number stands for the owner where no column names one, and a deal is known by its own number',
      ['lead_id', 'opportunity_id', 'rep_id', 'stage', 'amount_eur', 'tentative_close_date', 'actual_close_date'],
      { id: 'opportunity_id', owner: 'rep_id', amount: 'amount_eur', closing: 'tentative_close_date', closed: 'actual_close_date' },
    ],
    ['a name counts for more than a number', ['deal_id', 'rep_id', 'sales_agent', 'stage', 'value'], { owner: 'sales_agent' }],
    [
      'what any table may have is told of no program',
      ['Opportunity Name', 'Account Name', 'Stage', 'Amount', 'Close Date'],
      { profile: 'plain', name: 'Opportunity Name', closing: 'Close Date' },
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

  it('the policy’s names hold for it too: parked is parked, and a word that nothing explains is listed', async () => {
    const stages = new StageBook([
      { name: 'New', category: 'open', order: 0, sla: null },
      { name: 'Won', category: 'won', order: 1, sla: null },
      { name: 'On Hold', category: 'parked', order: 2, sla: null },
    ]);
    const text = [
      'Id,Name,Amount,Stage,Status',
      '1,A,1,New,Won',
      '2,B,1,New,On hold',
      '3,C,1,New,Dead',
      '4,D,1,New,',
      '5,E,1,Won,Dead',
    ].join('\n');
    const result = await read(text, { stages });
    expect(rows(result.deals).map(({ stage }) => stage)).toEqual(['Won', 'On Hold', 'New', 'New', 'Won']);
    const problem = result.problems.find(({ code }) => code === 'outcome-unknown');
    expect(problem).toMatchObject({ count: 1, level: 'warning' });
    expect(problem?.remedy.en).toContain("--stage 'Dead=lost'");
    const dead = new StageBook([...stages.stages, { name: 'Dead', category: 'lost', order: 3, sla: null }]);
    expect(rows((await read(text, { stages: dead })).deals)[2].stage).toBe('Dead');
  });

  it('two ticks say it too: closed and won, closed and not won', async () => {
    const head = 'Id,Name,Amount,StageName,IsClosed,IsWon,CloseDate';
    const data = [
      '1,A,1,Signed,TRUE,TRUE,2026-05-01',
      '2,B,1,No budget,true,false,2026-05-02',
      '3,C,1,Offer,0,0,2026-06-01',
      '4,D,1,Offer,,,2026-06-01',
    ];
    const result = await read([head, ...data].join('\n'));
    expect(rows(result.deals).map(({ stage }) => stage)).toEqual(['Won', 'Lost', 'Offer', 'Offer']);
    expect(Array.from(result.deals.closed, (at) => (Number.isNaN(at) ? null : new Date(at).getUTCDate()))).toEqual([1, 2, null, null]);
    expect(codes(result)).not.toContain('outcome-unknown');
  });

  it('one tick alone does not: a deal that is not won may be open', async () => {
    const result = await read('Id,Name,Amount,Stage,Is Won\n1,A,1,Offer,false\n2,B,1,Offer,true');
    expect(rows(result.deals).map(({ stage }) => stage)).toEqual(['Offer', 'Offer']);
  });

  it('a status that says neither changes nothing', async () => {
    const result = await read(['Id,Name,Amount,Stage,Status', '1,A,100,New,Active', '2,B,100,Won,Locked'].join('\n'));
    expect(rows(result.deals).map(({ stage }) => stage)).toEqual(['New', 'Won']);
    expect(codes(result)).not.toContain('outcome-against-stage');
  });
});

describe('what is not recognised', () => {
  it('a contact’s lifecycle stage makes no deals of contacts', () => {
    const { value } = matchHeaders([['Record ID', 'First Name', 'Last Name', 'Email', 'Contact owner', 'Lifecycle Stage']], {}, 'x.csv');
    expect([value?.kind, value?.what]).toEqual(['other', 'contacts']);
  });

  it('is asked for by the column that comes near, and never used unasked', async () => {
    const result = await read('Deal Name,Stage,Masked deal value,Created by id,Day of signing\nA,New,100,7,2026-01-01');
    const problem = result.problems.find(({ code }) => code === 'column-unrecognised');
    expect(problem?.message.en).toContain('amount = "Masked deal value"?');
    expect(problem?.message.en).not.toContain('Created by');
    expect(problem?.remedy.en).toContain("--map 'amount=Masked deal value'");
    expect(rows(result.deals)[0].amount).toBeNull();
  });

  it('C28 a header that stands in the data once more, with cells of its own, is no deal', async () => {
    const result = await read(
      'Name,Client,Stage,Amount,Created Date\nA,X,New,100,2026-01-01\nB,,Stage,,Created Date\nC,Y,New,50,2026-01-02',
    );
    expect(rows(result.deals).map(({ name }) => name)).toEqual(['A', 'C']);
    expect(result.rejects).toMatchObject([{ row: 3, code: 'header-row' }]);
  });

  it('C45 a currency left empty is the one that all other rows name', async () => {
    const result = await read('Name,Stage,Amount,Currency\nA,New,100,EUR\nB,New,50,\nC,New,25,EUR', { currency: 'MYR' });
    expect([result.deals.currency, ...rows(result.deals).map(({ amount }) => amount)]).toEqual(['EUR', 10_000, 5000, 2500]);
    expect(codes(result)).toEqual(expect.arrayContaining(['currency-other']));
    expect(codes(result)).not.toContain('currency-mixed');
  });

  it('the header of the amounts names their currency, whatever a column beside them says', async () => {
    const result = await read('Name,Stage,amount_usd,currency\nA,New,100,COP\nB,New,50,none', { currency: undefined });
    expect([result.deals.currency, ...rows(result.deals).map(({ amount }) => amount)]).toEqual(['USD', 10_000, 5000]);
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
