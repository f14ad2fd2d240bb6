import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { History, newFolder, SOLARTECH, TREE, userEnvironment } from '../check/history.ts';

/** Git itself starts the hooks here, and they the built program, as a user has it. */
const BIZOS = join(import.meta.dirname, '..', '..', '..', 'bin', 'bizos.js');
const TARGETS = `${SOLARTECH}/TTL_KPIS.md`;
const REPORT = `${SOLARTECH}/reports/a.md`;

let h: History;
let base: string;
let session: string;
/** The process that the session belongs to: what does not run below it is a person's. */
let host: ChildProcess;

const said = ({ stdout, stderr }: SpawnSyncReturns<string>): string => `${stdout}${stderr}`;

/** A command as a person's, or, with a session, as its agent's. */
function run(words: readonly string[], given: { by?: string; cwd?: string; env?: Record<string, string>; input?: string } = {}) {
  const env = { ...userEnvironment(h.root), NO_COLOR: '1', ...(given.by ? { BIZOS_SESSION: given.by } : {}), ...given.env };
  return spawnSync(words[0], words.slice(1), { cwd: given.cwd ?? h.root, env, encoding: 'utf8', input: given.input ?? '' });
}

const git = (...words: readonly string[]) => run(['git', ...words], { by: session });
const asPerson = (...words: readonly string[]) => run(['git', ...words]);
/** Makes things ready, by no hook. */
const quietly = (...words: readonly string[]) => run(['git', '-c', 'core.hooksPath=/dev/null', ...words]);
const bizos = (...words: readonly string[]) => run([process.execPath, BIZOS, ...words]);

beforeAll(() => {
  h = new History();
  const files = Object.fromEntries(Object.entries(TREE).filter(([path]) => !path.startsWith('_SESSIONS/')));
  const first = h.commit({ files: { ...files, '.gitignore': '.bizos/\n' } });
  h.git('reset', '-q', '--hard', first);
  expect(bizos('hooks', 'install').status).toBe(0);
  host = spawn('sleep', ['600']);
  const words = ['session', 'start', '--agent', 'crm-ops', '--entity', 'solartech', '--goal', 'Test', '--json'];
  const started = run([process.execPath, BIZOS, ...words], { env: { BIZOS_SESSION_PID: String(host.pid) } });
  expect(said(started)).toContain('"schema"');
  session =
    (JSON.parse(started.stdout) as { id?: string; session?: { id: string } }).session?.id ??
    (JSON.parse(started.stdout) as { id: string }).id;
  base = h.git('rev-parse', 'HEAD');
}, 300_000);

afterAll(() => void host?.kill());

beforeEach(() => {
  for (const what of ['rebase-merge', 'rebase-apply']) rmSync(join(h.root, '.git', what), { recursive: true, force: true });
  quietly('checkout', '-q', '-f', '-B', 'main', base);
  quietly('reset', '-q', '--hard', base);
});

/** A commit by plumbing on the base, on no branch yet. */
const foreign = (path = TARGETS, text = 'foreign\n'): string => h.commit({ parents: [base], files: { [path]: text } });
/** The command, with a file changed that is another's. */
function unsaved(command: readonly string[]): readonly string[] {
  h.write(TARGETS, 'two\n');
  return command;
}

/** The command, with another's commit at the head. */
function onForeign(command: readonly string[]): readonly string[] {
  quietly('reset', '-q', '--hard', foreign());
  return command;
}

const head = (): string => h.git('rev-parse', 'HEAD');
const there = (branch: string): boolean => quietly('rev-parse', '-q', '--verify', `refs/heads/${branch}`).status === 0;

