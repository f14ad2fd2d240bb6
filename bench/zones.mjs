// The guard: the hook of a commit with many staged paths, against a bare node process and git's own list of them; and the check of a long
// range of commits, against `git log --raw` of the same range.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from './measure-process.mjs';

const short = process.argv.includes('--short');
const [paths, commits, files] = [1000, short ? 200 : 1000, 20];
const runs = short ? 5 : 11;
const bizos = join(import.meta.dirname, '..', 'bin', 'bizos.js');
const root = mkdtempSync(join(tmpdir(), 'bizos-bench-'));
const user = { HOME: root, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' };
for (const who of ['AUTHOR', 'COMMITTER'])
  Object.assign(user, { [`GIT_${who}_NAME`]: 'A Person', [`GIT_${who}_EMAIL`]: 'person@example.com' });

function run(words, input = '') {
  const done = spawnSync(words[0], words.slice(1), { cwd: root, env: { ...process.env, ...user }, input, maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`${words.join(' ')}: ${done.stderr}`);
  return done.stdout.toString().trim();
}

const zones = Array.from({ length: 20 }, (_, i) => `- \`bizos/[entity]/area-${i}/\``).join('\n');
const record = '---\nid: s-bench\nagent: clerk\nhost: "h"\nstarted: "2026-11-20T01:00:00.000Z"\nlease: 30m\ntoken: 1\n---\n\n# s-bench\n';
const tree = {
  '.gitignore': '.bizos/\n',
  'bizos/STRUCTURE.md': '# Structure\n',
  'bizos/AGENT_GOALS.md': `# Agents\n\n## Clerk\n\n**Id:** clerk\n**Mission:** Write.\n\n### Write Zones\n\n${zones}\n`,
  'bizos/02_Solartech/_ENTITY.md': '# Solartech\n',
  '_SESSIONS/active/s-bench.md': record,
};

/** A stream for `git fast-import`: the tree, then commits of a session that each write some files. */
function history() {
  const lines = [];
  const commit = (message, changes) => {
    lines.push('commit refs/heads/main', `mark :${lines.length + 1}`, 'committer A Person <person@example.com> 1790000000 +0000');
    lines.push(`data ${Buffer.byteLength(message)}`, message);
    for (const [path, text] of changes) lines.push(`M 100644 inline ${path}`, `data ${Buffer.byteLength(text)}`, text);
  };
  commit('tree', Object.entries(tree));
  for (let i = 0; i < commits; i++)
    commit(
      `work ${i}\n\nBizOS-Session: s-bench\n`,
      Array.from({ length: files }, (_, k) => [`bizos/02_Solartech/area-${k}/note-${i % 50}.md`, `# Note\n\n${i} ${k}\n`]),
    );
  return `${lines.join('\n')}\n`;
}

try {
  run(['git', 'init', '-q', '-b', 'main']);
  run(['git', 'fast-import', '--quiet'], history());
  run(['git', 'reset', '-q', '--hard']);
  const range = `HEAD~${commits}..HEAD`;
  compare(
    `check of ${commits} commits x ${files} files`,
    { name: 'git log --raw', command: ['git', 'log', '--raw', range], cwd: root, env: user },
    [
      {
        name: 'bizos zones check --range',
        command: [process.execPath, bizos, 'zones', 'check', '--range', range],
        cwd: root,
        env: user,
        // Of few commits most is the start of the program.
        goal: short ? undefined : '< 5 x',
      },
    ],
    runs,
  );
  const session = JSON.parse(
    run([process.execPath, bizos, 'session', 'start', '--agent', 'clerk', '--goal', 'Bench', '--offline', '--json']),
  ).id;
  for (let i = 0; i < paths; i++) {
    const folder = join(root, 'bizos', '02_Solartech', `area-${i % 20}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `new-${i}.md`), `# New\n\n${i}\n`);
  }
  run(['git', 'add', '.']);
  compare(
    `pre-commit with ${paths} staged paths and 20 zones`,
    {
      name: 'node -e 0, git diff --cached',
      command: ['sh', '-c', `'${process.execPath}' -e 0 && git diff --cached --name-only`],
      cwd: root,
      env: user,
    },
    [
      {
        name: 'bizos guard git-hook pre-commit',
        command: [process.execPath, bizos, 'guard', 'git-hook', 'pre-commit', '--'],
        cwd: root,
        env: { ...user, BIZOS_SESSION: session },
        goal: '<= 2.5 x',
      },
    ],
    runs * 2,
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}
