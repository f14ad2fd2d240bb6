import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

/** Git itself calls the merge driver here, and it the built program, as a user has it. */
const REPOSITORY = join(import.meta.dirname, '..', '..', '..');
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-drivers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(cwd: string, program: string, ...words: readonly string[]): SpawnSyncReturns<string> {
  const who = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.org' };
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_GLOBAL: devNull, NO_COLOR: '1', BIZOS_NOW: '2026-11-20T10:00', ...who };
  return spawnSync(program, words, { cwd, env, encoding: 'utf8' });
}

function git(cwd: string, ...words: readonly string[]): string {
  const done = run(cwd, 'git', ...words);
  if (done.status !== 0) throw new Error(`git ${words.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

const bizos = (cwd: string, ...words: readonly string[]) => run(cwd, process.execPath, join(REPOSITORY, 'bin', 'bizos.js'), ...words);

interface Driver {
  readonly name: string;
  readonly installed: boolean;
  readonly lacking: readonly string[];
}

const driversOf = (root: string, ...words: readonly string[]): readonly Driver[] =>
  (JSON.parse(bizos(root, 'hooks', ...words, '--json').stdout) as { drivers: readonly Driver[] }).drivers;

/** A repository with a tree in a folder of it, committed. */
function treeIn(name: string, inside: string): { top: string; root: string } {
  const top = join(folder, name);
  const root = join(top, inside);
  mkdirSync(root, { recursive: true });
  for (const part of ['bizos', 'cto-brain']) cpSync(join(REPOSITORY, part), join(root, part), { recursive: true });
  writeFileSync(join(root, '.gitignore'), '.bizos/\n');
  git(top, 'init', '-q', '-b', 'main', '.');
  committed(top, 'tree');
  return { top, root };
}

function committed(top: string, words: string): void {
  git(top, 'add', '-A');
  git(top, 'commit', '-qm', words);
}

/** Adds an entry with a number that both branches take. */
function addEntry(path: string, id: string, title: string): void {
  writeFileSync(path, `${readFileSync(path, 'utf8').trimEnd()}\n\n### [${id}] ${title}\n**Date:** 2026-11-20\n\n${title}.\n`);
}

/** Both branches give one number in a document; then they are merged by git alone. */
function mergedByGit({ top, root }: { top: string; root: string }, file: string, id: string): { status: number | null; text: string } {
  const path = join(root, file);
  git(top, 'checkout', '-qb', 'topic');
  addEntry(path, id, 'Theirs');
  committed(top, 'theirs');
  git(top, 'checkout', '-q', 'main');
  addEntry(path, id, 'Ours');
  committed(top, 'ours');
  const { status } = run(top, 'git', 'merge', '-q', '-m', 'merged', 'topic');
  return { status, text: readFileSync(path, 'utf8') };
}

describe('the merge driver of a tree', () => {
  it.each([
    ['in a folder of the repository', 'co'],
    ['in one whose name is nobody’s idea of a word', "a b'c/100%A [x]"],
  ])('%s is called by git, which stands at the top', (name, inside) => {
    const tree = treeIn(name.slice(0, 10), inside);
    expect(bizos(tree.root, 'hooks', 'install').status).toBe(0);
    expect(driversOf(tree.root, 'status')).toEqual([{ name: 'bizos-kaizen', installed: true, lacking: [] }]);
    const { status, text } = mergedByGit(tree, 'bizos/FAILURE_LOG.md', 'F-BIZ-077');
    expect(text).not.toContain('<<<<<<<');
    expect(text).toContain('### [F-BIZ-077] Ours');
    expect(text).toMatch(/^### \[F-BIZ-078\] Theirs\n\*\*Renumbered:\*\* was F-BIZ-077/m);
    expect(status).toBe(0);
    expect(bizos(tree.root, 'hooks', 'uninstall').status).toBe(0);
    expect(run(tree.top, 'git', 'config', '--get', 'merge.bizos-kaizen.driver').status).toBe(1);
  });

  it('is each tree’s own where a repository has two, one in the other', () => {
    const outer = treeIn('two', '');
    const inner = { top: outer.top, root: join(outer.top, 'group', 'co') };
    mkdirSync(inner.root, { recursive: true });
    for (const part of ['bizos', 'cto-brain']) cpSync(join(REPOSITORY, part), join(inner.root, part), { recursive: true });
    committed(outer.top, 'inner');
    const attributes = join(outer.top, '.git', 'info', 'attributes');
    const all = [{ name: 'bizos-kaizen', installed: true, lacking: [] }];
    for (const { root } of [inner, outer]) expect(driversOf(root, 'install')).toEqual(all);
    const both = readFileSync(attributes, 'utf8');
    for (const { root } of [outer, inner]) expect(driversOf(root, 'status')).toEqual(all);
    for (const { root } of [inner, outer]) expect(driversOf(root, 'install')).toEqual(all);
    expect(readFileSync(attributes, 'utf8').split('\n').sort()).toEqual(both.split('\n').sort());
    const merged = mergedByGit(inner, 'bizos/FAILURE_LOG.md', 'F-BIZ-077');
    expect(merged.text).toMatch(/^### \[F-BIZ-078\] Theirs\n\*\*Renumbered:\*\* was F-BIZ-077/m);
    git(outer.top, 'branch', '-qm', 'topic', 'before');
    expect(mergedByGit(outer, 'bizos/FAILURE_LOG.md', 'F-BIZ-088').text).toMatch(/^### \[F-BIZ-089\] Theirs/m);
    expect(bizos(outer.root, 'hooks', 'uninstall').status).toBe(0);
    expect(driversOf(inner.root, 'status')).toEqual(all);
    expect(readFileSync(attributes, 'utf8')).not.toMatch(/^\/bizos/m);
    expect(bizos(inner.root, 'hooks', 'uninstall').status).toBe(0);
    expect(run(outer.top, 'git', 'config', '--get', 'merge.bizos-kaizen.driver').status).toBe(1);
  });

  it('is called for the documents of the tree’s own routes; a route that came later is said until it is installed', () => {
    const tree = treeIn('routes', '');
    expect(bizos(tree.root, 'hooks', 'install').status).toBe(0);
    const file = 'bizos/03_Hippos/FAILURE LOG [x].md';
    const structure = join(tree.root, 'bizos', 'STRUCTURE.md');
    const row = `## Learn Routes\n\n| Say | File | Id |\n|---|---|---|\n| failure hippos | \`${file}\` | F-HIP |\n`;
    writeFileSync(structure, `${readFileSync(structure, 'utf8').trimEnd()}\n\n${row}`);
    mkdirSync(join(tree.root, 'bizos', '03_Hippos'), { recursive: true });
    writeFileSync(join(tree.root, file), '# Failure Log\n\n## Failures\n');
    committed(tree.top, 'route');
    expect(driversOf(tree.root, 'status')).toEqual([{ name: 'bizos-kaizen', installed: true, lacking: [file] }]);
    expect(bizos(tree.root, 'hooks', 'status').stdout.replace(/\s+/g, ' ')).toContain('git does not call it for');
    expect(driversOf(tree.root, 'install')).toEqual([{ name: 'bizos-kaizen', installed: true, lacking: [] }]);
    const { status, text } = mergedByGit(tree, file, 'F-HIP-002');
    expect(text).not.toContain('<<<<<<<');
    expect(text).toMatch(/^### \[F-HIP-003\] Theirs\n\*\*Renumbered:\*\* was F-HIP-002/m);
    expect(status).toBe(0);
  });
});