describe('a session’s git', () => {
  it('commits what lies in its zone, with its trailer', () => {
    h.write(REPORT, 'two\n');
    expect(said(git('commit', '-qam', 'work'))).toBe('');
    expect(h.git('log', '-1', '--format=%(trailers:key=BizOS-Session,valueonly)')).toBe(session);
  });

  it('a refusal says who holds the path, until when, by which rule, and the next command', () => {
    h.write(REPORT, 'two\n');
    h.git('add', REPORT);
    const text = said(bizos('zones', 'check', '--agent', 'performance')).replace(/\s+/g, ' ');
    expect(text).toMatch(
      new RegExp(`\\(rule bizos/AGENT_GOALS\\.md:\\d+; held by ${session} until \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC\\)`),
    );
    expect(text).toContain(`bizos zones explain ${REPORT} --agent performance`);
    const answer = JSON.parse(bizos('zones', 'check', '--agent', 'performance', '--json').stdout) as {
      refused: { holders: { session: string }[]; next: string }[];
    };
    expect(answer.refused.map(({ holders, next }) => [holders.map((one) => one.session), next])).toEqual([
      [[session], `bizos zones explain ${REPORT} --agent performance`],
    ]);
  });

  it('Z50 commit, commit -a and commit --only are refused outside, with the reason', () => {
    h.write(TARGETS, 'two\n');
    h.write(REPORT, 'two\n');
    const done = git('commit', '-qam', 'work');
    expect(done.status).not.toBe(0);
    expect(said(done)).toContain(TARGETS);
    expect(said(done)).toContain('zone-none');
    expect(git('commit', '-qm', 'x', '--only', TARGETS).status).not.toBe(0);
    expect(head()).toBe(base);
    expect(said(git('commit', '-qm', 'x', '--only', REPORT))).toBe('');
  });

  it.each<[string, () => readonly string[]]>([
    ['--no-verify', () => unsaved(['commit', '-qanm', 'x'])],
    ['cherry-pick', () => ['cherry-pick', foreign()]],
    ['a fast-forward merge', () => ['merge', '-q', '--ff-only', h.commit({ parents: [base], files: { [TARGETS]: 'ff\n' } })]],
    ['reset to a commit made by plumbing', () => ['reset', '-q', '--hard', foreign()]],
    ['update-ref', () => ['update-ref', 'refs/heads/main', foreign()]],
    ['a new branch', () => ['branch', 'side', foreign()]],
    ['revert', () => onForeign(['revert', '--no-edit', 'HEAD'])],
  ])('Z26 %s is refused where the commit lies outside', (_name, words) => {
    const command = words();
    const before = head();
    const done = git(...command);
    expect(done.status).not.toBe(0);
    expect(said(done)).toContain(TARGETS);
    expect(head()).toBe(before);
    expect(there('side')).toBe(false);
  });

  it('Z26 am is refused where the patch lies outside', () => {
    const patch = h.run(['format-patch', '--stdout', '-1', foreign()]);
    const done = run(['git', 'am'], { by: session, input: patch });
    expect(done.status).not.toBe(0);
    expect(said(done)).toContain(TARGETS);
    expect(head()).toBe(base);
  });

  it('Z27 amend can’t put in what a commit could not', () => {
    h.write(REPORT, 'two\n');
    git('commit', '-qam', 'work');
    const before = head();
    h.write(TARGETS, 'two\n');
    expect(git('commit', '-qa', '--amend', '--no-edit').status).not.toBe(0);
    expect(git('commit', '-qan', '--amend', '--no-edit').status).not.toBe(0);
    expect(head()).toBe(before);
    quietly('checkout', '-q', '-f', 'HEAD', '--', '.');
    h.write(REPORT, 'three\n');
    expect(said(git('commit', '-qa', '--amend', '--no-edit'))).toBe('');
  });

  it('a rebase of own work onto others’ goes through; one that carries others’ work as its own does not', () => {
    h.write(REPORT, 'two\n');
    git('commit', '-qam', 'work');
    const own = head();
    quietly('update-ref', 'refs/remotes/origin/main', foreign());
    expect(said(git('rebase', '-q', 'refs/remotes/origin/main'))).toBe('');
    expect(h.git('diff', '--name-only', 'HEAD~1', 'HEAD')).toBe(REPORT);
    expect(head()).not.toBe(own);
    quietly('update-ref', '-d', 'refs/remotes/origin/main');
    quietly('reset', '-q', '--hard', own);
    const theirs = h.commit({ parents: [own], files: { [TARGETS]: 'x\n' } });
    quietly('checkout', '-q', '--detach', theirs);
    const done = git('rebase', '-q', '--onto', base, own, 'HEAD');
    git('branch', '-f', 'side', 'HEAD');
    expect([done.status === 0, there('side')]).toEqual([true, false]);
  });

  it('a merge of others’ branch goes through as git makes it; with something slipped in it does not', () => {
    h.write(REPORT, 'two\n');
    git('commit', '-qam', 'work');
    const own = head();
    quietly('branch', '-f', 'theirs', foreign());
    expect(said(git('merge', '-q', '--no-edit', 'theirs'))).toBe('');
    expect(h.git('show', `HEAD:${TARGETS}`)).toBe('foreign');
    quietly('reset', '-q', '--hard', own);
    git('merge', '-q', '--no-commit', '--no-ff', 'theirs');
    h.write(`${SOLARTECH}/roles/SALES.md`, 'evil\n');
    quietly('add', '.');
    const done = git('commit', '-qm', 'merge');
    expect(said(done)).toContain('SALES.md');
    expect(git('commit', '-qnm', 'merge').status).not.toBe(0);
    expect(head()).toBe(own);
  });

  it('Z42 replacing objects is refused', () => {
    expect(git('replace', foreign(), base).status).not.toBe(0);
  });

  it('Z51 a worktree of the clone has the same hooks and its own index', () => {
    const other = join(newFolder(), 'wt');
    quietly('worktree', 'add', '-q', '--detach', other, base);
    writeFileSync(join(other, TARGETS), 'two\n');
    expect(run(['git', 'commit', '-qam', 'x'], { by: session, cwd: other }).status).not.toBe(0);
    expect(run(['git', 'commit', '-qam', 'x'], { cwd: other }).status).toBe(0);
    quietly('worktree', 'remove', '--force', other);
  });

  it('a session that is gone writes nothing', () => {
    h.write(REPORT, 'two\n');
    const done = run(['git', 'commit', '-qam', 'x'], { by: '2026-01-01-crm-ops-ffffff' });
    expect(done.status).not.toBe(0);
    expect(head()).toBe(base);
  });

  it('Z41, Z42 pushes branches only, deletes none, and rewrites none', () => {
    const remote = newFolder();
    h.git('init', '-q', '--bare', remote);
    quietly('remote', 'add', 'hub', remote);
    expect(said(asPerson('push', '-q', 'hub', 'main'))).toBe('');
    h.write(REPORT, 'two\n');
    git('commit', '-qam', 'work');
    expect(said(git('push', '-q', 'hub', 'main'))).toBe('');
    for (const what of [':main', 'main:refs/tags/v1', 'main:refs/notes/x', '+HEAD~1:main']) {
      const done = git('push', '-q', 'hub', what);
      expect([what, done.status === 0]).toEqual([what, false]);
    }
    quietly('branch', '-f', 'bad', h.commit({ parents: [head()], files: { [TARGETS]: 'x\n' }, session }));
    expect(said(git('push', '-q', 'hub', 'bad'))).toContain(TARGETS);
    expect(said(git('push', '-q', 'hub', 'bad:main'))).toContain(TARGETS);
    quietly('remote', 'remove', 'hub');
    quietly('branch', '-D', 'bad');
  });
});

