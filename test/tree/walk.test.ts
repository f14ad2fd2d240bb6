import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BizosError } from '../../src/core/problem.ts';
import { chooseRoot, findRoot } from '../../src/tree/root.ts';
import { walkTree } from '../../src/tree/walk.ts';

let root: string;
const put = (path: string, text = '# x\n'): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const paths = (): string[] => walkTree(root).files.map(({ path }) => path);
const codes = (): string[] => walkTree(root).problems.map(({ code, place }) => `${code} ${place?.file}`);

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'bizos-walk-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the walk', () => {
  it('lists Markdown of the tree and of the root, in a fixed order, and nothing else', () => {
    for (const path of [
      'README.md',
      'notes.txt',
      'bizos/b.md',
      'bizos/a/z.md',
      'bizos/a/z.csv',
      'cto-brain/x.md',
      '_SESSIONS/active/s.md',
      'docs/no.md',
    ])
      put(path);
    for (const path of [
      'bizos/.git/no.md',
      'bizos/node_modules/no.md',
      'bizos/.bizos/no.md',
      'bizos/_INBOX/no.md',
      '_INBOX/zoho/no.md',
      '.bizos/no.md',
    ])
      put(path);
    expect(paths()).toEqual(['bizos/a/z.md', 'bizos/b.md', 'cto-brain/x.md', '_SESSIONS/active/s.md', 'README.md']);
    expect(codes()).toEqual([]);
  });

  it('says size, time and inode of each', () => {
    put('bizos/a.md', 'twelve bytes');
    expect(walkTree(root).files[0]).toMatchObject({ path: 'bizos/a.md', size: 12, mtimeMs: expect.any(Number), ino: expect.any(Number) });
  });

  it('an empty folder is an empty tree', () => expect(walkTree(root)).toEqual({ files: [], problems: [] }));

  it('symbolic links are a problem and never followed, the tree folders themselves too', () => {
    const outside = mkdtempSync(join(tmpdir(), 'bizos-outside-'));
    try {
      writeFileSync(join(outside, 'secret.md'), 'x');
      put('bizos/a.md');
      symlinkSync(outside, join(root, 'bizos', 'way-out'));
      symlinkSync(join(outside, 'secret.md'), join(root, 'bizos', 'secret.md'));
      symlinkSync(outside, join(root, 'cto-brain'));
      symlinkSync(join(root, 'bizos'), join(root, 'bizos', 'loop'));
      expect(paths()).toEqual(['bizos/a.md']);
      expect(codes().sort()).toEqual(['symlink bizos/loop', 'symlink bizos/secret.md', 'symlink bizos/way-out', 'symlink cto-brain']);
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });

  it.runIf(process.platform !== 'win32')('a pipe that is named like a document is a problem, not a hang', () => {
    put('bizos/a.md');
    execFileSync('mkfifo', [join(root, 'bizos', 'pipe.md')]);
    expect(paths()).toEqual(['bizos/a.md']);
    expect(codes()).toEqual(['not-a-file bizos/pipe.md']);
  });

  it.runIf(process.getuid !== undefined && process.getuid() !== 0)(
    'a folder that can not be read is a problem, and the rest is listed',
    () => {
      put('bizos/a.md');
      put('bizos/locked/b.md');
      chmodSync(join(root, 'bizos', 'locked'), 0o000);
      try {
        expect(paths()).toEqual(['bizos/a.md']);
        expect(codes()).toEqual(['folder-unreadable bizos/locked']);
      } finally {
        chmodSync(join(root, 'bizos', 'locked'), 0o755);
      }
    },
  );

  it('names in any script', () => {
    put('bizos/株式会社/Ümläut & more.md');
    expect(paths()).toEqual(['bizos/株式会社/Ümläut & more.md']);
  });
});

describe('the root', () => {
  it.each(['bizos/STRUCTURE.md', 'bizos/00_Holding/_ENTITY.md'])('is the folder that holds %s, from any folder below', (mark) => {
    put(mark);
    put('bizos/02_A/roles/x.md');
    expect(findRoot(root)).toBe(root);
    expect(findRoot(join(root, 'bizos', '02_A', 'roles'))).toBe(root);
    expect(findRoot(join(root, 'not', 'there', 'yet'))).toBe(root);
  });

  it('is nowhere above a folder without one', () => {
    expect(findRoot(root)).toBeUndefined();
    expect(chooseRoot(root, undefined)).toBeUndefined();
  });

  it('the nearest counts', () => {
    put('bizos/STRUCTURE.md');
    put('inner/bizos/STRUCTURE.md');
    expect(findRoot(join(root, 'inner'))).toBe(join(root, 'inner'));
  });

  it('a given one overrides, relative to where the call was made, and must be a tree', () => {
    put('bizos/STRUCTURE.md');
    put('inner/bizos/STRUCTURE.md');
    expect(chooseRoot(root, 'inner')).toBe(join(root, 'inner'));
    for (const wrong of ['bizos', 'nowhere', '']) {
      const call = (): unknown => chooseRoot(join(root, 'inner', 'bizos'), wrong);
      expect(call).toThrow(BizosError);
      expect(call).toThrow(expect.objectContaining({ exit: 2, hint: expect.anything() }));
    }
  });
});
