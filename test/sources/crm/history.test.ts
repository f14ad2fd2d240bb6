import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isoDate, wallMoment } from '../../../src/core/moment.ts';
import { StageBook } from '../../../src/core/stage.ts';
import type { DealChange } from '../../../src/sources/crm/history/changes.ts';
import { type InboxOptions, loadInbox, loadInput, type PipelineSources } from '../../../src/sources/crm/load.ts';
import { OPTIONS, STAGES } from './export.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

const HEAD = 'Record Id,Deal Owner.id,Deal Owner,Deal Name,Stage,Amount,Created Time,Closing Date,Modified By.id,Modified Time';
type Cells = Partial<Record<'stage' | 'amount' | 'owner' | 'created' | 'closing' | 'name', string>>;
const deal = (id: string, cells: Cells = {}): string =>
  [
    id,
    '9',
    cells.owner ?? 'Ana',
    cells.name ?? `Roof ${id}`,
    cells.stage ?? 'New',
    cells.amount ?? '100',
    cells.created ?? '2025-11-01',
    cells.closing ?? '2026-03-01',
    '9',
    '2026-01-01 08:00:00',
  ].join(',');
const deals = (...rows: string[]): string => `${[HEAD, ...rows].join('\n')}\n`;

const HISTORY_HEAD = 'Record Id,Deal Name.id,Deal Name,Stage,Stage Duration (Calendar Days),Moved To,Modified By.id,Modified Time';
const stay = (id: string, stage: string, at: string, movedTo = ''): string =>
  [id, '1', `Roof ${id}`, stage, '3', movedTo, '9', at].join(',');
const stays = (...rows: string[]): string => `${[HISTORY_HEAD, ...rows].join('\n')}\n`;

/** Reads files of one inbox; their times rise in the order given. */
async function load(files: Record<string, string>, options: Partial<InboxOptions> = {}): Promise<PipelineSources> {
  const root = mkdtempSync(join(tmpdir(), 'bizos-history-'));
  made.push(root);
  Object.entries(files).forEach(([name, text], k) => {
    writeFileSync(join(root, name), text);
    utimesSync(join(root, name), 1_770_000_000 + k * 3600, 1_770_000_000 + k * 3600);
  });
  const { label: _label, ...inbox } = OPTIONS;
  const sources = await loadInbox(root, Object.keys(files).sort(), { ...inbox, ...options });
  if (!sources) throw new Error('no deals');
  return sources;
}

const stepsOf = ({ history }: PipelineSources): string[] =>
  history.steps.map(({ deal: id, from, to, at, basis }) => `${id} ${from}>${to} ${isoDate(at)} ${basis}`);
const enteredOf = ({ history }: PipelineSources): string[] => Array.from(history.stageEntered, (at) => isoDate(at) || '-');
const codesOf = ({ problems }: PipelineSources): string[] => problems.map(({ code }) => code).sort();

