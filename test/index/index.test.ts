import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { kinds } from '../../src/business/kinds.ts';
import { query } from '../../src/index/query.ts';
import { refresh } from '../../src/index/refresh.ts';
import { schemaPage, VIEWS } from '../../src/index/schema.ts';
import { search } from '../../src/index/search.ts';
import { openStore, type Store } from '../../src/index/store.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function tree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'bizos-index-'));
  made.push(root);
  for (const [path, text] of Object.entries(files)) put(root, path, text);
  return root;
}

/** Written as though a while ago: a file of this very moment is read once more, for safety. */
function put(root: string, path: string, text: string, ago = 10): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  const at = Date.now() / 1000 - ago;
  utimesSync(join(root, path), at, at);
}

const ENTITY =
  '---\nid: solartech\nname: Solartech\ncurrency: MYR\ntime_zone: Asia/Kuala_Lumpur\n---\n\n# Solartech\n\nSolar roofs for Kuala Lumpur. See [targets](TTL_KPIS.md) and `bizos/STRUCTURE.md`.\n';
const KPIS = '# Targets\n\n| Metric | Current | Target |\n|---|---|---|\n| Win rate | 37.8% small, 20.9% large | 45% / 30% |\n';
const FILES = {
  'bizos/STRUCTURE.md': '# Structure\n',
  'bizos/02_Solartech/_ENTITY.md': ENTITY,
  'bizos/02_Solartech/TTL_KPIS.md': KPIS,
  'bizos/notes/a.md': '# Lärm\n\nDie Anlage macht Lärm.\n\n## Ursache\n\nEin Lüfter.\n[[Structure]] [gone](nowhere.md)\n',
};

/** Everything that the index says, in its own order. */
function dump(store: Store): unknown {
  const views = VIEWS.filter(({ name }) => !['snapshots', 'deals', 'deal_changes'].includes(name));
  return Object.fromEntries(views.map(({ name }) => [name, store.prepare(`SELECT * FROM ${name}`).all()]));
}

