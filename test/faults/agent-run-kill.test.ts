import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readLedger } from '../../src/loop/ledger/read.ts';
import { foldOutbox } from '../../src/loop/outbox/state.ts';

/**
 * `bizos agent run` as the user has it, with all that it starts, is killed (SIGKILL) at moments spread over its whole length; the next run
 * goes on. In the end each finding has been told once, each file channel message is there once, no session is left at work, no chain of the ledger
 * is hurt, and CI's check accepts every commit. About ten kills; 1,000 with BIZOS_FAULTS=full.
 */
const KILLS = process.env.BIZOS_FAULTS === 'full' ? 1000 : 10;
const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-run-kill-'));
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
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bizos = (words: readonly string[]): { status: number | null; said: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/bizos.js'), ...words], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
};

/** Runs the agent and kills it and everything it started after so many milliseconds; true where it was over before. */
function killedAfter(ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, 'bin/bizos.js'), 'agent', 'run', 'crm-ops', '--channel', 'file'], {
      cwd: folder,
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

function git(...words: string[]): string {
  return spawnSync('git', words, { cwd: folder, env: environment, encoding: 'utf8' }).stdout.trim();
}

describe('a run that is killed', () => {
  it('loses nothing, tells nothing twice and holds nothing for ever', { timeout: 3_600_000 }, async () => {
    for (const part of ['bizos', 'cto-brain', '_SESSIONS', 'templates/demo'])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    mkdirSync(join(folder, '_INBOX', 'zoho'), { recursive: true });
    writeFileSync(join(folder, '.gitignore'), '_INBOX/\n.bizos/\n.env\n');
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-qm', 'tree');
    const base = git('rev-parse', 'HEAD');
    const begun = performance.now();
    expect(bizos(['agent', 'run', 'crm-ops', '--dry-run']).status).toBe(0);
    const length = (performance.now() - begun) * 1.5;
    let over = 0;
    for (let n = 0; n < KILLS; n++) {
      // What was killed in the middle of a commit by git leaves its lock, as any killed git does; a person removes it.
      for (const lock of ['index.lock', 'HEAD.lock', 'refs/heads/main.lock']) rmSync(join(folder, '.git', lock), { force: true });
      if (await killedAfter(length * ((n + 0.5) / KILLS))) over++;
    }
    for (const lock of ['index.lock', 'HEAD.lock', 'refs/heads/main.lock']) rmSync(join(folder, '.git', lock), { force: true });
    expect(over).toBeLessThan(KILLS);
    const last = bizos(['agent', 'run', 'crm-ops', '--channel', 'file']);
    expect(last).toMatchObject({ status: 0 });

    const { entries, problems } = readLedger(folder, true);
    expect(problems.filter(({ level }) => level === 'error')).toEqual([]);
    const actions = [...foldOutbox(entries, () => false).values()];
    expect(actions.map(({ plan, standing }) => `${plan.act} ${standing}`).sort()).toEqual(['alert sent', 'win-loss-summary sent']);
    const files = readdirSync(join(folder, '.bizos/outgoing')).filter((name) => name.endsWith('.json'));
    expect(files).toHaveLength(2);
    const told = entries.flatMap((entry) => (entry.kind === 'finding' ? [entry.data.finding] : []));
    expect(new Set(told).size).toBe(told.length);
    expect(bizos(['session', 'list']).said).toContain('Nobody is at work');
    expect(readdirSync(join(folder, '_SESSIONS/active')).filter((name) => name.endsWith('.md'))).toEqual([]);
    const checked = bizos(['zones', 'check', '--range', `${base}..HEAD`]);
    expect(checked.status, checked.said).toBe(0);
    expect(
      readFileSync(
        join(folder, '_SESSIONS/ledger', readdirSync(join(folder, '_SESSIONS/ledger')).find((name) => name.endsWith('.jsonl')) as string),
        'utf8',
      ).endsWith('\n'),
    ).toBe(true);
  });
});