describe('two exports', () => {
  const FIRST = deals(
    deal('1'),
    deal('2', { stage: 'Offer', amount: '500' }),
    deal('3', { stage: 'Negotiation' }),
    deal('4'),
    deal('5', { stage: 'Offer' }),
  );
  const SECOND = deals(
    deal('1', { stage: 'Won', amount: '120' }),
    deal('2', { stage: 'New', amount: '400' }),
    deal('3', { stage: 'Lost' }),
    deal('5', { stage: 'Offer', closing: '2026-04-15', owner: 'Ben' }),
    deal('6', { created: '2026-02-05' }),
  );

  it('give steps (skips and backward moves too), amounts, slips, and deals that are new, won, lost and gone', async () => {
    const sources = await load({ 'Deals_2026_02_03.csv': FIRST, 'Deals_2026_02_10.csv': SECOND });
    expect(stepsOf(sources)).toEqual([
      '1 New>Won 2026-02-10 snapshots',
      '2 Offer>New 2026-02-10 snapshots',
      '3 Negotiation>Lost 2026-02-10 snapshots',
    ]);
    expect(sources.history.flows).toMatchObject([
      { added: 1, moved: 1, won: 1, wonValue: 12_000, lost: 1, vanished: 1, amountChanged: 2, slipped: 1 },
    ]);
    expect(enteredOf(sources)).toEqual(['2026-02-10', '2026-02-10', '2026-02-10', '-', '-']);
    expect(Array.from(sources.history.closingPushes)).toEqual([0, 0, 0, 1, 0]);
    expect(sources.history.past).toMatchObject([{ open: 5, openValue: 90_000 }]);
    expect(Array.from(sources.history.past[0].won)).toEqual([1, Number.NaN, 0, Number.NaN, Number.NaN]);
    expect(sources.sources.map(({ file }) => file)).toEqual(['Deals_2026_02_10.csv', 'Deals_2026_02_03.csv']);
  });

  it('are kept as changes: what came, went and differs, and nothing of what stayed the same', async () => {
    const changes: DealChange[] = [];
    await load({ 'Deals_2026_02_03.csv': FIRST, 'Deals_2026_02_10.csv': SECOND }, { onChange: (change) => changes.push(change) });
    expect(changes.map(({ deal: id, field, old, new: now }) => `${id} ${field} ${old}>${now}`)).toEqual([
      '1 stage New>Won',
      '1 amount 10000>12000',
      '2 stage Offer>New',
      '2 amount 50000>40000',
      '3 stage Negotiation>Lost',
      '5 owner Ana>Ben',
      '5 closing 2026-03-01>2026-04-15',
      '6 deal null>Roof 6',
      '4 deal Roof 4>null',
    ]);
    expect(new Set(changes.map(({ at }) => isoDate(at)))).toEqual(new Set(['2026-02-10']));
  });

  it('as it was on a day: later exports are not there, and what a later history says of that time is', async () => {
    const files = {
      'Deals_2026_02_03.csv': FIRST,
      'Deals_2026_02_10.csv': SECOND,
      'Stage_History_2026_02_10.csv': stays(
        stay('1', 'Lead', '2026-01-20 09:00:00', 'New'),
        stay('1', 'New', '2026-02-08 09:00:00', 'Won'),
      ),
    };
    const then = await load(files, { until: wallMoment(2026, 2, 5) });
    expect([then.deals.count, then.history.snapshots.map(isoDate), then.history.flows]).toEqual([5, ['2026-02-03'], []]);
    expect(stepsOf(then)).toEqual(['1 Lead>New 2026-01-20 history']);
    expect(enteredOf(then)[0]).toBe('2026-01-20');
    const now = await load(files);
    expect([now.deals.count, stepsOf(now).includes('1 New>Won 2026-02-08 history')]).toEqual([5, true]);
  });

  it('C05 the same bytes under another name count once, and that is said', async () => {
    const sources = await load({ 'Deals_2026_02_03.csv': FIRST, 'Deals_2026_02_04.csv': FIRST });
    expect([sources.history.snapshots.length, codesOf(sources)]).toEqual([1, ['export-twice']]);
  });

  it('C04 an export cut off between two rows holds far fewer deals than the one before it: said from the share in the policy on', async () => {
    const many = (n: number): string => deals(...Array.from({ length: n }, (_, i) => deal(String(i))));
    const files = (n: number) => ({ 'Deals_2026_02_03.csv': many(10), 'Deals_2026_02_10.csv': many(n) });
    const cut = await load(files(6), { shrinkMax: 0.3 });
    expect(cut.problems).toMatchObject([{ code: 'export-shrunk', level: 'warning', place: { file: 'Deals_2026_02_10.csv' }, count: 4 }]);
    expect(codesOf(await load(files(7), { shrinkMax: 0.3 }))).toEqual([]);
    expect(codesOf(await load(files(6), { shrinkMax: 0.5 }))).toEqual([]);
    expect(codesOf(await load({ ...files(6), 'Deals_2026_02_17.csv': many(6).replace('100', '90') }, { shrinkMax: 0.3 }))).toEqual([]);
  });

  it('C06 an older export that comes later stays the older one', async () => {
    const sources = await load({ 'Deals_2026_02_10.csv': SECOND, 'Deals_2026_02_03.csv': FIRST });
    expect([sources.deals.count, isoDate(sources.history.snapshots[0]), sources.history.flows.length]).toEqual([5, '2026-02-03', 1]);
    expect(sources.sources[0].file).toBe('Deals_2026_02_10.csv');
  });

  it('C06 where names tell no date the contents do, whatever the times of the files', async () => {
    const touched = (text: string, at: string): string => text.replaceAll('2026-01-01 08:00:00', at).replaceAll('2026-03-01', '2026-02-01');
    const changes: DealChange[] = [];
    const sources = await load(
      { 'b.csv': touched(SECOND, '2026-02-10 09:00:00'), 'a.csv': touched(FIRST, '2026-02-03 09:00:00') },
      { onChange: (change) => changes.push(change) },
    );
    expect(sources.history.snapshots.map(isoDate)).toEqual(['2026-02-03', '2026-02-10']);
    expect(sources.history.flows).toMatchObject([{ added: 1, vanished: 1 }]);
    expect(changes.filter(({ field }) => field === 'deal').map(({ deal: id, new: now }) => `${id} ${now}`)).toEqual(['6 Roof 6', '4 null']);
  });

  it('two exports of one moment: which counts as the newer is said', async () => {
    const sources = await load({ 'Deals_2026_02_10 a.csv': FIRST, 'Deals_2026_02_10 b.csv': SECOND });
    expect([sources.sources[0].file, codesOf(sources)]).toEqual(['Deals_2026_02_10 b.csv', ['exports-same-moment']]);
  });

  it('C02 an export without a row is passed over, and that is said', async () => {
    const sources = await load({ 'Deals_2026_02_03.csv': FIRST, 'Deals_2026_02_10.csv': `${HEAD}\n` });
    expect([sources.deals.count, isoDate(sources.sources[0].snapshot), codesOf(sources)]).toEqual([5, '2026-02-03', ['export-empty']]);
  });

  it('one that can not be read costs itself alone', async () => {
    const sources = await load({ 'Deals_2026_02_03.csv': FIRST, 'Deals_2026_02_10.csv': '<html></html>' });
    expect([sources.deals.count, codesOf(sources)]).toEqual([5, ['export-unreadable']]);
  });

  it('C50 an id that is given away again is another deal: no step, no slip, one gone and one new', async () => {
    const sources = await load({
      'Deals_2026_02_03.csv': deals(deal('1', { stage: 'Lost' })),
      'Deals_2026_02_10.csv': deals(deal('1', { stage: 'New', created: '2026-02-08', closing: '2026-06-01' })),
    });
    expect([stepsOf(sources), sources.history.flows]).toMatchObject([[], [{ added: 1, vanished: 1, moved: 0, slipped: 0 }]]);
  });

  it('C50 a created day that was corrected leaves the deal the same', async () => {
    const sources = await load({
      'Deals_2026_02_03.csv': deals(deal('1')),
      'Deals_2026_02_10.csv': deals(deal('1', { stage: 'Offer', created: '2025-10-01' })),
    });
    expect(stepsOf(sources)).toEqual(['1 New>Offer 2026-02-10 snapshots']);
  });

  it('C51 a stage that was renamed, and is known by both names, is no step; nor is a blank at its end', async () => {
    const [fresh, offer] = STAGES.stages;
    const stages = new StageBook(STAGES.stages, [
      ['Quotation', offer],
      ['Neu', fresh],
    ]);
    const sources = await load(
      {
        'Deals_2026_02_03.csv': deals(deal('1', { stage: 'Quotation' }), deal('2', { stage: 'Neu' }), deal('3', { stage: 'Site visit' })),
        'Deals_2026_02_10.csv': deals(deal('1', { stage: 'Offer ' }), deal('2'), deal('3', { stage: 'site  visit' })),
      },
      { stages },
    );
    expect([stepsOf(sources), sources.history.flows[0].moved]).toEqual([[], 0]);
  });

  it('C52 an owner who is gone leaves the deal and its history whole', async () => {
    const changes: DealChange[] = [];
    const sources = await load(
      { 'Deals_2026_02_03.csv': deals(deal('1')), 'Deals_2026_02_10.csv': deals(deal('1', { owner: '', stage: 'Offer' })) },
      { onChange: (change) => changes.push(change) },
    );
    expect(stepsOf(sources)).toEqual(['1 New>Offer 2026-02-10 snapshots']);
    expect(changes.filter(({ field }) => field === 'owner')).toMatchObject([{ old: 'Ana', new: null }]);
    expect(sources.deals.owner.words[sources.deals.owner.at[0]]).toBe('');
  });
});

