import { describe, expect, it } from 'vitest';
import { nativePartFault, unfitPart } from '../../../src/index/native-part.ts';

describe('a compiled part that is missing or another Node’s', () => {
  it.each([
    Object.assign(new Error('x'), { code: 'ERR_DLOPEN_FAILED' }),
    new Error("The module 'better_sqlite3.node' was compiled against a different Node.js version using NODE_MODULE_VERSION 115."),
    new Error("Module did not self-register: 'better_sqlite3.node'."),
    new Error('Could not locate the bindings file. Tried: …'),
  ])('%s: says so, and how to mend it', (error) => {
    const fault = nativePartFault(error);
    expect([fault?.exit, fault?.hint?.en]).toEqual([4, expect.stringContaining('npm rebuild better-sqlite3')]);
    expect(fault?.text.de).toContain(process.version);
  });

  it('is not what any other failure is', () => {
    expect(nativePartFault(new Error('no such table'))).toBeUndefined();
    expect(nativePartFault(undefined)).toBeUndefined();
  });
});

describe('a SQLite that the Node can’t live with', () => {
  it.each([
    ['20.20.0', '12.9.0', false],
    ['22.23.1', '12.9.0', false],
    ['22.23.1', '13.2.0', false],
    ['24.21.0', '12.9.0', true],
    ['24.21.0', '13.2.0', false],
    ['26.0.0', '12.9.0', true],
  ])('Node %s with better-sqlite3 %s', (node, library, unfit) => {
    const fault = unfitPart(node, library);
    expect(fault?.exit).toBe(unfit ? 4 : undefined);
    expect(fault?.hint?.en ?? 'better-sqlite3@13').toContain('better-sqlite3@13');
  });
});
