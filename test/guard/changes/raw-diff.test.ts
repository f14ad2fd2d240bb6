import { describe, expect, it } from 'vitest';
import { RawReader, readRawDiff } from '../../../src/guard/changes/raw-diff.ts';

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)];
const NONE = '0'.repeat(40);
const row = (modes: string, ids: string, status: string, path: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(`:${modes} ${ids} ${status}\0`), Buffer.from(path), Buffer.from('\0')]);

describe('rows of git --raw -z', () => {
  it.each([
    ['a change', row('100644 100644', `${A} ${B}`, 'M', 'a/b c.md'), 'a/b c.md', '100644', '100644', 'M'],
    ['a new file', row('000000 100755', `${NONE} ${B}`, 'A', 'x'), 'x', '000000', '100755', 'A'],
    ['a link', row('100644 120000', `${A} ${B}`, 'T', 'x'), 'x', '100644', '120000', 'T'],
    [
      'a name with a tab, a line end and a colon',
      row('100644 000000', `${A} ${NONE}`, 'D', ':a\tb\nc'),
      ':a\tb\nc',
      '100644',
      '000000',
      'D',
    ],
    ['a name beyond ASCII', row('100644 100644', `${A} ${B}`, 'M', 'ä€.md'), 'ä€.md', '100644', '100644', 'M'],
    ['ids of SHA-256', row('100644 100644', `${'a'.repeat(64)} ${'b'.repeat(64)}`, 'M', 'x'), 'x', '100644', '100644', 'M'],
  ])('%s', (_title, bytes, path, oldMode, newMode, status) => {
    expect(readRawDiff(bytes)).toEqual([expect.objectContaining({ path, oldMode, newMode, status, unreadable: false })]);
  });

  it('keeps both ids, of any length', () => {
    expect(readRawDiff(row('100644 100644', `${A} ${B}`, 'M', 'x'))).toMatchObject([{ oldId: A, newId: B }]);
    const long = ['a'.repeat(64), 'b'.repeat(64)];
    expect(readRawDiff(row('100644 100644', long.join(' '), 'M', 'x'))).toMatchObject([{ oldId: long[0], newId: long[1] }]);
  });

  it('marks a name that is no UTF-8, and not one that has the replacement character in it', () => {
    const bytes = Buffer.concat([
      row('100644 100644', `${A} ${B}`, 'M', Buffer.from([0x61, 0xff])),
      row('100644 100644', `${A} ${B}`, 'M', 'a\ufffd'),
    ]);
    expect(readRawDiff(bytes).map(({ path, unreadable }) => [path, unreadable])).toEqual([
      ['a\ufffd', true],
      ['a\ufffd', false],
    ]);
  });

  it('nothing is no row', () => {
    expect(readRawDiff(Buffer.alloc(0))).toEqual([]);
  });

  it('stand behind the words of their commit, whatever these are', () => {
    const commit = (subject: string, rows: readonly Buffer[]): Buffer =>
      Buffer.concat([Buffer.from(`${A}\0${subject}\0\0${rows.length > 0 ? '\n' : ''}`), ...rows]);
    const change = row('100644 100644', `${A} ${B}`, 'M', 'x.md');
    const out = new RawReader(Buffer.concat([commit(':100644 ä', [change, change]), commit('', []), commit('last', [change])]));
    const read: [string, number][] = [];
    while (!out.done) {
      out.field();
      const subject = out.field();
      out.field();
      read.push([subject, out.rows().length]);
    }
    expect(read).toEqual([
      [':100644 ä', 2],
      ['', 0],
      ['last', 1],
    ]);
    expect(out.paths()).toEqual(['x.md']);
  });
});
