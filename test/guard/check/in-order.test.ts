import { describe, expect, it } from 'vitest';
import type { RawChange } from '../../../src/guard/changes/raw-diff.ts';
import { InOrder } from '../../../src/guard/check/in-order.ts';

const row = (path: string, status = 'M', oldMode = '100644', newMode = '100644'): RawChange => ({
  path,
  unreadable: false,
  oldMode,
  newMode,
  oldId: 'a'.repeat(40),
  newId: 'b'.repeat(40),
  status,
});

describe('changes that were in order before', () => {
  it.each<[string, readonly RawChange[], readonly RawChange[], boolean]>([
    ['the same again', [row('a'), row('b')], [row('b'), row('a')], true],
    ['none at all', [row('a')], [], true],
    ['another content', [row('a')], [{ ...row('a'), newId: 'c'.repeat(40) }], true],
    ['another path', [row('a')], [row('a'), row('c')], false],
    ['a deletion', [row('a')], [row('a', 'D', '100644', '000000')], false],
    ['made before, changed now', [row('a', 'A', '000000')], [row('a')], true],
    ['a submodule before', [row('a', 'A', '000000')], [row('a', 'T', '160000')], false],
    ['a submodule now', [row('a', 'A', '000000')], [row('a', 'T', '100644', '160000')], false],
    ['another mode', [row('a')], [row('a', 'M', '100644', '100755')], false],
    ['a link now', [row('a')], [row('a', 'T', '100644', '120000')], false],
    ['a name whose bytes are no UTF-8', [row('a')], [{ ...row('a'), unreadable: true }], false],
    ['two states of a path', [row('a', 'A', '000000'), row('a')], [row('a')], true],
    ['Z08 a name that differs in case', [row('a')], [row('A')], false],
    ['Z08 two such names, each in order by itself before', [row('a'), row('A')], [row('a'), row('A')], false],
  ])('%s', (_title, before, now, known) => {
    const inOrder = new InOrder();
    for (const one of before) inOrder.add([one]);
    expect(inOrder.knows(now)).toBe(known);
  });
});
