import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BizosError } from '../../../src/core/problem.ts';
import { hashOf } from '../../../src/sources/crm/container/hash.ts';
import { Spool } from '../../../src/sources/crm/container/spool.ts';
import { readExport } from '../../../src/sources/crm/read.ts';
import { codes, OPTIONS, read, rows } from './export.ts';

const folder = mkdtempSync(join(tmpdir(), 'bizos-crm-container-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = 'Id,Deal Name,Stage,Amount,Owner';
const many = (n: number, name = 'Deal'): string => Array.from({ length: n }, (_, i) => `${i},${name} ${i},New,${i},Ana\n`).join('');

async function failure(work: Promise<unknown>): Promise<BizosError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof BizosError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('what is not a plain file', () => {
  it('a missing file and a folder are said with what to do', async () => {
    for (const file of [join(folder, 'none.csv'), folder, join(folder, 'none', 'none.csv')]) {
      const error = await failure(readExport({ file }, OPTIONS));
      expect(error.exit).toBe(2);
      expect(error.text.en).toMatch(/no such file|is a folder/);
      expect(error.hint?.de).toBeTruthy();
    }
  });

  it('a named pipe is read to its end', async () => {
    const pipe = join(folder, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', 'printf "%s" "$1" > "$2"', 'sh', `${HEAD}\n${many(3)}`, pipe]);
    const result = await readExport({ file: pipe }, OPTIONS);
    writer.kill();
    expect(rows(result.deals).map(({ name }) => name)).toEqual(['Deal 0', 'Deal 1', 'Deal 2']);
  });

  it('a descriptor is read to its end, and hashed as it came', async () => {
    const file = join(folder, 'standard-input.csv');
    writeFileSync(file, `${HEAD}\n${many(3)}`);
    const descriptor = openSync(file, 'r');
    const result = await readExport({ descriptor, name: 'standard input' }, OPTIONS);
    closeSync(descriptor);
    expect(result.deals.count).toBe(3);
    expect(result.source.sha256).toBe((await readExport({ file }, OPTIONS)).source.sha256);
    expect(result.source.snapshotBasis).toBe('mtime');
  });

  it('C08 a name with blanks, quotes and shell signs is only a name', async () => {
    const result = await read(`${HEAD}\n${many(1)}`, { name: "a b'; $(touch x) `id` 2026-03-04.csv" });
    expect(new Date(result.source.snapshot).toISOString().slice(0, 10)).toBe('2026-03-04');
  });

  it('C07 a file that grows while it is read is refused, and so are its texts when it shrinks later', async () => {
    const file = join(folder, 'growing.csv');
    writeFileSync(file, `${HEAD}\n${many(30_000)}`);
    let grown = false;
    const grow = (): void => {
      if (!grown) appendFileSync(file, 'more');
      grown = true;
    };
    const error = await failure(readExport({ file }, { ...OPTIONS, progress: grow }));
    expect([error.exit, grown]).toEqual([2, true]);
    expect(error.text.en).toContain('still being written');
    const result = await readExport({ file }, OPTIONS);
    truncateSync(file, 1000);
    expect(() => result.deals.name(20_000)).toThrow(BizosError);
  });
});

describe('encodings further on', () => {
  const plain = `${HEAD}\n${many(20_000)}`;
  const latin = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

  it('C12 Windows-1252 that shows only behind the first part', async () => {
    const result = await read(latin(`${plain}x1,Dächer Müller,New,5,Jürgen\n`));
    const last = rows(result.deals).at(-1);
    expect([last?.name, last?.owner]).toEqual(['Dächer Müller', 'Jürgen']);
    expect(codes(result)).toContain('encoding-windows-1252');
  });

  it('C13 a few damaged characters in UTF-8 are said, and the others stay', async () => {
    const good = new TextEncoder().encode(`${plain}x1,Dächer Müller,New,5,Jürgen Öz\nx2,`);
    const bytes = Buffer.concat([good, Uint8Array.of(0xc3), new TextEncoder().encode(',New,5,Ana\n')]);
    const result = await read(bytes);
    expect(
      rows(result.deals)
        .slice(-2)
        .map(({ name }) => name),
    ).toEqual(['Dächer Müller', '\ufffd']);
    expect(codes(result)).toContain('encoding-damaged');
  });

  it('C15 NUL bytes further on are said', async () => {
    const result = await read(`${plain}x1,a\0b,New,5,Ana\n`);
    expect(codes(result)).toContain('nul-bytes');
    expect(codes(await read(plain))).not.toContain('nul-bytes');
  });

  it('UTF-16 of more than one part keeps characters that lie on the border of two', async () => {
    const name = '😀ä'.repeat(5);
    const text = `\ufeff${HEAD}\n${Array.from({ length: 30_000 }, (_, i) => `${i},${name},New,1,Ana\n`).join('')}`;
    const result = await read(Buffer.from(text, 'utf16le'));
    expect(result.deals.count).toBe(30_000);
    for (let i = 0; i < 30_000; i++) expect(result.deals.name(i) === name).toBe(true);
  });
});

describe('files that end too early', () => {
  it.each([
    ['in the middle of a row', `${HEAD}\n${many(3)}7,Cut off,New`, true],
    ['without a last line end, but whole', `${HEAD}\n${many(3)}7,Whole,New,5,Ana`, false],
    ['with a line end', `${HEAD}\n${many(3)}`, false],
    ['with blanks at the end', `${HEAD}\n${many(3)}  `, false],
  ])('C04 %s', async (_name, text, cut) => {
    expect(codes(await read(text)).includes('file-cut')).toBe(cut);
  });

  it.each([
    ['fewer rows than the last line says', 'Total Records: 5,,,,', true],
    ['as many', 'Total Records: 3,,,,', false],
    ['as many, in a cell of its own', 'Record Count,3,,,', false],
  ])('C04 a last line that counts the records: %s', async (_name, footer, missing) => {
    expect(codes(await read(`${HEAD}\n${many(3)}${footer}\n`)).includes('rows-missing')).toBe(missing);
  });

  it('C03 a quote opened by mistake does not swallow the rows up to the next quote', async () => {
    const result = await read(`${HEAD}\n1,A,New,1,Ana\n2,"B,New,1,Ana\n3,C,New,1,Ana\n4,"D, d",New,1,Ana\n5,E,New,1,Ana\n`);
    expect(rows(result.deals).map(({ id }) => id)).toEqual(['1', '3', '4', '5']);
    expect(result.rejects).toMatchObject([{ row: 3, code: 'quote-unclosed', text: '2,"B,New,1,Ana' }]);
    expect(result.problems.find(({ code }) => code === 'quote-unclosed')).toMatchObject({ level: 'error', count: 1 });
  });
});

describe('what comes in a stream', () => {
  it('what is too long for memory goes to a file that nobody else sees', () => {
    const place = join(folder, 'spool');
    mkdirSync(place);
    const part = Buffer.alloc(1 << 20, 'deal,');
    const spool = new Spool(place);
    for (let i = 0; i < 40; i++) spool.write(part);
    const bytes = spool.bytes();
    expect(bytes.size).toBe(40 << 20);
    expect(bytes.descriptor).toBeDefined();
    expect(readdirSync(place)).toEqual([]);
    const all = new Spool(place);
    all.write(Buffer.concat(Array.from({ length: 20 }, () => part)));
    const short = all.bytes();
    expect(short.descriptor).toBeUndefined();
    const read = new Uint8Array(5);
    expect(bytes.read(read, (30 << 20) - ((30 << 20) % 5))).toBe(5);
    expect(Buffer.from(read).toString()).toHaveLength(5);
    expect(hashOf(bytes)).not.toBe(hashOf(short));
    bytes.close();
  });

  it('a stream of 40 MB gives the same as the file', async () => {
    const file = join(folder, 'long.csv');
    writeFileSync(file, `${HEAD}\n${many(100_000, `Deal ${'x'.repeat(400)}`)}`);
    const descriptor = openSync(file, 'r');
    const streamed = await readExport({ descriptor, name: '-' }, OPTIONS);
    closeSync(descriptor);
    const direct = await readExport({ file }, OPTIONS);
    expect(readFileSync(file).length).toBeGreaterThan(32 << 20);
    expect([streamed.deals.count, streamed.source.sha256, streamed.deals.name(99_999)]).toEqual([
      direct.deals.count,
      direct.source.sha256,
      direct.deals.name(99_999),
    ]);
  });
});
