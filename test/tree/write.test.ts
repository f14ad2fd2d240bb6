import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BizosError } from '../../src/core/problem.ts';
import { type FsPort, nodeFs } from '../../src/tree/fs.ts';
import { withWriteJudge, writeWhole } from '../../src/tree/write.ts';

const root = mkdtempSync(join(tmpdir(), 'bizos-write-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (name: string, text: string): string => {
  const path = join(root, name);
  writeFileSync(path, text);
  return path;
};
const refusal = (run: () => void): BizosError => {
  try {
    run();
  } catch (error) {
    if (error instanceof BizosError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};
const faulty = (fault: Partial<FsPort>): FsPort => ({ ...nodeFs, ...fault });
const fail = (code: string) => (): never => {
  throw Object.assign(new Error(code), { code });
};

describe('writing a document', () => {
  it('replaces it and keeps its mode', () => {
    const path = file('a.md', 'old');
    chmodSync(path, 0o600);
    writeWhole(path, bytes('new'), { expected: bytes('old'), root });
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['new', 0o600]);
  });

  it('makes a new one, and refuses when somebody made it first', () => {
    const path = join(root, 'new.md');
    writeWhole(path, bytes('x'), { expected: null, root });
    expect(refusal(() => writeWhole(path, bytes('y'), { expected: null, root })).exit).toBe(3);
    expect(readFileSync(path, 'utf8')).toBe('x');
  });

  it.each([
    ['as many other bytes', 'old', 'odd'],
    ['more behind the same', 'old', 'older'],
    ['less than the same', 'old', 'ol'],
    ['nothing in it any more', 'old', ''],
    ['something in what was empty', '', 'x'],
    ['nothing there any more', 'old', undefined],
  ])('refuses where there is %s, and leaves that alone', (name, read, now) => {
    const path = file(`${name.replace(/\W/g, '')}.md`, now ?? '');
    if (now === undefined) rmSync(path);
    expect(refusal(() => writeWhole(path, bytes('new'), { expected: bytes(read), root })).exit).toBe(3);
    expect(existsSync(path) ? readFileSync(path, 'utf8') : undefined).toBe(now);
  });

  it.each([0, 2 ** 18 - 1, 2 ** 18, 2 ** 18 + 1, 3 * 2 ** 18])('every one of %i bytes counts, and one more or less', (size) => {
    const path = join(root, 'large.md');
    const read = new Uint8Array(size).fill(7);
    const others = [0, 1, size / 2, size - 1].filter((at) => at >= 0 && at < size).map((at) => read.with(Math.floor(at), 8));
    for (const now of [...others, new Uint8Array(size + 1).fill(7), ...(size > 0 ? [read.subarray(1)] : [])]) {
      writeFileSync(path, now);
      expect(refusal(() => writeWhole(path, bytes('new'), { expected: read, root })).exit).toBe(3);
      expect(Buffer.compare(readFileSync(path), now)).toBe(0);
    }
    writeFileSync(path, read);
    writeWhole(path, bytes('new'), { expected: read, root });
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('an empty document is one, and is replaced', () => {
    const path = file('empty.md', '');
    expect(refusal(() => writeWhole(path, bytes('new'), { expected: null, root })).exit).toBe(3);
    writeWhole(path, bytes('new'), { expected: bytes(''), root });
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('refuses to overwrite what changed since it was read, names the file and says what to do', () => {
    const path = file('b.md', 'old');
    const expected = readFileSync(path);
    writeFileSync(path, 'by a person');
    const error = refusal(() => writeWhole(path, bytes('new'), { expected, root }));
    expect([error.exit, error.text.en.includes('b.md'), error.hint?.en]).toEqual([3, true, expect.stringContaining('again')]);
    expect(readFileSync(path, 'utf8')).toBe('by a person');
  });

  it('an editor that saves while the bytes are being written wins', () => {
    const path = file('c.md', 'old');
    const fs = faulty({
      sync: (handle) => {
        nodeFs.sync(handle);
        writeFileSync(path, 'saved meanwhile');
      },
    });
    expect(refusal(() => writeWhole(path, bytes('new'), { expected: bytes('old'), root, fs })).exit).toBe(3);
    expect(readFileSync(path, 'utf8')).toBe('saved meanwhile');
  });

  it('takes it in pieces, and finishes short writes of each', () => {
    const path = file('pieces.md', 'old');
    const fs = faulty({ write: (handle, part) => nodeFs.write(handle, part.subarray(0, 3)) });
    const judged: string[] = [];
    withWriteJudge(
      (_, __, after) => void judged.push(Buffer.from(after).toString()),
      () => writeWhole(path, [bytes(''), bytes('a long '), bytes(''), bytes('new text')], { expected: bytes('old'), root, fs }),
    );
    expect([readFileSync(path, 'utf8'), judged]).toEqual(['a long new text', ['a long new text']]);
    writeWhole(path, [], { expected: bytes('a long new text'), root });
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('short writes are finished', () => {
    const path = file('d.md', 'old');
    const fs = faulty({ write: (handle, part) => nodeFs.write(handle, part.subarray(0, 3)) });
    writeWhole(path, bytes('a long new text'), { expected: bytes('old'), root, fs });
    expect(readFileSync(path, 'utf8')).toBe('a long new text');
  });

  it('a name that another unfinished write has is left to it, and another taken; where every one is, exit 4', () => {
    const path = file('e.md', 'old');
    const asked: string[] = [];
    const theirs = (many: number): FsPort =>
      faulty({
        create: (name, mode) => {
          asked.push(name);
          if (asked.length <= many) writeFileSync(name, 'theirs');
          return nodeFs.create(name, mode);
        },
      });
    writeWhole(path, bytes('new'), { expected: bytes('old'), root, fs: theirs(1) });
    expect(asked).toHaveLength(2);
    expect([readFileSync(path, 'utf8'), readFileSync(asked[0], 'utf8'), existsSync(asked[1])]).toEqual(['new', 'theirs', false]);
    asked.length = 0;
    expect(refusal(() => writeWhole(path, bytes('newer'), { expected: bytes('new'), root, fs: theirs(99) })).exit).toBe(4);
    expect([new Set(asked).size, readFileSync(path, 'utf8')]).toEqual([5, 'new']);
    for (const name of readdirSync(root).filter((entry) => entry.startsWith('.e.md.'))) rmSync(join(root, name));
  });

  it.each([
    ['fsync fails', { sync: fail('EIO') }],
    ['the disk is full', { write: fail('ENOSPC') }],
    ['nothing more is written', { write: () => 0 }],
    ['the rename fails', { rename: fail('ENOSPC') }],
  ] as [string, Partial<FsPort>][])('%s: the old bytes stand, nothing is left over, exit 4', (name, fault) => {
    const path = file(`${name.replace(/\W/g, '')}.md`, 'old');
    const error = refusal(() => writeWhole(path, bytes('new'), { expected: bytes('old'), root, fs: faulty(fault) }));
    expect([error.exit, readFileSync(path, 'utf8'), readdirSync(root).filter((entry) => entry.endsWith('.bizos-part'))]).toEqual([
      4,
      'old',
      [],
    ]);
  });

  it('refuses links: symbolic, hard, and a folder that leads out of the tree', () => {
    const outside = mkdtempSync(join(tmpdir(), 'bizos-outside-'));
    const target = join(outside, 'x.md');
    writeFileSync(target, 'foreign');
    symlinkSync(target, join(root, 'link.md'));
    mkdirSync(join(root, 'sub'));
    symlinkSync(outside, join(root, 'sub', 'out'));
    linkSync(target, join(root, 'hard.md'));
    for (const name of ['link.md', 'hard.md', 'sub/out/x.md'])
      expect(refusal(() => writeWhole(join(root, name), bytes('mine'), { expected: bytes('foreign'), root })).exit).toBe(3);
    expect(readFileSync(target, 'utf8')).toBe('foreign');
    rmSync(outside, { recursive: true });
  });

  describe('Z16 a folder that is exchanged for a link between the look and the write', () => {
    const foreign = (name: string): { folder: string; path: string; other: string } => {
      const [folder, other] = [join(root, name, 'own'), join(root, name, 'theirs')];
      for (const made of [join(root, name), folder, other]) mkdirSync(made);
      writeFileSync(join(folder, 'x.md'), 'old');
      writeFileSync(join(other, 'x.md'), 'old');
      return { folder, path: join(folder, 'x.md'), other };
    };
    const exchange = (folder: string, other: string): void => {
      renameSync(folder, `${folder}-away`);
      symlinkSync(other, folder);
    };

    const first =
      <A extends unknown[], R>(swap: () => void, run: (...given: A) => R) =>
      (...given: A): R => {
        swap();
        return run(...given);
      };
    it.each<[string, (swap: () => void) => Partial<FsPort>, number]>([
      ['before the first byte', (swap) => ({ create: first(swap, nodeFs.create) }), 3],
      ['while the bytes are written', (swap) => ({ sync: first(swap, nodeFs.sync) }), 4],
      ['right before the rename', (swap) => ({ rename: first(swap, nodeFs.rename) }), 4],
    ])('%s', (name, fault, exit) => {
      const { folder, path, other } = foreign(name.replace(/\W/g, ''));
      const fs = faulty(fault(() => exchange(folder, other)));
      expect(refusal(() => writeWhole(path, bytes('mine'), { expected: bytes('old'), root, fs })).exit).toBe(exit);
      expect(readFileSync(join(other, 'x.md'), 'utf8')).toBe('old');
      expect(readdirSync(other)).toEqual(['x.md']);
    });

    it('a judge is asked about the place where the bytes really go, and about what they replace', () => {
      const { folder, path, other } = foreign('judged');
      exchange(folder, other);
      const asked: (string | undefined)[][] = [];
      const text = (part: Uint8Array | undefined): string | undefined => part && new TextDecoder().decode(part);
      withWriteJudge(
        (at, before, after) => void asked.push([at, text(before), text(after)]),
        () => {
          writeWhole(path, bytes('mine'), { expected: bytes('old'), root });
          writeWhole(join(folder, 'y.md'), bytes('new'), { expected: null, root });
        },
      );
      const real = realpathSync(other);
      expect(asked).toEqual([
        [join(real, 'x.md'), 'old', 'mine'],
        [join(real, 'y.md'), undefined, 'new'],
      ]);
    });
  });
});