describe('a person’s git', () => {
  it('is never locked out while a session runs', () => {
    h.write(TARGETS, 'mine\n');
    expect(said(asPerson('commit', '-qam', 'mine'))).toBe('');
    expect(h.git('log', '-1', '--format=%(trailers)')).toBe('');
    expect(said(asPerson('commit', '-q', '--amend', '--no-edit'))).toBe('');
    expect(asPerson('cherry-pick', foreign(`${SOLARTECH}/roles/SALES.md`)).status).toBe(0);
    expect(asPerson('revert', '--no-edit', 'HEAD').status).toBe(0);
    expect(asPerson('rebase', '-q', '--onto', base, 'HEAD~1').status).toBe(0);
    expect(asPerson('stash', 'list').status).toBe(0);
  });
});

describe('hooks install and uninstall', () => {
  /** A repository of its own with hooks that were there before. */
  function other(): { root: string; hooks: string; bizos: (...words: string[]) => SpawnSyncReturns<string> } {
    const own = new History();
    own.git('reset', '-q', '--hard', own.commit({ files: TREE }));
    const call = (...words: string[]) => run([process.execPath, BIZOS, ...words], { cwd: own.root });
    return { root: own.root, hooks: join(own.root, '.git', 'hooks'), bizos: call };
  }

  it('calls the hook that was there first, with its arguments and input, and puts it back byte for byte', () => {
    const { root, hooks, bizos: call } = other();
    const log = join(root, '.git', 'log');
    const texts: Record<string, string> = {
      'pre-commit': `#!/bin/sh\necho "pre-commit $#" >> '${log}'\n[ ! -f refuse ]\n`,
      'pre-push': `#!/bin/sh\necho "pre-push $1 $(cat)" >> '${log}'\n`,
      'prepare-commit-msg': `#!/bin/sh\necho "msg $2" >> '${log}'\n# kept as it is\r\n`,
    };
    mkdirSync(hooks, { recursive: true });
    for (const [name, text] of Object.entries(texts)) {
      writeFileSync(join(hooks, name), text);
      chmodSync(join(hooks, name), 0o750);
    }
    expect(call('hooks', 'install').status).toBe(0);
    expect(call('hooks', 'install').status).toBe(0);
    expect(call('hooks', 'status').stdout).toContain('pre-commit');
    writeFileSync(join(root, REPORT), 'two\n');
    expect(run(['git', 'commit', '-qam', 'x'], { cwd: root }).status).toBe(0);
    const remote = newFolder();
    run(['git', 'init', '-q', '--bare', remote]);
    expect(run(['git', 'push', '-q', remote, 'main'], { cwd: root }).status).toBe(0);
    const lines = readFileSync(log, 'utf8');
    expect(lines).toContain('pre-commit 0');
    expect(lines).toContain('msg message');
    expect(lines).toMatch(/pre-push \S+ refs\/heads\/main [0-9a-f]{40} refs\/heads\/main 0{40}/);
    writeFileSync(join(root, 'refuse'), '');
    writeFileSync(join(root, REPORT), 'three\n');
    expect(run(['git', 'commit', '-qam', 'x'], { cwd: root }).status).not.toBe(0);
    expect(call('hooks', 'uninstall').status).toBe(0);
    for (const [name, text] of Object.entries(texts)) {
      expect(readFileSync(join(hooks, name), 'utf8')).toBe(text);
      expect(statSync(join(hooks, name)).mode & 0o777).toBe(0o750);
    }
    expect(existsSync(join(hooks, 'reference-transaction'))).toBe(false);
    expect(existsSync(join(hooks, 'pre-commit.before-bizos'))).toBe(false);
  });

  it('goes where core.hooksPath points', () => {
    const { root, bizos: call } = other();
    run(['git', 'config', 'core.hooksPath', 'my-hooks'], { cwd: root });
    expect(call('hooks', 'install').status).toBe(0);
    expect(readFileSync(join(root, 'my-hooks', 'pre-commit'), 'utf8')).toContain('BizOS');
    expect(call('hooks', 'uninstall').status).toBe(0);
    expect(existsSync(join(root, 'my-hooks', 'pre-commit'))).toBe(false);
  });

  it('says the lines to add where husky or lefthook owns the hooks, and writes none', () => {
    const husky = other();
    run(['git', 'config', 'core.hooksPath', '.husky/_'], { cwd: husky.root });
    expect(husky.bizos('hooks', 'install').stdout).toContain('.husky/pre-commit');
    expect(existsSync(join(husky.root, '.husky', '_', 'pre-commit'))).toBe(false);
    const lefthook = other();
    writeFileSync(join(lefthook.root, 'lefthook.yml'), '');
    expect(lefthook.bizos('hooks', 'install').stdout).toContain('lefthook.yml');
    expect(existsSync(join(lefthook.hooks, 'pre-commit'))).toBe(false);
  });

  it('Z55 names node and the program by absolute paths, and refuses in words where they are gone', () => {
    const { root, hooks, bizos: call } = other();
    call('hooks', 'install');
    const text = readFileSync(join(hooks, 'pre-commit'), 'utf8');
    expect(text).toContain(`node='${process.execPath}'`);
    expect(text).toContain(`program='${BIZOS}'`);
    writeFileSync(join(hooks, 'pre-commit'), text.replace(BIZOS, '/nowhere/bizos.js'));
    writeFileSync(join(root, REPORT), 'two\n');
    const done = run(['git', 'commit', '-qam', 'x'], { cwd: root });
    expect(done.status).not.toBe(0);
    expect(done.stderr).toContain('bizos hooks install');
  });

  it('an agent may not take them out', () => {
    const done = run([process.execPath, BIZOS, 'hooks', 'uninstall'], { by: session });
    expect(done.status).toBe(3);
  });
});
