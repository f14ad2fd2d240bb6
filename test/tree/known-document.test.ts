import { expect, it } from 'vitest';
import { knownDocument } from '../../src/tree/known-document.ts';
import { readDocument } from '../../src/tree/read.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

it('a document is read again when its bytes are others, and only then', () => {
  const first = knownDocument('a.md', bytes('# A\n'));
  expect(first).toEqual(readDocument('a.md', bytes('# A\n')));
  expect(knownDocument('a.md', bytes('# A\n'))).toBe(first);
  expect(knownDocument('a.md', bytes('# B\n')).title).toBe('B');
  expect(knownDocument('a.md', bytes('# A\n'))).toEqual(first);
  // The path is part of what is read.
  expect(knownDocument('b.md', bytes('# A\n')).path).toBe('b.md');
});

it('only so many are kept, those asked for last; a document over the limit is read each time', () => {
  const text = (n: number): Uint8Array => bytes(`# ${n}\n\n${'word '.repeat(12_000)}\n`);
  const first = knownDocument('0.md', text(0));
  const second = knownDocument('1.md', text(1));
  expect(knownDocument('0.md', text(0))).toBe(first);
  for (const n of [2, 3, 4]) knownDocument(`${n}.md`, text(n));
  expect(knownDocument('0.md', text(0))).toBe(first);
  expect(knownDocument('1.md', text(1))).not.toBe(second);
  const long = bytes(`# Long\n\n${'word '.repeat(60_000)}\n`);
  const read = knownDocument('long.md', long);
  expect(knownDocument('long.md', long)).not.toBe(read);
  expect(knownDocument('long.md', long)).toEqual(read);
});
