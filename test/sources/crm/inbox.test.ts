import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findExports, inboxFolder } from '../../../src/sources/crm/inbox.ts';
import { dateInName, dateInReportRow, snapshotDate } from '../../../src/sources/crm/snapshot.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

const ENTITIES = [
  { slug: 'solartech', crm: 'zoho', inbox: ['_INBOX/zoho/', 'templates/demo/Deals_*.csv'] },
  { slug: 'hippos', crm: 'zoho', inbox: [] },
  { slug: 'wci', crm: 'odoo', inbox: [] },
];

function tree(...paths: string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'bizos-inbox-'));
  made.push(root);
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), 'x');
  }
  return root;
}

const found = (root: string, slug: string) =>
  findExports(root, ENTITIES.find((entity) => entity.slug === slug) as (typeof ENTITIES)[number], ENTITIES);

describe('the folder that people are told', () => {
  it.each([
    ['solartech', '_INBOX/zoho'],
    ['hippos', '_INBOX/zoho/hippos'],
    ['wci', '_INBOX/odoo'],
  ])('of %s is %s, and what is put there is found', (slug, folder) => {
    expect(inboxFolder(ENTITIES.find((entity) => entity.slug === slug) as (typeof ENTITIES)[number], ENTITIES)).toBe(folder);
    expect(found(tree(`${folder}/export.csv`), slug)).toEqual({ value: [`${folder}/export.csv`], problems: [] });
  });

  it.each([
    ['_INBOX/crm/*.csv', '_INBOX/crm'],
    ['_INBOX/crm/**/x*.csv', '_INBOX/crm'],
    ['_INBOX/crm/deals.csv', '_INBOX/crm'],
  ])('by the pattern %s is %s', (pattern, folder) => expect(inboxFolder({ slug: 'a', inbox: [pattern] }, [])).toBe(folder));
});

describe('whose export is it', () => {
  it('a folder or a word of the name, then a pattern, then the only company with that CRM', () => {
    const root = tree(
      '_INBOX/zoho/Deals.csv',
      '_INBOX/zoho/Hippos_Potentials.csv',
      '_INBOX/zoho/hippos/a.xlsx',
      '_INBOX/odoo/orders.csv',
      'templates/demo/Deals_1.csv',
    );
    expect(found(root, 'solartech').value).toEqual(['_INBOX/zoho/Deals.csv']);
    expect(found(root, 'hippos').value).toEqual(['_INBOX/zoho/Hippos_Potentials.csv', '_INBOX/zoho/hippos/a.xlsx']);
    expect(found(root, 'wci').value).toEqual(['_INBOX/odoo/orders.csv']);
  });

  it('examples outside the inbox count while there is nothing in it', () => {
    expect(found(tree('templates/demo/Deals_1.csv', 'templates/demo/README.md'), 'solartech').value).toEqual([
      'templates/demo/Deals_1.csv',
    ]);
  });

  it('nobody can be named: what to do is said', () => {
    const root = tree('_INBOX/deals.csv');
    const { value, problems } = found(root, 'wci');
    expect([value, problems[0].code, problems[0].remedy.en.includes('_INBOX/')]).toEqual([[], 'export-owner-unknown', true]);
  });

  it.each(['a.csv.part', 'a.csv.crdownload', 'a.xlsx.tmp', '~$b.xlsx', '.~lock.a.csv'])(
    'C07 %s is not finished: passed over, and said',
    (name) => {
      const { value, problems } = found(tree(`_INBOX/odoo/${name}`), 'wci');
      expect([value, problems.map(({ code, place }) => `${code} ${place?.file}`)]).toEqual([[], [`export-unfinished _INBOX/odoo/${name}`]]);
    },
  );

  it('C08 a name with shell signs, blanks or dots is only a name', () => {
    const names = ['$(rm -rf x);.csv', '..csv', '-rf.csv', 'a b\'"`.csv', 'line\nend.csv', '..\\..\\x.csv'].sort();
    const { value, problems } = found(tree(...names.map((name) => `_INBOX/odoo/${name}`)), 'wci');
    expect([value, problems.map(({ code }) => code)]).toEqual([
      names.filter((name) => !name.startsWith('.')).map((name) => `_INBOX/odoo/${name}`),
      ['export-unfinished', 'export-unfinished'],
    ]);
  });

  it('C09 a symbolic link in the inbox is not followed, to a file or to a folder', () => {
    const root = tree('_INBOX/odoo/note.md', 'elsewhere/secret.csv');
    symlinkSync(join(root, 'elsewhere/secret.csv'), join(root, '_INBOX/odoo/link.csv'));
    symlinkSync(join(root, 'elsewhere'), join(root, '_INBOX/odoo/folder'));
    const { value, problems } = found(root, 'wci');
    expect([value, problems.map(({ code, place }) => `${code} ${place?.file}`).sort()]).toEqual([
      [],
      ['symlink _INBOX/odoo/folder', 'symlink _INBOX/odoo/link.csv'],
    ]);
  });
});

describe('the date of an export', () => {
  const iso = (at: number): string => (Number.isNaN(at) ? '-' : new Date(at).toISOString().slice(0, 16));

  it.each([
    ['Deals_2026_02_10.csv', '2026-02-10T00:00'],
    ['Deals-20260210-0930.xlsx', '2026-02-10T09:30'],
    ['export 10.02.2026.csv', '2026-02-10T00:00'],
    ['Deals_001.csv', '-'],
    ['Deals_2026_13_40.csv', '-'],
    ['order 20260210123.csv', '-'],
  ])('%s is of %s', (name, expected) => expect(iso(dateInName(name))).toBe(expected));

  it('report rows', () => {
    expect([
      iso(dateInReportRow('Generated by Ana on Feb 8, 2026 03:15 PM')),
      iso(dateInReportRow('Erstellt am 08.02.2026 15:15')),
      iso(dateInReportRow('Total: 30')),
    ]).toEqual(['2026-02-08T15:15', '2026-02-08T15:15', '-']);
  });

  it('name, then header, then newest timestamp, then the time of the file', () => {
    const day = Date.UTC(2026, 0, 5);
    expect(snapshotDate('Deals_2026_02_10.csv', 'on 2026-02-09', day, 1)).toEqual({ at: Date.UTC(2026, 1, 10, 23, 59), basis: 'name' });
    expect(snapshotDate('Deals.csv', 'on 2026-02-09', day, 1).basis).toBe('header');
    expect(snapshotDate('Deals.csv', '', day, 1)).toEqual({ at: Date.UTC(2026, 0, 5, 23, 59), basis: 'timestamp' });
    expect(snapshotDate('Deals.csv', '', Number.NaN, 1)).toEqual({ at: 1, basis: 'mtime' });
  });
});
