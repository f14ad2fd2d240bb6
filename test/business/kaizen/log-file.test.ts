import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { changeLogs } from '../../../src/business/kaizen/log-change.ts';
import { forgetReads, type LogFile, readExistingLog, readLog, readLogBytes } from '../../../src/business/kaizen/log-file.ts';
import { splicedLog } from '../../../src/business/kaizen/log-splice.ts';
import { withTree } from '../../../src/business/kaizen/opened-tree.ts';
import { provisionalIds } from '../../../src/business/kaizen/provisional.ts';
import { contextIn } from '../group/fake-context.ts';
import { logOf, treeWithLog } from './log-tree.ts';

/** A file system whose clock stands still: FAT counts two seconds, older kernels four thousandths. This machine's can't be made to. */
const clock = vi.hoisted(() => ({ still: false }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  const statSync = (path: string, how?: { bigint?: boolean }): unknown => {
    const stat = real.statSync(path, how as { bigint: true });
    return clock.still && how?.bigint ? Object.assign(stat, { mtimeNs: 0n, ctimeNs: 0n }) : stat;
  };
  return { ...real, statSync };
});

const FILE = 'KAIZEN_LOG.md';
const LOG = '# L\n\n## Active Experiments\n\n### [K-BIZ-001] A bell\n\n**Status:** Active\n';
const other = (text: string): string => text.replace('A bell', 'A ball');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
beforeEach(() => {
  clock.still = false;
  forgetReads();
});
function folderWith(bytes: string | Uint8Array): { root: string; path: string } {
  const root = mkdtempSync(join(tmpdir(), 'bizos-log-'));
  folders.push(root);
  writeFileSync(join(root, FILE), bytes);
  return { root, path: join(root, FILE) };
}

describe('a log is read once', () => {
  it('as long as nobody touches it: bytes and text are the ones read before', () => {
    const { root } = folderWith(LOG);
    const log = readLog(root, FILE);
    expect(readLogBytes(root, FILE)).toBe(log.bytes);
    expect(readExistingLog(root, FILE)).toBe(log);
    forgetReads();
    expect(readLog(root, FILE)).not.toBe(log);
    expect(readLog(root, FILE)).toEqual(log);
  });

  it.each<[string, (path: string) => void]>([
    ['written into', (path) => writeFileSync(path, other(LOG))],
    [
      'written into, with its old time put back',
      (path) => {
        utimesSync(path, 1_000_000_000, 1_000_000_000);
        forgetReads();
        readLog(join(path, '..'), FILE);
        writeFileSync(path, other(LOG));
        utimesSync(path, 1_000_000_000, 1_000_000_000);
      },
    ],
    [
      'replaced by another file, while the clock stands still',
      (path) => {
        clock.still = true;
        readLog(join(path, '..'), FILE);
        writeFileSync(`${path}.new`, other(LOG));
        renameSync(`${path}.new`, path);
      },
    ],
    [
      'made longer, while the clock stands still',
      (path) => {
        clock.still = true;
        readLog(join(path, '..'), FILE);
        writeFileSync(path, `${other(LOG)}\n`);
      },
    ],
  ])('and anew where it was %s', (_, change) => {
    const { root, path } = folderWith(LOG);
    readLog(root, FILE);
    change(path);
    expect(readLog(root, FILE).outline.entries.map(({ title }) => title)).toEqual(['[K-BIZ-001] A ball']);
  });

  it('and where it went and came', () => {
    const { root, path } = folderWith(LOG);
    readLog(root, FILE);
    rmSync(path);
    expect([readLog(root, FILE).bytes, readLogBytes(root, FILE)]).toEqual([null, undefined]);
    expect(() => readExistingLog(root, FILE)).toThrow(/no KAIZEN_LOG/);
    writeFileSync(path, other(LOG));
    expect(readLog(root, FILE).text).toBe(other(LOG));
  });
});

describe('where the clock of the file system stands still, and as many other bytes are written into a log', () => {
  const changed = (log: LogFile) => ({ files: [{ log: splicedLog(log, [{ start: 0, end: 3, text: '# M' }]) }], value: undefined });

  it('between the look and the write: both changes stay, for the plan made anew reads anew', async () => {
    const { root, path } = folderWith(LOG);
    clock.still = true;
    const seen: boolean[] = [];
    await changeLogs(root, () => {
      const log = readLog(root, FILE);
      seen.push(log.text === LOG);
      if (seen.length === 1) writeFileSync(path, other(LOG));
      return changed(log);
    });
    expect(seen).toEqual([true, false]);
    expect(readFileSync(path, 'utf8')).toBe(other(LOG).replace('# L', '# M'));
  });

  it('after the first look of an operation: the same', async () => {
    const { root, path } = folderWith(LOG);
    clock.still = true;
    readLog(root, FILE);
    writeFileSync(path, other(LOG));
    await changeLogs(root, () => changed(readLog(root, FILE)));
    expect(readFileSync(path, 'utf8')).toBe(other(LOG).replace('# L', '# M'));
  });

  it('between two operations of one process: the second sees it', async () => {
    const folder = treeWithLog();
    clock.still = true;
    const words = (): Promise<string> => withTree(contextIn(folder), async ({ root }) => readLog(root, 'bizos/KAIZEN_LOG.md').text);
    expect(await words()).toContain('The bell breaks');
    writeFileSync(join(folder, 'bizos', FILE), logOf(folder).replace('The bell breaks', 'The ball breaks'));
    expect(await words()).toContain('The ball breaks');
  });
});

describe('provisional ids', () => {
  const tree = (root: string) => ({ root, routes: [{ kind: 'kaizen' as const, scope: 'bizos', file: FILE, prefix: 'K-BIZ' }] });
  const provisional = LOG.replace('001', '~7f3a');

  it.each<[string, string | Uint8Array, readonly string[]]>([
    ['in a log', provisional, ['K-BIZ-~7f3a']],
    ['in none', LOG, []],
    ['in words alone', `${LOG}\nsee K-BIZ-~7f3a, ~20 %\n`, []],
    ['in a log that is no UTF-8', Buffer.concat([Buffer.from(provisional), Buffer.from([0xff, 0x0a])]), ['K-BIZ-~7f3a']],
    ['in a log with old line ends, which are no lines', provisional.replaceAll('\n', '\r'), []],
    ['in an empty one', '', []],
  ])('%s', (_, bytes, ids) => {
    const { root } = folderWith(bytes);
    expect(provisionalIds(tree(root)).map(({ id }) => id)).toEqual(ids);
  });

  it('are none where there is no log, a folder, or a link to itself', () => {
    const { root, path } = folderWith(LOG);
    rmSync(path);
    expect(provisionalIds(tree(root))).toEqual([]);
    mkdirSync(path);
    expect(provisionalIds(tree(root))).toEqual([]);
    rmSync(path, { recursive: true });
    symlinkSync(FILE, path);
    expect(provisionalIds(tree(root))).toEqual([]);
    expect(readLog(root, FILE).bytes).toBeNull();
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['no UTF-8', Buffer.concat([Buffer.from(LOG), Buffer.from([0xff])]), /UTF-8/],
    ['of old line ends', Buffer.from(LOG.replaceAll('\n', '\r')), /CR alone/],
  ])('a log that is %s was looked at for them, and is refused all the same, each time', (_, bytes, why) => {
    const { root } = folderWith(bytes);
    provisionalIds(tree(root));
    for (let time = 0; time < 2; time++) expect(() => readLog(root, FILE)).toThrow(why);
  });
});
