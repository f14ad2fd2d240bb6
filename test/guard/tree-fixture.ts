import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { takeExampleIndex } from '../example-index.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that goes away after the tests of this file. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-guard-'));
  folders.push(folder);
  return folder;
}

/** Environment of a person without settings of their own; nothing of the one who runs the tests gets in. */
export function environmentOf(home: string, more: Readonly<Record<string, string | undefined>> = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: home,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Aisyah',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'Aisyah',
    GIT_COMMITTER_EMAIL: 'a@example.org',
    NO_COLOR: '1',
    ...more,
  };
}

/** What a process said and how it ended. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs git; throws when it fails and `mayFail` is not said. */
export function git(
  cwd: string,
  words: readonly string[],
  more: Readonly<Record<string, string | undefined>> & { mayFail?: string; input?: string } = {},
): Said {
  const { mayFail, input, ...env } = more;
  const done = spawnSync('git', words, { cwd, encoding: 'utf8', input, env: environmentOf(cwd, env) });
  if (done.status !== 0 && mayFail === undefined) throw new Error(`git ${words.join(' ')}: ${done.stderr}`);
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** Runs the built program. */
export function bizos(
  cwd: string,
  words: readonly string[],
  more: Readonly<Record<string, string | undefined>> & { input?: string } = {},
): Said {
  const { input, ...env } = more;
  const done = spawnSync(process.execPath, [join(REPOSITORY, 'bin', 'bizos.js'), ...words], {
    cwd,
    encoding: 'utf8',
    input: input ?? '',
    env: environmentOf(cwd, env),
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** Writes a file and the folders that lead to it. */
export function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** The example tree in a repository with one commit on `main`. */
export function treeRepository(): string {
  const root = emptyFolder();
  for (const part of ['bizos', 'cto-brain', '_SESSIONS']) cpSync(join(REPOSITORY, part), join(root, part), { recursive: true });
  writeFileSync(join(root, '.gitignore'), '_INBOX/\n.bizos/\n');
  git(root, ['init', '-q', '-b', 'main']);
  git(root, ['config', 'user.name', 'Aisyah']);
  git(root, ['config', 'user.email', 'a@example.org']);
  git(root, ['add', '-A']);
  git(root, ['commit', '-qm', 'tree']);
  takeExampleIndex(root);
  return root;
}