describe('more exports', () => {
  it('pushes add up, a deal keeps the day it entered its stage, and one that left and came back starts anew', async () => {
    const sources = await load({
      'Deals_2026_01_05.csv': deals(deal('1', { closing: '2026-02-01' }), deal('2')),
      'Deals_2026_01_12.csv': deals(deal('1', { closing: '2026-02-15', stage: 'Offer' })),
      'Deals_2026_01_19.csv': deals(deal('1', { closing: '2026-03-01', stage: 'Offer' }), deal('2')),
      'Deals_2026_01_26.csv': deals(deal('1', { closing: '2026-02-20', stage: 'Offer' }), deal('2')),
    });
    expect(Array.from(sources.history.closingPushes)).toEqual([2, 0]);
    expect(enteredOf(sources)).toEqual(['2026-01-12', '-']);
    expect(sources.history.flows.map(({ added, vanished }) => [added, vanished])).toEqual([
      [0, 1],
      [1, 0],
      [0, 0],
    ]);
  });

  it('how a deal ended is known though the newest export no longer has it', async () => {
    const sources = await load({
      'Deals_2026_01_05.csv': deals(deal('1'), deal('2'), deal('3')),
      'Deals_2026_01_12.csv': deals(deal('1', { stage: 'Won', closing: '2026-01-10' }), deal('2', { stage: 'Lost' }), deal('3')),
      'Deals_2026_01_19.csv': deals(deal('4')),
    });
    expect(Array.from(sources.history.past[0].won)).toEqual([1, 0, Number.NaN]);
    expect(isoDate(sources.history.past[0].closedAt[0])).toBe('2026-01-10');
  });
});

