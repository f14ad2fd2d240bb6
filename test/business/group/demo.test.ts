import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contactAddress } from '../../../src/business/pipeline/actions/contact-address.ts';
import { loadDefaultPolicy } from '../../../src/business/pipeline/default-policy.ts';
import { stageBookOf } from '../../../src/business/pipeline/policy-layers.ts';
import { loadInput } from '../../../src/sources/crm/load.ts';
import { emptyFolder, REPOSITORY } from './fake-context.ts';

const SHIPPED = join(REPOSITORY, 'templates', 'demo');

function rowsOf(name: string): Record<string, string>[] {
  const lines = readFileSync(join(SHIPPED, name), 'utf8').trimEnd().split('\r\n');
  const cells = (line: string): string[] =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map((m) => m[1]?.replaceAll('""', '"') ?? m[2]);
  const header = cells(lines[0]);
  return lines.slice(1).map((line) => Object.fromEntries(cells(line).map((cell, k) => [header[k], cell])));
}

const OPEN = new Set(['Prospecting', 'Contact Made', 'Qualification', 'Site Survey', 'Quotation Sent', 'Negotiation/Review']);

describe('the synthetic export', () => {
  it('is what the generator makes, byte for byte', () => {
    const folder = emptyFolder();
    execFileSync(process.execPath, [join(REPOSITORY, 'scripts', 'demo.mjs'), folder]);
    const names = readdirSync(folder).sort();
    expect(
      readdirSync(SHIPPED)
        .filter((name) => name.endsWith('.csv'))
        .sort(),
    ).toEqual(names);
    for (const name of names) expect(readFileSync(join(folder, name)).equals(readFileSync(join(SHIPPED, name))), name).toBe(true);
  });

  it('has the situations of the group’s stories', () => {
    const deals = rowsOf('Deals_2026_02_10.csv');
    const open = deals.filter((deal) => OPEN.has(deal.Stage));
    const value = (some: typeof deals): number => some.reduce((sum, deal) => sum + Number(deal.Amount), 0);
    expect(value(open)).toBe(20_500_000);
    const byOwner = [...new Set(open.map((deal) => deal['Deal Owner']))]
      .map((owner) => value(open.filter((deal) => deal['Deal Owner'] === owner)))
      .sort((a, b) => b - a);
    expect((byOwner[0] + byOwner[1]) / value(open)).toBe(0.7);
    const closed = deals.filter((deal) => /^(?:Closed|Payment)/.test(deal.Stage) && deal['Closing Date'] > '2025-02-10');
    const rate = (some: typeof deals): number =>
      Number((some.filter((deal) => /Won|Payment/.test(deal.Stage)).length / some.length).toFixed(3));
    expect(rate(closed.filter((deal) => Number(deal.Amount) < 100_000))).toBe(0.378);
    expect(rate(closed.filter((deal) => Number(deal.Amount) >= 100_000))).toBe(0.209);
    const last = rowsOf('Stage_History_2026_02_10.csv').findLast((row) => row['Record Id'] === 'PD-000127');
    expect(last).toMatchObject({
      Stage: 'Negotiation/Review',
      'Stage Duration (Calendar Days)': '347',
      'Modified Time': '2025-02-28 10:12:00',
    });
  });

  it('has mail addresses that nobody can own, and some deals without one', () => {
    const deals = rowsOf('Deals_2026_02_10.csv');
    const addresses = deals.map((deal) => deal['Contact Email']);
    const given = addresses.filter((address) => address !== '');
    expect(given.filter((address) => !/^[a-z]+@[a-z0-9-]+\.test$/.test(address))).toEqual([]);
    expect(given.map((address) => contactAddress(address))).toEqual(given);
    expect([addresses.length - given.length, deals.find((deal) => deal['Record Id'] === 'PD-000127')?.['Contact Email']]).toEqual([
      33,
      'purchasing@sungai-pelita-cold-storage.test',
    ]);
  });

  it('is read as a module export of Zoho, with its addresses', async () => {
    const file = join(SHIPPED, 'Deals_2026_02_10.csv');
    const { deals, sources, problems } = await loadInput(
      { file },
      {
        timeZone: 'Asia/Kuala_Lumpur',
        label: file,
        stages: stageBookOf(await loadDefaultPolicy()),
        columns: {},
        now: Date.UTC(2026, 1, 11),
      },
    );
    expect(sources.map(({ profile }) => profile)).toEqual(['zoho-module']);
    expect(problems.filter(({ level }) => level === 'error')).toEqual([]);
    const told = Array.from({ length: deals.count }, (_, i) => deals.email(i)).filter((address) => address !== '');
    expect(told.length).toBe(rowsOf('Deals_2026_02_10.csv').filter((deal) => deal['Contact Email'] !== '').length);
  });

  it('moves the closing date of PD-000127 three times', () => {
    const days = ['2025_12_01', '2026_01_05', '2026_02_03', '2026_02_10'].map(
      (date) => rowsOf(`Deals_${date}.csv`).find((deal) => deal['Record Id'] === 'PD-000127')?.['Closing Date'],
    );
    expect(new Set(days).size).toBe(4);
    expect([...days].sort()).toEqual(days);
  });
});