describe('the index', () => {
  it('reads what changed and nothing else', async () => {
    const root = tree(FILES);
    const { store } = openStore(root);
    expect(await refresh(store, root, kinds)).toMatchObject({ read: 4, removed: 0, unchanged: 0 });
    expect(await refresh(store, root, kinds)).toMatchObject({ read: 0, removed: 0, unchanged: 4 });
    put(root, 'bizos/notes/a.md', '# New\n', 5);
    unlinkSync(join(root, 'bizos/STRUCTURE.md'));
    expect(await refresh(store, root, kinds)).toMatchObject({ read: 1, removed: 1, unchanged: 2 });
    store.close();
  });

  it('a file of this very moment is read again: its clock can not tell a second save', async () => {
    const root = tree({});
    put(root, 'bizos/x.md', '# A\n', 0);
    const { store } = openStore(root);
    await refresh(store, root, kinds);
    writeFileSync(join(root, 'bizos/x.md'), '# B\n');
    await refresh(store, root, kinds);
    expect(store.prepare('SELECT title FROM documents').pluck().get()).toBe('B');
    store.close();
  });

  it('holds values, metrics, links and problems', async () => {
    const root = tree(FILES);
    const { store } = openStore(root);
    await refresh(store, root, kinds);
    expect(store.prepare('SELECT slug, currency FROM entities').all()).toEqual([{ slug: 'solartech', currency: 'MYR' }]);
    expect(store.prepare('SELECT entity, label, current, op, target, line FROM metrics ORDER BY label DESC').all()).toEqual([
      { entity: 'solartech', label: 'small', current: 0.378, op: '>=', target: 0.45, line: 5 },
      { entity: 'solartech', label: 'large', current: 0.209, op: '>=', target: 0.3, line: 5 },
    ]);
    const links = store.prepare('SELECT target, resolved FROM links ORDER BY target').all();
    expect(links).toEqual(
      expect.arrayContaining([
        { target: 'TTL_KPIS.md', resolved: 'bizos/02_Solartech/TTL_KPIS.md' },
        { target: 'Structure', resolved: 'bizos/STRUCTURE.md' },
        { target: 'nowhere.md', resolved: null },
      ]),
    );
    store.close();
  });

  it('leaves what an operation does not ask for, also where it is new, and takes it in the next time', async () => {
    const root = tree(FILES);
    const { store } = openStore(root);
    const leave = (path: string) => !path.endsWith('_ENTITY.md');
    expect(await refresh(store, root, kinds, leave)).toMatchObject({ read: 1, removed: 0, unchanged: 3 });
    expect(store.prepare('SELECT path FROM documents').pluck().all()).toEqual(['bizos/02_Solartech/_ENTITY.md']);
    expect(await refresh(store, root, kinds)).toMatchObject({ read: 3, removed: 0, unchanged: 1 });
    put(root, 'bizos/notes/a.md', '# New\n', 5);
    expect(await refresh(store, root, kinds, leave)).toMatchObject({ read: 0, removed: 0, unchanged: 4 });
    // By other kinds nothing that was read before would mean the same.
    const others = kinds.filter(({ name }) => name !== 'kpis');
    expect(await refresh(store, root, others, leave)).toMatchObject({ read: 4, removed: 0, unchanged: 0 });
    expect(store.prepare('SELECT count(*) FROM metrics').pluck().get()).toBe(0);
    store.close();
  });

  it('rebuilt from nothing it says the same as kept up to date', async () => {
    const names = ['bizos/a.md', 'bizos/b.md', 'bizos/02_Solartech/_ENTITY.md', 'bizos/02_Solartech/TTL_KPIS.md', 'cto-brain/c.md'];
    const texts = ['# One\n\n[b](b.md) [[c]]\n', KPIS, ENTITY, '---\nbroken: [\n---\n# X\n', 'no heading\n', '# Two\n\n## Sub\n\nwords\n'];
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            name: fc.constantFrom(...names),
            text: fc.option(fc.constantFrom(...texts)),
            asked: fc.option(fc.constantFrom(...names)),
          }),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        async (changes) => {
          const root = tree({ 'bizos/STRUCTURE.md': '# S\n' });
          const { store } = openStore(root);
          for (const [k, { name, text, asked }] of changes.entries()) {
            if (text === null) rmSync(join(root, name), { force: true });
            else put(root, name, text, 1000 - k);
            // Some operations ask for one document alone.
            await refresh(store, root, kinds, asked === null ? undefined : (path) => path !== asked);
          }
          await refresh(store, root, kinds);
          const kept = dump(store);
          store.close();
          rmSync(join(root, '.bizos'), { recursive: true });
          const again = openStore(root);
          await refresh(again.store, root, kinds);
          expect(dump(again.store)).toEqual(kept);
          again.store.close();
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    ['rubbish', (file: string) => writeFileSync(file, 'this is no database, it is much longer than a header though '.repeat(50))],
    ['cut off', (file: string) => truncateSync(file, 5000)],
    ['empty', (file: string) => writeFileSync(file, '')],
    [
      'of another schema',
      (file: string) => {
        unlinkSync(file);
        rmSync(`${file}-wal`, { force: true });
      },
    ],
  ])('a file that is %s is made anew without a question', async (_name, spoil) => {
    const root = tree(FILES);
    const first = openStore(root);
    await refresh(first.store, root, kinds);
    const kept = dump(first.store);
    first.store.close();
    spoil(join(root, '.bizos', 'index.sqlite'));
    const { store } = openStore(root);
    await refresh(store, root, kinds);
    expect(dump(store)).toEqual(kept);
    store.close();
  });

  it('a symbolic link is not followed, an unreadable folder does not stop the rest', async () => {
    const root = tree(FILES);
    const outside = tree({ 'secret.md': '# Secret\n' });
    symlinkSync(join(outside, 'secret.md'), join(root, 'bizos', 'link.md'));
    mkdirSync(join(root, 'bizos', 'locked'));
    chmodSync(join(root, 'bizos', 'locked'), 0o000);
    const { store } = openStore(root);
    const { problems } = await refresh(store, root, kinds);
    expect(problems.map(({ code }) => code)).toContain('symlink');
    expect(store.prepare("SELECT count(*) FROM documents WHERE title = 'Secret'").pluck().get()).toBe(0);
    store.close();
    chmodSync(join(root, 'bizos', 'locked'), 0o700);
  });

  it('a file that another process is filling is opened all the same, and has a write-ahead log from the next time on', async () => {
    const root = tree(FILES);
    const first = openStore(root);
    first.store.exec('BEGIN IMMEDIATE');
    const second = openStore(root);
    first.store.exec('COMMIT');
    await refresh(second.store, root, kinds);
    await refresh(first.store, root, kinds);
    expect([first.memory, second.memory, dump(second.store)]).toEqual([false, false, dump(first.store)]);
    first.store.close();
    second.store.close();
    const third = openStore(root);
    expect([third.memory, third.store.pragma('journal_mode', { simple: true })]).toEqual([false, 'wal']);
    third.store.close();
  });

  it('where no file can be written the answers are the same', async () => {
    const root = tree(FILES);
    writeFileSync(join(root, '.bizos'), 'a file where the folder should be');
    const { store, memory } = openStore(root);
    await refresh(store, root, kinds);
    expect([memory, store.prepare('SELECT count(*) FROM documents').pluck().get()]).toEqual([true, 4]);
    store.close();
  });
});