describe('stage histories', () => {
  it('repeated rows of a stage are one stay, backward moves are kept, and the CRM is believed over the exports', async () => {
    const sources = await load({
      'Deals_2026_02_03.csv': deals(deal('1', { stage: 'Offer' })),
      'Deals_2026_02_10.csv': deals(deal('1', { stage: 'Offer' }), deal('2', { stage: 'Offer' })),
      'Stage_History_2026_02_10.csv': stays(
        stay('1', 'New', '2026-01-05 09:00:00'),
        stay('1', 'New', '2026-01-06 09:00:00'),
        stay('1', 'Offer', '2026-01-20 09:00:00'),
        stay('1', 'New', '2026-01-25 09:00:00'),
        stay('1', 'Offer', '2026-02-01 09:00:00'),
        stay('2', 'New', '2026-02-04 09:00:00', 'Offer'),
      ),
    });
    expect(stepsOf(sources)).toEqual([
      '1 >New 2026-01-05 history',
      '1 New>Offer 2026-01-20 history',
      '1 Offer>New 2026-01-25 history',
      '1 New>Offer 2026-02-01 history',
      '2 New>Offer 2026-02-04 history',
    ]);
    expect(enteredOf(sources)).toEqual(['2026-02-01', '2026-02-04']);
  });

  it('a step that both tell of counts once, with the moment of the CRM', async () => {
    const sources = await load({
      'Deals_2026_02_03.csv': deals(deal('1')),
      'Deals_2026_02_10.csv': deals(deal('1', { stage: 'Offer' })),
      'Stage_History_2026_02_10.csv': stays(stay('1', 'New', '2026-01-05 09:00:00'), stay('1', 'Offer', '2026-02-05 09:00:00')),
    });
    expect(stepsOf(sources)).toEqual(['1 >New 2026-01-05 history', '1 New>Offer 2026-02-05 history']);
    expect(enteredOf(sources)).toEqual(['2026-02-05']);
  });

  it('moves after an old stage history are taken from the exports', async () => {
    const sources = await load({
      'Stage_History_2026_01_20.csv': stays(stay('1', 'New', '2026-01-05 09:00:00'), stay('1', 'Offer', '2026-01-15 09:00:00')),
      'Deals_2026_02_03.csv': deals(deal('1', { stage: 'Offer' })),
      'Deals_2026_02_10.csv': deals(deal('1', { stage: 'Negotiation' })),
      'Deals_2026_02_17.csv': deals(deal('1', { stage: 'Offer', amount: '90' })),
    });
    expect(stepsOf(sources).slice(2)).toEqual(['1 Offer>Negotiation 2026-02-10 snapshots', '1 Negotiation>Offer 2026-02-17 snapshots']);
    expect(enteredOf(sources)).toEqual(['2026-02-17']);
  });

  it('histories that overlap give each step once', async () => {
    const early = [stay('1', 'New', '2026-01-05 09:00:00'), stay('1', 'Offer', '2026-01-15 09:00:00')];
    const sources = await load({
      'Stage_History_2026_01_20.csv': stays(...early),
      'Stage_History_2026_02_10.csv': stays(early[1], stay('1', 'Negotiation', '2026-02-05 09:00:00')),
      'Deals_2026_02_10.csv': deals(deal('1', { stage: 'Negotiation' })),
    });
    expect(stepsOf(sources)).toEqual([
      '1 >New 2026-01-05 history',
      '1 New>Offer 2026-01-15 history',
      '1 Offer>Negotiation 2026-02-05 history',
    ]);
  });

  const REPORT = [
    'Stage history of open deals,,,,',
    'Generated by Ana on Feb 10, 2026 09:00 AM,,,,',
    '',
    'Opportunity Owner,Opportunity Name,Stage (Stage History),Modified Time (Stage History),Stage Duration (Calendar Days)',
    'Ana,Roof 1,New,2026-01-05 09:00:00,3',
    ',,Offer,2026-01-15 09:00:00,3',
    ',Twin,New,2026-01-05 09:00:00,3',
    'Opportunity Owner,Opportunity Name,Stage (Stage History),Modified Time (Stage History),Stage Duration (Calendar Days)',
    ',Twin,Offer,2026-01-16 09:00:00,3',
  ].join('\n');

  it('a report without ids is joined by name; names that several deals share are left out, and said', async () => {
    const sources = await load({
      'Stage_History.csv': REPORT,
      'Deals_2026_02_10.csv': deals(deal('1', { stage: 'Offer' }), deal('2', { name: 'Twin' }), deal('3', { name: 'Twin' })),
    });
    expect(stepsOf(sources)).toEqual(['1 >New 2026-01-05 history', '1 New>Offer 2026-01-15 history']);
    expect(enteredOf(sources)).toEqual(['2026-01-15', '-', '-']);
    expect(sources.problems.find(({ code }) => code === 'history-name-shared')).toMatchObject({ count: 2 });
  });

  it('ids with and without zcrm_ are the same', async () => {
    const sources = await load({
      'Stage_History_2026_02_10.csv': stays(stay('5805000000000000001', 'Offer', '2026-02-05 09:00:00')),
      'Deals_2026_02_10.csv': deals(deal('zcrm_5805000000000000001', { stage: 'Offer' })),
    });
    expect(stepsOf(sources)).toEqual(['zcrm_5805000000000000001 >Offer 2026-02-05 history']);
    expect(enteredOf(sources)).toEqual(['2026-02-05']);
  });

  it('alone they are no pipeline: the deals are asked for', async () => {
    const root = mkdtempSync(join(tmpdir(), 'bizos-history-'));
    made.push(root);
    const file = join(root, 'history.csv');
    writeFileSync(file, stays(stay('1', 'New', '2026-01-05 09:00:00')));
    await expect(loadInput({ file }, OPTIONS)).rejects.toMatchObject({
      exit: 2,
      text: { en: expect.stringContaining('history of stages') },
    });
  });
});

