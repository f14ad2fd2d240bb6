import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BizosError } from '../../../src/core/problem.ts';
import { REPOSITORY } from '../group/fake-context.ts';
import { ask, gitIn, treeWithLog } from './log-tree.ts';

/** An entry of any log. */
export function entry(id: string, title: string, ...lines: string[]): string {
  return `### [${id}] ${title}\n**Date:** 2026-11-02\n${lines.map((line) => `${line}\n`).join('')}\n${title}, in words.\n\n`;
}

const LOG = '# Kaizen Log\n\n## Active Experiments\n\n## Completed Experiments\n\n(none yet)\n\n## Dropped Experiments\n\n(none yet)\n';

/** An entry for the kaizen log. */
export const experiment = (id: string, title: string, ...lines: string[]): string => entry(id, title, '**Status:** Proposed', ...lines);

/** Puts an entry behind the active ones, or at the end of a log of lessons. */
export function add(folder: string, text: string, file = 'bizos/KAIZEN_LOG.md'): void {
  const before = readFileSync(join(folder, file), 'utf8');
  const at = before.indexOf('## Completed');
  writeFileSync(join(folder, file), at < 0 ? `${before.trimEnd()}\n\n${text}` : before.slice(0, at) + text + before.slice(at));
}

/** A tree with the experiment K-BIZ-001, the lessons empty, all of it committed on `main`. */
export function mergeTree(): string {
  const folder = treeWithLog(LOG);
  for (const [name, value] of [
    ['user.name', 'Ana'],
    ['user.email', 'ana@example.com'],
  ])
    gitIn(folder, 'config', name, value);
  for (const [file, title] of [
    ['FAILURE_LOG', 'Failures'],
    ['BIZOS_RULES', 'Rules'],
    ['BIZOS_PATTERNS', 'Patterns'],
  ])
    writeFileSync(join(folder, 'bizos', `${file}.md`), `# ${title}\n`);
  writeFileSync(join(folder, 'bizos', 'NOTES.md'), '# Notes\n\nOne\n\nTwo\n\nThree\n');
  add(folder, experiment('K-BIZ-001', 'The first'));
  commit(folder, 'first');
  return folder;
}

export function commit(folder: string, words: string): void {
  gitIn(folder, 'add', '-A');
  gitIn(folder, 'commit', '-q', '-m', words);
}

/** A branch `topic` and `main`, each with what it did since. */
export function split(folder: string, onMain: () => void, onTopic: () => void): void {
  gitIn(folder, 'checkout', '-q', '-b', 'topic');
  onTopic();
  commit(folder, 'topic');
  gitIn(folder, 'checkout', '-q', 'main');
  onMain();
  commit(folder, 'main');
}

/** git, whatever it answers. */
export function tryGit(folder: string, ...words: string[]): { code: number | null; said: string } {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_EDITOR: 'true' };
  const done = spawnSync('git', words, { cwd: folder, encoding: 'utf8', env });
  return { code: done.status, said: done.stdout + done.stderr };
}

/** git's merge driver, as `bizos hooks install` puts it there. */
export function installDriver(folder: string): void {
  const program = `'${process.execPath}' '${join(REPOSITORY, 'bin', 'bizos.js')}'`;
  gitIn(folder, 'config', 'merge.bizos-kaizen.driver', `${program} kaizen merge-driver %O %A %B %P`);
  const logs = ['KAIZEN_LOG', 'FAILURE_LOG', 'BIZOS_RULES', 'BIZOS_PATTERNS'];
  mkdirSync(join(folder, '.git', 'info'), { recursive: true });
  writeFileSync(join(folder, '.git', 'info', 'attributes'), logs.map((log) => `/bizos/${log}.md merge=bizos-kaizen\n`).join(''));
}

/** `bizos kaizen merge`: its exit code, what it says of the logs and documents, and the refusal where it is one. */
export async function kaizenMerge(folder: string): Promise<{ exit: number; json?: Record<string, unknown>; refusal?: BizosError }> {
  try {
    const outcome = await ask(folder, 'kaizen merge');
    return { exit: outcome.exit ?? 0, json: outcome.json?.() as Record<string, unknown> };
  } catch (error) {
    if (!(error instanceof BizosError)) throw error;
    return { exit: error.exit, refusal: error };
  }
}

export const read = (folder: string, name = 'KAIZEN_LOG'): string => readFileSync(join(folder, 'bizos', `${name}.md`), 'utf8');

export function change(folder: string, from: string | RegExp, to: string, name = 'KAIZEN_LOG'): void {
  const before = read(folder, name);
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${name} has no ${from}`);
  writeFileSync(join(folder, 'bizos', `${name}.md`), after);
}

/** Titles of entries by their ids, in order. */
export const entriesOf = (text: string): string[] => [...text.matchAll(/^### \[(\S+)\] (.*)$/gm)].map(([, id, title]) => `${id} ${title}`);
