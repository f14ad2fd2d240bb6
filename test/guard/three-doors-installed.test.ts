import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { changes, DEAL, ENTRY, GOALS, LOG } from './random-changes.ts';
import { bizos, emptyFolder, environmentOf, git, put, treeRepository } from './tree-fixture.ts';

/** Changes that go through all doors as they are installed; ten times as many in the nightly run. */
const RUNS = process.env.BIZOS_FAULTS === 'full' ? 100 : 8;
const OFF = ['-c', 'core.hooksPath=/dev/null'];

let root: string;
let home: string;
let before: string;
let base: string;
let session: string;

const hook = (event: string, more: object): string => {
  const done = spawnSync(process.execPath, [join(home, '.bizos', 'claude-hook.mjs')], {
    cwd: root,
    encoding: 'utf8',
    input: JSON.stringify({ hook_event_name: event, session_id: 'doors', cwd: root, ...more }),
    env: environmentOf(home, { BIZOS_AGENT: 'desk', BIZOS_ENTITY: 'solartech' }),
  });
  expect([done.status, done.stderr]).toEqual([0, '']);
  return done.stdout;
};

beforeAll(() => {
  [root, home] = [treeRepository(), emptyFolder()];
  put(root, 'bizos/AGENT_GOALS.md', GOALS);
  put(root, 'bizos/KAIZEN_LOG.md', LOG([ENTRY('K-BIZ-001', 'desk', 'mine'), ENTRY('K-BIZ-002', 'crm-ops', 'theirs')]));
  put(root, 'bizos/02_Solartech/crm/a.md', DEAL('New', 1, 'as it was'));
  put(root, 'bizos/02_Solartech/reports/old.md', '# Old\n');
  expect(bizos(root, ['integrate', 'claude'], { HOME: home }).code).toBe(0);
  expect(bizos(root, ['hooks', 'install']).code).toBe(0);
  git(root, ['add', '-A']);
  git(root, ['commit', '-qm', 'fixture']);
  before = git(root, ['rev-parse', 'HEAD']).out.trim();
  expect(hook('SessionStart', { source: 'startup' })).toContain('BizOS session');
  session = (readdirSync(join(root, '_SESSIONS/active')).find((name) => name.endsWith('.md')) ?? '').replace('.md', '');
  base = git(root, ['rev-parse', 'HEAD']).out.trim();
});

/** The hook before the edit, as the host calls it. */
function beforeTheEdit(path: string, text: string | undefined): boolean {
  const call =
    text === undefined
      ? { tool_name: 'Bash', tool_input: { command: `rm '${path}'` } }
      : { tool_name: 'Write', tool_input: { file_path: join(root, path), content: text } };
  return hook('PreToolUse', call) === '';
}

it('the installed hooks and the command of CI say the same of any change', async () => {
  let [yes, no] = [0, 0];
  await fc.assert(
    fc.asyncProperty(changes, async ({ path, text }) => {
      git(root, [...OFF, 'reset', '-q', '--hard', base]);
      git(root, [...OFF, 'clean', '-qfd']);
      const was = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
      fc.pre(was !== text);
      const edit = beforeTheEdit(path, text);
      if (text === undefined) rmSync(join(root, path));
      else put(root, path, text);
      git(root, [...OFF, 'add', '-A']);
      const commit = git(root, ['commit', '-qm', 'change'], { BIZOS_SESSION: session, mayFail: 'yes' }).code === 0;
      // What the hook refuses comes in past it, as a rogue would do it.
      if (!commit) git(root, [...OFF, 'commit', '-qnm', `change\n\nBizOS-Session: ${session}`]);
      const checked = bizos(root, ['zones', 'check', '--range', `${before}..HEAD`]);
      expect([0, 1]).toContain(checked.code);
      expect({ path, text, commit, ci: checked.code === 0 }).toEqual({ path, text, commit: edit, ci: edit });
      if (edit) yes++;
      else no++;
    }),
    {
      numRuns: RUNS,
      examples: [[{ path: 'bizos/02_Solartech/reports/new.md', text: '# New\n' }], [{ path: 'CLAUDE.md', text: '# Me\n' }]],
    },
  );
  expect(Math.min(yes, no)).toBeGreaterThan(0);
});