describe('search', () => {
  it('finds all the words, ranks headings first, marks the hit and names its line', async () => {
    const root = tree(FILES);
    const { store } = openStore(root);
    await refresh(store, root, kinds);
    expect(search(store, root, 'larm', 5)).toMatchObject([{ path: 'bizos/notes/a.md', section: 'Lärm', line: 1 }]);
    expect(search(store, root, 'luft*', 5)[0]).toMatchObject({ section: 'Ursache', line: 7 });
    expect(
      search(store, root, '"kuala lumpur" solar', 5)[0]
        .snippet.filter(({ hit }) => hit)
        .map(({ text }) => text),
    ).toEqual(['Solar', 'Kuala Lumpur']);
    store.close();
  });

  it('nothing that is typed is an error', async () => {
    const root = tree(FILES);
    const { store } = openStore(root);
    await refresh(store, root, kinds);
    for (const words of ['', '"', '*', 'a AND', 'NEAR(', "x' OR 1=1", '-a', 'a:b', '^', '()', '\u0000'])
      expect(Array.isArray(search(store, root, words, 5))).toBe(true);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (words) => Array.isArray(search(store, root, words, 5))),
      { numRuns: 300 },
    );
    store.close();
  });
});

describe('query', () => {
  it('reads views, and nothing else', async () => {
    const root = tree(FILES);
    const { store } = openStore(root);
    await refresh(store, root, kinds);
    store.close();
    expect(query(root, 'SELECT slug FROM entities', { limit: 10, seconds: 20 })).toEqual({
      columns: ['slug'],
      rows: [['solartech']],
      cut: false,
    });
    expect(query(root, 'SELECT path FROM documents', { limit: 2, seconds: 20 })).toMatchObject({ cut: true });
    for (const sql of [
      'DELETE FROM document',
      "ATTACH 'x' AS y",
      'PRAGMA journal_mode=DELETE',
      'SELECT 1; DROP TABLE document',
      'WITH x AS (SELECT 1) DELETE FROM document',
      'SELECT nothing FROM nowhere',
      "SELECT load_extension('x')",
    ]) {
      expect(() => query(root, sql, { limit: 10, seconds: 20 })).toThrow(/not run/);
    }
    expect(() =>
      query(root, 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r', { limit: 10, seconds: 1 }),
    ).toThrow(/longer than 1/);
  });

  it('docs/schema.md is what the schema says', () => {
    expect(readFileSync(join(import.meta.dirname, '../../docs/schema.md'), 'utf8')).toBe(schemaPage());
  });

  it('every column of every view is described, by its name and in its order', () => {
    const { store } = openStore(tree({}));
    for (const { name, columns, what } of VIEWS) {
      expect(what.length).toBeGreaterThan(10);
      expect(
        store
          .prepare(`SELECT * FROM ${name}`)
          .columns()
          .map((column) => column.name),
      ).toEqual(columns.map(([column]) => column));
    }
    store.close();
  });
});
