import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, jsonOf } from '../group/fake-context.ts';
import { ask, gitIn, treeWithLog } from './log-tree.ts';
import { installDriver, tryGit } from './merge-tree.ts';

let said = 0;

/** The id that `learn` gives, and what it says of it. */
async function learned(folder: string): Promise<{ id: string; says: string }> {
  const words = `kaizen bizos: If we try ${++said} then b because c`;
  const outcome = await ask(folder, 'learn', { words, layer: 'process', entity: 'Solartech' });
  return { id: jsonOf(outcome).id as string, says: JSON.stringify(outcome.report()) };
}

/** A bare remote with the tree of the fixtures, and a clone of it; what else is to be cloned comes from the remote's name. */
function remoteWith(...clones: readonly string[]): { bare: string; clones: readonly string[] } {
  const folder = emptyFolder();
  const bare = join(folder, 'o.git');
  gitIn(treeWithLog(), 'clone', '-q', '--bare', '.', bare);
  for (const name of clones) gitIn(folder, 'clone', '-q', bare, name);
  return { bare, clones: clones.map((name) => join(folder, name)) };
}

/** From now on the remote takes no push, and says so. */
function refuse(bare: string): () => void {
  const hook = join(bare, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\nexit 1\n');
  chmodSync(hook, 0o755);
  return () => rmSync(hook);
}

describe('a remote that takes no push', () => {
  it('and has given numbers: the id is provisional, what the remote says is told, and it becomes final later', async () => {
    const { bare, clones } = remoteWith('A', 'B');
    const [a, b] = clones;
    expect([(await learned(a)).id, (await learned(a)).id]).toEqual(['K-BIZ-004', 'K-BIZ-005']);
    const allow = refuse(bare);
    const { id, says } = await learned(b);
    expect(id).toMatch(/^K-BIZ-~[0-9a-f]{4,}$/);
    expect(says).toContain('The remote counts the numbers and gave none');
    expect(says).toContain('pre-receive hook declined');
    const waits = await ask(b, 'kaizen settle');
    expect([waits.exit, jsonOf(waits)]).toMatchObject([4, { waiting: [id] }]);
    allow();
    const settled = await ask(b, 'kaizen settle');
    expect([settled.exit, jsonOf(settled)]).toMatchObject([0, { settled: [{ from: id, to: 'K-BIZ-006' }] }]);
  });

  it('and has given none: the clone counts alone, and every command that gives a number says so', async () => {
    const { bare, clones } = remoteWith('A');
    refuse(bare);
    const { id, says } = await learned(clones[0]);
    expect(id).toBe('K-BIZ-004');
    expect(says).toContain('this clone counted alone');
    const decided = await ask(clones[0], 'kaizen decide', { id: 'K-BIZ-003', decision: 'adopt', learning: 'yes', rule: 'Always so' });
    expect(JSON.stringify(decided.report())).toContain('this clone counted alone');
    expect(jsonOf(decided)).toMatchObject({ countedAlone: 'refused' });
    const started = await ask(clones[0], 'kaizen start-candidate', { number: 1 });
    expect(JSON.stringify(started.report())).toContain('this clone counted alone');
    expect(jsonOf(started)).toMatchObject({ countedAlone: 'refused' });
  });
});

describe('a merge without contact to the remote', () => {
  /** Two clones of a remote whose branches `main` and `topic` both have a K-BIZ-004; git merges entry by entry. */
  function parted(): { clones: readonly string[]; away(folder: string): void; back(folder: string): void } {
    const { bare, clones } = remoteWith('W', 'A', 'B');
    const [w, ...others] = clones;
    const put = (title: string, ...more: string[]): void => {
      const log = join(w, 'bizos', 'KAIZEN_LOG.md');
      const entry = `### [K-BIZ-004] ${title}\n**Date:** 2026-11-02\n**Status:** Proposed\n\n`;
      writeFileSync(log, readFileSync(log, 'utf8').replace(/^(?=## Completed)/m, entry));
      for (const words of more) writeFileSync(join(w, 'bizos', 'NOTES.md'), words);
      gitIn(w, 'add', '-A');
      gitIn(w, '-c', 'user.name=Ana', '-c', 'user.email=ana@example.com', 'commit', '-q', '-m', title);
    };
    const main = gitIn(w, 'symbolic-ref', '--short', 'HEAD').trim();
    gitIn(w, 'checkout', '-q', '-b', 'topic');
    put('Of topic', '# Notes\n\nSee K-BIZ-004\n');
    gitIn(w, 'checkout', '-q', main);
    put('Of main');
    gitIn(w, 'push', '-q', 'origin', 'topic', main);
    for (const folder of others) {
      gitIn(folder, 'pull', '-q');
      gitIn(folder, 'config', 'user.name', 'Ana');
      gitIn(folder, 'config', 'user.email', 'ana@example.com');
      installDriver(folder);
    }
    const set = (folder: string, url: string): unknown => gitIn(folder, 'remote', 'set-url', 'origin', url);
    return { clones: others, away: (folder) => set(folder, '/nowhere/at/all'), back: (folder) => set(folder, bare) };
  }

  const idOf = (folder: string, title: string): string | undefined =>
    new RegExp(`^### \\[(\\S+)\\] ${title}$`, 'm').exec(readFileSync(join(folder, 'bizos', 'KAIZEN_LOG.md'), 'utf8'))?.[1];

  it.each([
    ['with the driver', true],
    ['without it', false],
  ])('gives a provisional number %s, the same in every clone, and nobody gets the final one twice', async (_, driver) => {
    const { clones, away, back } = parted();
    const ids: (string | undefined)[] = [];
    for (const folder of clones) {
      away(folder);
      if (!driver) rmSync(join(folder, '.git', 'info', 'attributes'));
      tryGit(folder, 'merge', '-q', '-m', 'merged', 'origin/topic');
      const outcome = await ask(folder, 'kaizen merge');
      if (!driver) expect(JSON.stringify(outcome.report())).toContain('the number is provisional');
      ids.push(idOf(folder, 'Of topic'));
      expect(readFileSync(join(folder, 'bizos', 'NOTES.md'), 'utf8')).toBe(`# Notes\n\nSee ${ids[0]}\n`);
      if (!driver) gitIn(folder, 'commit', '-q', '--no-edit');
    }
    expect(ids).toEqual([expect.stringMatching(/^K-BIZ-~[0-9a-f]{4}$/), ids[0]]);
    const [a, b] = clones;
    back(a);
    expect((await learned(a)).id).toBe('K-BIZ-006');
    expect(idOf(a, 'Of topic')).toBe('K-BIZ-005');
    expect(readFileSync(join(a, 'bizos', 'NOTES.md'), 'utf8')).toBe('# Notes\n\nSee K-BIZ-005\n');
    back(b);
    expect(jsonOf(await ask(b, 'kaizen settle'))).toMatchObject({ settled: [{ from: ids[0], to: 'K-BIZ-005' }] });
    expect(idOf(b, 'Of main')).toBe('K-BIZ-004');
  });

  it('and one with it, in another clone: the entry stands there once when the two come together', async () => {
    const { clones, away } = parted();
    const [a, b] = clones;
    away(b);
    for (const folder of clones) {
      gitIn(folder, 'merge', '-q', '-m', 'merged', 'origin/topic');
      await ask(folder, 'kaizen merge');
      gitIn(folder, 'commit', '-q', '-a', '-m', 'numbers');
    }
    expect([idOf(a, 'Of topic'), idOf(b, 'Of topic')]).toEqual(['K-BIZ-005', expect.stringContaining('~')]);
    gitIn(b, 'fetch', '-q', a, 'HEAD');
    // The note says two numbers of it: git asks about that. The log it does not ask about.
    expect(tryGit(b, 'merge', '-q', '-m', 'again', 'FETCH_HEAD').said).not.toMatch(/CONFLICT.*KAIZEN_LOG/);
    const log = readFileSync(join(b, 'bizos', 'KAIZEN_LOG.md'), 'utf8');
    expect([idOf(b, 'Of topic'), log.match(/Of topic$/gm)?.length]).toEqual(['K-BIZ-005', 1]);
  });

  it('a document of the branch that names a provisional id goes into the merge with the final one', async () => {
    const { clones, away, back } = parted();
    const [a] = clones;
    away(a);
    const { id } = await learned(a);
    gitIn(a, 'commit', '-q', '-a', '-m', 'offline');
    gitIn(a, 'checkout', '-q', '-b', 'later');
    writeFileSync(join(a, 'bizos', 'NOTES.md'), `# Notes\n\nSee ${id}\n`);
    gitIn(a, 'add', '-A');
    gitIn(a, 'commit', '-q', '-m', 'named');
    gitIn(a, 'checkout', '-q', '-');
    back(a);
    await ask(a, 'kaizen settle');
    gitIn(a, 'commit', '-q', '-a', '-m', 'settled');
    gitIn(a, 'merge', '-q', '--no-commit', 'later');
    await ask(a, 'kaizen merge');
    gitIn(a, 'commit', '-q', '--no-edit');
    expect(gitIn(a, 'show', 'HEAD:bizos/NOTES.md')).toBe('# Notes\n\nSee K-BIZ-005\n');
  });

  it('two clones that gave it different numbers end with the one that was given first', async () => {
    const { clones } = parted();
    const [a, b] = clones;
    for (const folder of clones) {
      gitIn(folder, 'merge', '-q', '-m', 'merged', 'origin/topic');
      await ask(folder, 'kaizen merge');
      gitIn(folder, 'commit', '-q', '-a', '-m', 'numbers');
    }
    expect([idOf(a, 'Of topic'), idOf(b, 'Of topic')]).toEqual(['K-BIZ-005', 'K-BIZ-006']);
    gitIn(b, 'fetch', '-q', a, 'HEAD');
    tryGit(b, 'merge', '-q', '-m', 'again', 'FETCH_HEAD');
    expect([idOf(b, 'Of main'), idOf(b, 'Of topic')]).toEqual(['K-BIZ-004', 'K-BIZ-005']);
  });
});

describe('a provisional id that is named outside the tree’s folders', () => {
  /** A clone in which `learn` gave a provisional id, which documents of all sorts name; and the id. */
  async function named(): Promise<{ folder: string; id: string; put(file: string, words: string): void; read(file: string): string }> {
    const { bare, clones } = remoteWith('A');
    const [folder] = clones;
    expect((await learned(folder)).id).toBe('K-BIZ-004');
    const allow = refuse(bare);
    const { id } = await learned(folder);
    allow();
    const put = (file: string, words: string): void => {
      mkdirSync(join(folder, file, '..'), { recursive: true });
      writeFileSync(join(folder, file), words);
    };
    return { folder, id, put, read: (file) => readFileSync(join(folder, file), 'utf8') };
  }

  it('gets its number in what git has and would take, below the root, and in nothing else', async () => {
    const { folder, id, put, read } = await named();
    put('.gitignore', 'out/\n.bizos/\n');
    const taken = ['docs/plan.md', 'docs/new/Ünter uns.md', 'notes/"quoted".md'];
    const left = ['out/page.md', 'node_modules/one/README.md', 'docs/plan.txt'];
    for (const file of [...taken, ...left]) put(file, `\uFEFFGo on with ${id},\r\nnot ${id}x\r\n`);
    symlinkSync(join(folder, 'docs', 'plan.txt'), join(folder, 'docs', 'link.md'));
    put('docs/gone.md', id);
    gitIn(folder, 'add', 'docs/plan.md', 'docs/gone.md');
    rmSync(join(folder, 'docs', 'gone.md'));
    // Words of the repository's own about how git shows what it finds.
    for (const [name, value] of Object.entries({ 'grep.fullName': 'true', 'color.ui': 'always', 'submodule.recurse': 'true' }))
      gitIn(folder, 'config', name, value);
    const outcome = await ask(folder, 'kaizen settle');
    expect(outcome.exit).toBe(0);
    expect(jsonOf(outcome)).toMatchObject({ settled: [{ from: id, to: 'K-BIZ-005', file: 'bizos/KAIZEN_LOG.md' }] });
    expect(jsonOf(outcome).documents).toEqual(['bizos/KAIZEN_LOG.md', ...taken].sort());
    for (const file of taken) expect(read(file)).toBe(`\uFEFFGo on with K-BIZ-005,\r\nnot ${id}x\r\n`);
    for (const file of left) expect(read(file)).toBe(`\uFEFFGo on with ${id},\r\nnot ${id}x\r\n`);
    // Nothing is left to do.
    expect(jsonOf(await ask(folder, 'kaizen settle'))).toMatchObject({ settled: [], documents: [] });
  });

  it('is no entry there: an example in a heading takes no number', async () => {
    const { folder, id, put, read } = await named();
    const example = `# How to\n\n### [K-BIZ-~7f3a] Written on a plane\n\n### [${id}] Copied from the log\n`;
    put('docs/how-to.md', example);
    expect(jsonOf(await ask(folder, 'kaizen settle')).settled).toEqual([{ from: id, to: 'K-BIZ-005', file: 'bizos/KAIZEN_LOG.md' }]);
    expect(read('docs/how-to.md')).toBe(example.replace(id, 'K-BIZ-005'));
    expect((await learned(folder)).id).toBe('K-BIZ-006');
  });

  it('gets it in the merge that brings such a document, which is staged', async () => {
    const { folder, id, put } = await named();
    for (const [name, value] of Object.entries({ 'user.name': 'Ana', 'user.email': 'ana@example.com' }))
      gitIn(folder, 'config', name, value);
    gitIn(folder, 'commit', '-q', '-a', '-m', 'offline');
    gitIn(folder, 'checkout', '-q', '-b', 'later');
    const plan = (now: string): string => `Go on with ${now}: der ${now}-Versuch, [x](../bizos/KAIZEN_LOG.md#${now.toLowerCase()}-beta)\n`;
    put('docs/plan.md', plan(id));
    gitIn(folder, 'add', '-A');
    gitIn(folder, 'commit', '-q', '-m', 'named');
    gitIn(folder, 'checkout', '-q', '-');
    await ask(folder, 'kaizen settle');
    gitIn(folder, 'commit', '-q', '-a', '-m', 'settled');
    gitIn(folder, 'merge', '-q', '--no-commit', 'later');
    expect(jsonOf(await ask(folder, 'kaizen merge'))).toMatchObject({ documents: ['docs/plan.md'] });
    gitIn(folder, 'commit', '-q', '--no-edit');
    expect(gitIn(folder, 'show', 'HEAD:docs/plan.md')).toBe(plan('K-BIZ-005'));
  });

  it('where the tree is a folder of the repository, or there is no git at all', async () => {
    const { folder, id, put, read } = await named();
    const top = emptyFolder();
    cpSync(folder, join(top, 'tree'), { recursive: true });
    renameSync(join(top, 'tree', '.git'), join(top, '.git'));
    for (const file of ['docs/plan.md', 'tree/docs/plan.md']) {
      mkdirSync(join(top, file, '..'), { recursive: true });
      writeFileSync(join(top, file), id);
    }
    expect(jsonOf(await ask(join(top, 'tree'), 'kaizen settle'))).toMatchObject({ documents: ['bizos/KAIZEN_LOG.md', 'docs/plan.md'] });
    expect(readFileSync(join(top, 'tree', 'docs', 'plan.md'), 'utf8')).toBe('K-BIZ-005');
    // Above the tree's root a merge does not name any, either.
    expect(readFileSync(join(top, 'docs', 'plan.md'), 'utf8')).toBe(id);
    rmSync(join(folder, '.git'), { recursive: true });
    put('docs/plan.md', id);
    expect(jsonOf(await ask(folder, 'kaizen settle'))).toMatchObject({ settled: [{ from: id }], documents: ['bizos/KAIZEN_LOG.md'] });
    expect(read('docs/plan.md')).toBe(id);
  });
});

describe('several remotes of which none is origin', () => {
  it('the one that the branch follows counts', async () => {
    const { bare, clones } = remoteWith('A', 'B');
    const [a, b] = clones;
    expect((await learned(a)).id).toBe('K-BIZ-004');
    gitIn(b, 'remote', 'rename', 'origin', 'upstream');
    gitIn(b, 'remote', 'add', 'fork', '/nowhere/at/all');
    expect(await learned(b)).toEqual({ id: 'K-BIZ-005', says: expect.not.stringContaining('alone') });
    expect(gitIn(bare, 'for-each-ref', '--format=%(refname)', 'refs/bizos')).toContain('refs/bizos/ids/K-BIZ');
  });

  it('where it follows none, the clone counts alone and says so', async () => {
    const [clone] = remoteWith('A').clones;
    gitIn(clone, 'remote', 'rename', 'origin', 'upstream');
    gitIn(clone, 'remote', 'add', 'fork', '/nowhere/at/all');
    gitIn(clone, 'checkout', '-q', '--no-track', '-b', 'topic');
    const { id, says } = await learned(clone);
    expect(id).toBe('K-BIZ-004');
    expect(says).toContain('Of several remotes none is called origin');
    expect(says).toContain('git branch --set-upstream-to');
  });

  it('without any remote nothing is said', async () => {
    expect(await learned(treeWithLog())).toEqual({ id: 'K-BIZ-004', says: expect.not.stringContaining('alone') });
  });
});
