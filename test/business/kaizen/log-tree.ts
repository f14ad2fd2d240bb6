import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations } from '../../../src/business/kaizen/index.ts';
import type { Context, Outcome } from '../../../src/workspace/operation.ts';
import { takeExampleIndex } from '../../example-index.ts';
import { call, contextIn, emptyFolder, REPOSITORY } from '../group/fake-context.ts';

const FIXTURE = join(import.meta.dirname, '..', '..', 'fixtures', 'kaizen', 'KAIZEN_LOG.md');

/** The log of the fixtures, as a person wrote it. */
export const fixtureLog = (): string => readFileSync(FIXTURE, 'utf8');

/** The example tree with the log of the fixtures, committed: made once, and copied for each test. */
let made: string | undefined;

function madeTree(): string {
  if (made !== undefined) return made;
  const folder = emptyFolder();
  for (const part of ['bizos', 'cto-brain'])
    cpSync(join(REPOSITORY, part), join(folder, part), {
      recursive: true,
      filter: (path) =>
        !/[\\/](?:roles|reports|designs|modules|AGENT_GOALS\.md|AGENT_POLICY\.md|CRM_STRUCTURE\.md|TTL_KPIS\.md)$/.test(path),
    });
  writeFileSync(join(folder, '.gitignore'), '.bizos/\n');
  writeFileSync(join(folder, 'bizos', 'KAIZEN_LOG.md'), fixtureLog());
  gitIn(folder, 'init', '-q', '-b', 'main', '--template=');
  gitIn(folder, 'add', '-A');
  commit(folder);
  made = folder;
  return made;
}

/** The example tree with a log in the place of its own, committed. */
export function treeWithLog(text?: string): string {
  const folder = emptyFolder();
  cpSync(madeTree(), folder, { recursive: true });
  if (text !== undefined) {
    writeFileSync(join(folder, 'bizos', 'KAIZEN_LOG.md'), text);
    // One commit, as if the other log had never been.
    commit(folder, '--amend');
  }
  takeExampleIndex(folder);
  return folder;
}

function commit(folder: string, ...how: string[]): void {
  gitIn(folder, '-c', 'user.name=Ana', '-c', 'user.email=ana@example.com', 'commit', '-q', '-a', '-m', 'as it was', ...how);
}

/** What git says; throws where it fails. */
export function gitIn(folder: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', words, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
  return stdout;
}

/** Calls an operation of the field by its name, as Ana. */
export async function ask(
  folder: string,
  name: string,
  input: Record<string, unknown> = {},
  given: Partial<Context> = {},
): Promise<Outcome> {
  const entry = operations.find((one) => one.name === name);
  if (!entry) throw new Error(`no operation ${name}`);
  const context = contextIn(folder, given);
  return call(
    await entry.load(),
    { ...context, environment: { ...context.environment, GIT_AUTHOR_NAME: 'Ana', ...given.environment } },
    input,
  );
}

export const logOf = (folder: string, file = 'bizos/KAIZEN_LOG.md'): string => readFileSync(join(folder, file), 'utf8');
