import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import writeExcel from 'write-excel-file/node';
import type { DealExport } from '../../../src/sources/crm/deals.ts';
import { type ReadOptions, readExport } from '../../../src/sources/crm/read.ts';
import { OPTIONS, rows, STAGES } from './export.ts';

const folder = mkdtempSync(join(tmpdir(), 'bizos-crm-cache-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let cacheFolder = '';
let made = 0;
beforeEach(() => {
  cacheFolder = join(folder, `cache-${made++}`);
});

const line = (i: number, amount = i): string =>
  `${i},"Deal ${i}, phase 2",${i % 3 ? 'New' : 'Won'},${amount},Owner ${i % 5},2026-01-0${1 + (i % 9)},2026-02-01 10:00:00,Acme ${i},${'x'.repeat(400)}`;
const HEAD = 'Id,Deal Name,Stage,Amount,Owner,Created,Modified,Account,Notes';
const text = (count: number): string => `${HEAD}\n${Array.from({ length: count }, (_, i) => line(i)).join('\n')}\n`;
/** Long enough to be worth keeping. */
const LARGE = text(10_000);

const read = (file: string, options: Partial<ReadOptions> = {}): Promise<DealExport> =>
  readExport({ file }, { ...OPTIONS, cacheFolder, ...options });
const kept = (): string[] => (existsSync(cacheFolder) ? readdirSync(cacheFolder) : []);
const fileOf = (content: string | Uint8Array, name = 'export.csv'): string => {
  const file = join(folder, `${made++}-${name}`);
  writeFileSync(file, content);
  return file;
};

/** What a reading says, without its methods. */
function plain({ deals, ...rest }: DealExport): unknown {
  const columns = [
    deals.created,
    deals.closing,
    deals.closed,
    deals.modified,
    deals.lastActivity,
    deals.probability,
    deals.idHash,
    deals.hasAccount,
  ];
  return {
    ...rest,
    rows: rows(deals),
    columns: columns.map((column) => Array.from(column)),
    fields: [...deals.fields],
    account: deals.account(3),
  };
}

describe('a read export is kept', () => {
  it('the second reading says the same, from the kept columns', async () => {
    const file = fileOf(LARGE);
    const first = await read(file);
    expect(kept()).toHaveLength(1);
    expect(statSync(join(cacheFolder, kept()[0])).mode & 0o777).toBe(0o600);
    const second = await read(file);
    expect(plain(second)).toEqual(plain(first));
    expect(JSON.stringify(second.source)).toBe(JSON.stringify(first.source));
    // Amounts changed in the kept file would show: so it is read, and checked.
    expect(second.deals.count).toBe(10_000);
  });

  it('small files, pipes and runs that want every reject are read anew', async () => {
    await read(fileOf(text(10)));
    expect(kept()).toEqual([]);
    const file = fileOf(`${LARGE}1,no stage,,,,,,\n`);
    await read(file, { onReject: () => {} });
    expect(kept()).toEqual([]);
    await read(file);
    const seen: number[] = [];
    await read(file, { onReject: ({ row }) => seen.push(row) });
    expect(seen).toEqual([10_002]);
  });

  it.each([
    ['another size', (file: string) => writeFileSync(file, `${LARGE}${line(10_000)}\n`)],
    [
      'the same size and time',
      (file: string) => {
        const { atime, mtime } = statSync(file);
        writeFileSync(file, LARGE.replace('Deal 9999', 'Deal ABCD'));
        utimesSync(file, atime, mtime);
      },
    ],
  ])('a file written to is read again: %s', async (_name, write) => {
    const file = fileOf(LARGE);
    await read(file);
    write(file);
    const again = await read(file);
    expect(plain(again)).toEqual(plain(await read(file, { cacheFolder: undefined })));
    expect(plain(again)).not.toEqual(plain(await read(fileOf(LARGE))));
  });

  it.each<[string, Partial<ReadOptions>]>([
    ['currency', { currency: 'JPY' }],
    ['columns', { columns: { name: 'Account' } }],
    [
      'stages',
      {
        stages: new (STAGES.constructor as new (list: unknown[]) => typeof STAGES)([
          { name: 'Won', category: 'lost', order: 0, sla: null },
        ]),
      },
    ],
    ['time zone', { timeZone: 'UTC' }],
    ['label', { label: 'other.csv' }],
  ])('other options read again: %s', async (_name, options) => {
    const file = fileOf(LARGE);
    await read(file);
    expect(plain(await read(file, options))).toEqual(plain(await read(file, { ...options, cacheFolder: undefined })));
    expect(kept()).toHaveLength(2);
  });

  it('what lay in the future counts once it has come', async () => {
    const file = fileOf(LARGE);
    const early = await read(file, { now: Date.UTC(2026, 0, 3) });
    const late = await read(file, { now: Date.UTC(2026, 5, 1) });
    expect([early, late].map(({ source }) => new Date(source.snapshot).toISOString().slice(0, 10))).toEqual(['2026-01-03', '2026-02-01']);
  });

  it.each([
    ['empty', () => new Uint8Array(0)],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['cut off by a byte', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['of another form', (bytes: Buffer) => Buffer.concat([Buffer.from('BIZOSTB9'), bytes.subarray(8)])],
    ['damaged in its header', (bytes: Buffer) => flipped(bytes, 200)],
    ['damaged in a column', (bytes: Buffer) => flipped(bytes, bytes.indexOf('"end"') + 60_000)],
    ['rubbish', () => Buffer.alloc(5000, 0x5a)],
  ])('a kept file that is %s is not believed', async (_name, damage) => {
    const file = fileOf(LARGE);
    const first = await read(file);
    const path = join(cacheFolder, kept()[0]);
    const good = readFileSync(path);
    writeFileSync(path, damage(good));
    expect(plain(await read(file))).toEqual(plain(first));
    expect(readFileSync(path).equals(good)).toBe(true);
  });

  it('a workbook is kept with its text', async () => {
    const data = [
      HEAD.split(','),
      ...Array.from({ length: 20 }, (_, i) => [`D${i}`, `Deal ${i}`, 'New', i, 'Ana', '2026-01-05', '', `Acme ${i}`, '']),
    ];
    const cells = data.map((row) => row.map((value) => ({ value, type: typeof value === 'number' ? Number : String })));
    const file = fileOf(await (await writeExcel(cells as never)).toBuffer(), 'export.xlsx');
    const first = await read(file);
    expect(kept()).toHaveLength(1);
    const second = await read(file);
    expect(plain(second)).toEqual(plain(first));
    expect(second.deals.account(3)).toBe('Acme 3');
  });

  it('no more than two dozen are kept, and what a killed run left behind goes', async () => {
    const file = fileOf(LARGE);
    for (let i = 0; i < 26; i++) {
      await read(file, { label: `export-${i}.csv` });
      if (i === 0) {
        const left = join(cacheFolder, 'left.deals.abc.tmp');
        writeFileSync(left, 'half');
        utimesSync(left, new Date(0), new Date(0));
      }
    }
    expect(kept()).toHaveLength(24);
    expect(kept().filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('a folder that can not be written costs nothing', async () => {
    const file = fileOf(LARGE);
    const blocked = fileOf('a file where the folder should be');
    expect((await read(file, { cacheFolder: blocked })).deals.count).toBe(10_000);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const made = Buffer.from(bytes);
  made[at] ^= 0xff;
  return made;
}
