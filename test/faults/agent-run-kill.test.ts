import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLedger } from '../../src/loop/ledger/read.ts';
import { foldOutbox } from '../../src/loop/outbox/state.ts';

/**
 * `bizos agent run` as the user has it, with all that it starts, is killed (SIGKILL) at moments spread over its whole length; the next run
 * goes on. In the end each finding has been told once, each file channel message is there once, no session is left at work, no chain of the ledger
 * is hurt, and CI's check accepts every commit. Ten kills of one tree; with BIZOS_FAULTS=full 1,000, fifty of each of twenty trees, two at a time.
 */
const FULL = process.env.BIZOS_FAULTS === 'full';
const TREES = FULL ? 20 : 1;
const KILLS = FULL ? 50 : 10;
const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-run-kill-'));
const first = join(folder, 'first');
const environment = {
  PATH: process.env.PATH,
  HOME: folder,
  LANG: 'C.UTF-8',
  NO_COLOR: '1',
  BIZOS_NOW: '2026-11-20T01:00:00Z',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'A Person',
  GIT_AUTHOR_EMAIL: 'person@example.com',
  GIT_COMMITTER_NAME: 'A Person',
  GIT_COMMITTER_EMAIL: 'person@example.com',
};
/** How long a run takes, and some more. */
let length = 0;

beforeAll(() => {
  for (const part of ['bizos', 'cto-brain', '_SESSIONS', 'templates/demo'])
    cpSync(join(ROOT, part), join(first, part), { recursive: true });
  mkdirSync(join(first, '_INBOX', 'zoho'), { recursive: true });
  writeFileSync(join(first, '.gitignore'), '_INBOX/\n.bizos/\n.env\n');
  git(first, 'init', '-q', '-b', 'main');
  git(first, 'add', '-A');
  git(first, 'commit', '-qm', 'tree');
  const tried = treeCalled('tried');
  const begun = performance.now();
  expect(bizos(tried, RUN)).toMatchObject({ status: 0 });
  length = (performance.now() - begun) * 1.3;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RUN = ['agent', 'run', 'crm-ops', '--channel', 'file'];

/** A tree in which nothing ever ran. */
function treeCalled(name: string): string {
  const root = join(folder, name);
  cpSync(first, root, { recursive: true });
  return root;
}

const bizos = (root: string, words: readonly string[]): { status: number | null; said: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/bizos.js'), ...words], {
    cwd: root,
    env: environment,
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
};

/** Runs the agent and kills it and everything it started after so many milliseconds; true where it was over before. */
function killedAfter(root: string, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, 'bin/bizos.js'), ...RUN], {
      cwd: root,
      env: environment,
      stdio: 'ignore',
      detached: true,
    });
    const timer = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), ms);
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code !== null);
    });
  });
}

function git(root: string, ...words: string[]): string {
  return spawnSync('git', words, { cwd: root, env: environment, encoding: 'utf8' }).stdout.trim();
}

/** What was killed in the middle of a commit by git leaves its lock, as any killed git does; a person removes it. */
function unlock(root: string): void {
  for (const lock of ['index.lock', 'HEAD.lock', 'refs/heads/main.lock']) rmSync(join(root, '.git', lock), { force: true });
}

function lookAt(root: string, base: string): void {
  const { entries, problems } = readLedger(root, true);
  expect(problems.filter(({ level }) => level === 'error')).toEqual([]);
  const actions = [...foldOutbox(entries, () => false).values()];
  expect(actions.map(({ plan, standing }) => `${plan.act} ${standing}`).sort()).toEqual(['alert sent', 'win-loss-summary sent']);
  const files = readdirSync(join(root, '.bizos/outgoing')).filter((name) => name.endsWith('.json'));
  expect(files).toHaveLength(2);
  const told = entries.flatMap((entry) => (entry.kind === 'finding' ? [entry.data.finding] : []));
  expect(new Set(told).size).toBe(told.length);
  expect(bizos(root, ['session', 'list']).said).toContain('Nobody is at work');
  expect(readdirSync(join(root, '_SESSIONS/active')).filter((name) => name.endsWith('.md'))).toEqual([]);
  const checked = bizos(root, ['zones', 'check', '--range', `${base}..HEAD`]);
  expect(checked.status, checked.said).toBe(0);
  const ledger = join(root, '_SESSIONS/ledger');
  const chain = readdirSync(ledger).find((name) => name.endsWith('.jsonl')) as string;
  expect(readFileSync(join(ledger, chain), 'utf8').endsWith('\n')).toBe(true);
}

describe('a run that is killed', () => {
  it('loses nothing, tells nothing twice and holds nothing for ever', { timeout: 3_600_000 }, async () => {
    const base = git(first, 'rev-parse', 'HEAD');
    let [next, killed] = [0, 0];
    const lane = async (): Promise<void> => {
      for (let t = next++; t < TREES; t = next++) {
        const root = treeCalled(`tree-${t}`);
        for (let n = 0; n < KILLS; n++) {
          // Each tree is killed at moments of its own between those of the others.
          if (!(await killedAfter(root, length * ((n + (t + 0.5) / TREES) / KILLS)))) killed++;
          unlock(root);
        }
        expect(bizos(root, RUN)).toMatchObject({ status: 0 });
        lookAt(root, base);
        rmSync(root, { recursive: true });
      }
    };
    await Promise.all([lane(), lane()]);
    expect(killed).toBeGreaterThan((TREES * KILLS) / 3);
  });
});
