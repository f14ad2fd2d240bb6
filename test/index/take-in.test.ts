import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { standsOnDisk } from '../../src/index/links.ts';
import { refresh } from '../../src/index/refresh.ts';
import { openStore } from '../../src/index/store.ts';
import { takeIn } from '../../src/index/take-in.ts';
import { walkTree } from '../../src/tree/walk.ts';

const root = mkdtempSync(join(tmpdir(), 'bizos-take-in-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, 'bizos', 'notes'), { recursive: true });
const put = (path: string, text: string): void => {
  writeFileSync(join(root, path), text);
  const at = Date.now() / 1000 - 60;
  utimesSync(join(root, path), at, at);
};
put('bizos/notes/a.md', '# A\n\n[b](b.md)\n');
put('bizos/notes/b.md', '# B\n');
put('bizos/notes/plan.pdf', 'x');

describe('taking documents in', () => {
  it('what another process took in meanwhile is left as it is', async () => {
    const { store } = openStore(root);
    await refresh(store, root, []);
    const rows = store.prepare('SELECT id, path, stamp FROM document ORDER BY id').all();
    const signature = store.prepare("SELECT value FROM meta WHERE key = 'kinds'").pluck().get() as string;
    const walked = { changed: walkTree(root).files, gone: [], started: Date.now() };
    await takeIn(store, root, [], { ...walked, signature });
    expect(store.prepare('SELECT id, path, stamp FROM document ORDER BY id').all()).toEqual(rows);
    // Read with other kinds it is no longer what this process would have read.
    await takeIn(store, root, [], { ...walked, signature: 'other kinds' });
    expect(store.prepare('SELECT path, stamp FROM document ORDER BY path').all()).toHaveLength(rows.length);
    expect(store.prepare('SELECT target, resolved FROM links').all()).toEqual([{ target: 'b.md', resolved: 'bizos/notes/b.md' }]);
    store.close();
  });

  it.each([
    ['bizos/notes/plan.pdf', true],
    ['bizos/notes', true],
    ['bizos', true],
    ['', true],
    ['bizos/notes/plan.pdf/x', false],
    ['bizos/notes/gone.pdf', false],
    ['bizos/nowhere/a.md', false],
    ['a.md', false],
  ])('whether %s stands on the disk: %s', (path, stands) => {
    expect(standsOnDisk(root)(path)).toBe(stands);
  });
});