describe('backups in parts', () => {
  it('Deals_001.csv and Deals_002.csv are one export, not two', async () => {
    const sources = await load({
      'Deals_001.csv': deals(deal('1'), deal('2', { stage: 'Offer', owner: 'Ben' })),
      'Deals_002.csv': deals(deal('3', { stage: 'Won', owner: 'Ben' })),
    });
    expect(sources.history.snapshots).toHaveLength(1);
    expect(Array.from({ length: 3 }, (_, i) => sources.deals.id(i))).toEqual(['1', '2', '3']);
    expect(Array.from(sources.deals.stage.at, (k) => sources.deals.stage.words[k])).toEqual(['New', 'Offer', 'Won']);
    expect(Array.from(sources.deals.owner.at, (k) => sources.deals.owner.words[k])).toEqual(['Ana', 'Ben', 'Ben']);
    expect(sources.sources.map(({ file, rows }) => [file, rows])).toEqual([
      ['Deals_001.csv', 2],
      ['Deals_002.csv', 1],
    ]);
    expect(sources.problems).toEqual([]);
  });

  it('a part that is not there is an error; a deal in two parts counts once', async () => {
    const late = deal('1', { stage: 'Offer' }).replace('2026-01-01 08', '2026-01-02 08');
    const sources = await load({
      'Deals_001.csv': deals(deal('1'), deal('2')),
      'Deals_003.csv': deals(late),
      'Deals_004.csv': deals(deal('1', { stage: 'Lost' })),
    });
    expect(codesOf(sources)).toEqual(['duplicates-in-parts', 'part-missing']);
    expect(sources.problems.find(({ code }) => code === 'part-missing')?.message.en).toContain('002');
    expect(Array.from({ length: 2 }, (_, i) => `${sources.deals.id(i)} ${sources.deals.stage.words[sources.deals.stage.at[i]]}`)).toEqual([
      '2 New',
      '1 Offer',
    ]);
    expect(sources.deals.count).toBe(2);
  });

  it('a number alone is a whole export', async () => {
    const sources = await load({ 'Deals_001.csv': deals(deal('1')), 'Accounts_001.csv': 'Account Name,Account Owner,Website\nA,B,c\n' });
    expect([sources.deals.count, codesOf(sources)]).toEqual([1, ['export-not-deals']]);
  });
});
