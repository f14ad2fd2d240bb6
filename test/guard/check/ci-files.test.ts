import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CRM, History, newFolder, SOLARTECH, TREE, userEnvironment } from './history.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');
const PROGRAM = join(REPOSITORY, 'bin', 'bizos.js');
const ZERO = '0'.repeat(40);

interface Step {
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

const text = (name: string): string => readFileSync(join(REPOSITORY, name), 'utf8');

/** Runs a script of CI in a checkout; what a shell says goes together. */
function inShell(script: string, cwd: string, env: Readonly<Record<string, string>>): { code: number | null; said: string } {
  const done = spawnSync('bash', ['-c', script], { cwd, encoding: 'utf8', env: { ...userEnvironment(cwd), ...env } });
  return { code: done.status, said: `${done.stdout}${done.stderr}` };
}

let h: History;
let base: string;
let good: string;
let bad: string;
let bin: string;

beforeAll(() => {
  h = new History();
  base = h.commit({ files: TREE, message: 'the tree' });
  good = h.commit({ parents: [base], files: { [`${SOLARTECH}/reports/a.md`]: 'two\n' }, session: CRM });
  bad = h.commit({ parents: [good], files: { [`${SOLARTECH}/TTL_KPIS.md`]: 'two\n' }, session: CRM });
  h.git('update-ref', 'refs/remotes/origin/main', base);
  h.git('reset', '-q', '--hard', bad);
  bin = newFolder();
  symlinkSync(PROGRAM, join(bin, 'bizos'));
});

describe('action.yml', () => {
  const action = parse(text('action.yml')) as {
    inputs: Readonly<Record<string, { default: string }>>;
    runs: { using: string; steps: readonly Step[] };
  };
  const check = action.runs.steps[action.runs.steps.length - 1];
  const asked = (env: Readonly<Record<string, string>>) => {
    const given = Object.fromEntries(Object.keys(check.env ?? {}).map((name) => [name, '']));
    const usual = { BIZOS_PROGRAM: PROGRAM, BIZOS_TREE: '.', BIZOS_FORMAT: 'github', GITHUB_WORKSPACE: h.root, DEFAULT_BRANCH: 'main' };
    return inShell(check.run, h.root, { ...given, ...usual, ...env });
  };

  it('takes the checker from the action, never from the branch, and no input of it is put into the script', () => {
    expect(action.runs.using).toBe('composite');
    expect(check.env?.BIZOS_PROGRAM).toContain('github.action_path');
    for (const { run } of action.runs.steps) expect(run).not.toContain('${{');
  });

  it.each<[string, () => Readonly<Record<string, string>>, number]>([
    ['a pull request in order', () => ({ PULL_BASE: base, PULL_HEAD: good }), 0],
    ['a pull request with a refused commit', () => ({ PULL_BASE: base, PULL_HEAD: bad }), 1],
    ['a push in order', () => ({ PUSH_BEFORE: base, PUSH_AFTER: good }), 0],
    ['a push with a refused commit', () => ({ PUSH_BEFORE: good, PUSH_AFTER: bad }), 1],
    ['a new branch is compared with the default branch', () => ({ PUSH_BEFORE: ZERO, PUSH_AFTER: bad }), 1],
    ['a range that is given goes before the event', () => ({ BIZOS_RANGE: `${base}..${good}`, PULL_BASE: base, PULL_HEAD: bad }), 0],
    ['a base that is not there', () => ({ PULL_BASE: '1'.repeat(40), PULL_HEAD: good }), 4],
    ['no event at all', () => ({ PUSH_AFTER: good, DEFAULT_BRANCH: 'gone' }), 4],
  ])('%s', (_title, env, code) => expect(asked(env())).toMatchObject({ code }));

  it('annotates what is refused, and writes the file that was asked for all the same', () => {
    const { code, said } = asked({ PULL_BASE: base, PULL_HEAD: bad, BIZOS_FORMAT: 'sarif', BIZOS_OUTPUT: 'zones.sarif' });
    expect(code).toBe(1);
    expect(said).toContain(`::error file=${SOLARTECH}/TTL_KPIS.md,title=zone-none::`);
    const log = JSON.parse(readFileSync(join(h.root, 'zones.sarif'), 'utf8')) as { runs: { results: { ruleId: string }[] }[] };
    expect(log.runs[0].results.map(({ ruleId }) => ruleId)).toEqual(['zone-none']);
  });
});

describe('the snippet for GitLab', () => {
  const job = (
    parse(text('templates/integrations/gitlab-ci.yml')) as {
      'bizos-zones': {
        variables: Readonly<Record<string, string>>;
        script: readonly string[];
        artifacts: { reports: Readonly<Record<string, string>> };
      };
    }
  )['bizos-zones'];
  const asked = (env: Readonly<Record<string, string>>) => {
    const usual = { PATH: `${bin}${delimiter}${process.env.PATH}`, CI_DEFAULT_BRANCH: 'main' };
    return inShell(`set -e\n${job.script[1]}`, h.root, { ...usual, ...env });
  };

  it('wants the whole history, from a fresh clone, and a pinned checker', () => {
    expect(job.variables).toMatchObject({ GIT_DEPTH: '0', GIT_STRATEGY: 'clone' });
    expect(job.variables.BIZOS_PACKAGE).toBe(`bizos@${(JSON.parse(text('package.json')) as { version: string }).version}`);
  });

  it.each<[string, () => Readonly<Record<string, string>>, number]>([
    ['a push in order', () => ({ CI_COMMIT_BEFORE_SHA: base, CI_COMMIT_SHA: good }), 0],
    ['a push with a refused commit', () => ({ CI_COMMIT_BEFORE_SHA: base, CI_COMMIT_SHA: bad }), 1],
    ['a new branch', () => ({ CI_COMMIT_BEFORE_SHA: ZERO, CI_COMMIT_SHA: bad }), 1],
  ])('%s', (_title, env, code) => {
    expect(asked(env())).toMatchObject({ code });
    for (const file of Object.values(job.artifacts.reports)) expect(existsSync(join(h.root, file))).toBe(true);
    const quality = JSON.parse(readFileSync(join(h.root, job.artifacts.reports.codequality), 'utf8')) as unknown[];
    expect(quality.length).toBe(code);
    expect(readFileSync(join(h.root, job.artifacts.reports.junit), 'utf8')).toContain(`failures="${code}"`);
  });

  it('a merge request is compared with the branch that it goes into', () => {
    const remote = newFolder();
    h.git('init', '-q', '--bare', remote);
    h.git('push', '-q', remote, `${base}:refs/heads/main`);
    h.git('remote', 'add', 'origin', remote);
    try {
      const env = { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', CI_COMMIT_SHA: bad };
      expect(asked(env).code).toBe(1);
      expect(asked({ ...env, CI_COMMIT_SHA: good }).code).toBe(0);
    } finally {
      h.git('remote', 'remove', 'origin');
      h.git('update-ref', 'refs/remotes/origin/main', base);
    }
  });
});

describe('.pre-commit-hooks.yaml', () => {
  it('names a command of this package that git’s hook could call', () => {
    const [hook] = parse(text('.pre-commit-hooks.yaml')) as {
      id: string;
      name: string;
      entry: string;
      language: string;
      stages: string[];
    }[];
    const { bin: commands } = JSON.parse(text('package.json')) as { bin: Readonly<Record<string, string>> };
    const [command, ...words] = hook.entry.split(' ');
    expect(Object.keys(commands)).toContain(command);
    expect([hook.id, hook.language, hook.stages]).toEqual(['bizos-zones', 'node', ['pre-commit', 'pre-merge-commit']]);
    const done = spawnSync(process.execPath, [PROGRAM, ...words], { cwd: h.root, encoding: 'utf8', env: userEnvironment(h.root) });
    expect([done.status, done.stdout, done.stderr]).toEqual([0, '', '']);
  });
});

describe('the CI of this repository, on its own tree', () => {
  /** What `.ci/run` does once the tests are through and before the benchmark: the guard. */
  const guard =
    text('.ci/run')
      .split(/\n(?=# )/)
      .find((part) => part.includes('zones check')) ?? '';

  function ownTree(): History {
    const own = new History();
    for (const part of ['bizos', 'cto-brain', '_SESSIONS']) cpSync(join(REPOSITORY, part), join(own.root, part), { recursive: true });
    mkdirSync(join(own.root, 'bin'));
    writeFileSync(join(own.root, 'bin', 'bizos.js'), `import ${JSON.stringify(PROGRAM)};\n`);
    writeFileSync(join(own.root, 'package.json'), '{"type": "module"}');
    chmodSync(join(own.root, 'bin', 'bizos.js'), 0o755);
    writeFileSync(join(own.root, '.gitignore'), '_INBOX/\n.bizos/\n.env\n');
    own.git('add', '-A');
    own.git('commit', '-qm', 'the tree');
    return own;
  }
  const run = (own: History, env: Readonly<Record<string, string>> = {}) => inShell(`set -euo pipefail\n${guard}`, own.root, env);

  it('passes, and sees the zones in order', () => {
    const { code, said } = run(ownTree());
    expect(said).toContain('The zones are in order');
    expect(code).toBe(0);
  });

  it('stops at a commit of an agent outside its zone, and at a zone that two agents have', () => {
    const own = ownTree();
    const before = own.git('rev-parse', 'HEAD');
    const foreign = own.commit({ parents: [before], files: { 'bizos/BIZOS_RULES.md': 'mine\n' }, session: 'nobody-1' });
    own.git('reset', '-q', '--hard', foreign);
    expect(run(own, { CI_BASE: before })).toMatchObject({ code: 1 });
    own.git('reset', '-q', '--hard', before);
    own.write(
      'bizos/AGENT_GOALS.md',
      `${text('bizos/AGENT_GOALS.md')}\n## Desk Agent\n\n**Mission:** x.\n\n### Write Zones\n\n- \`bizos/[entity]/roles/\`\n`,
    );
    expect(run(own)).toMatchObject({ code: 1 });
  });
});
