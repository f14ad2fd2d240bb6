import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * The package as a user gets it: packed by npm, installed into an empty folder by npm, and used there by the names that it brings. The
 * native database comes compiled from this repository, since compiling it takes minutes where no binary can be fetched; with
 * BIZOS_FAULTS=full npm builds or fetches it.
 */
const FULL = process.env.BIZOS_FAULTS === 'full';
const TIMES = { timeout: 180_000 };
const INSTALL_MS = FULL ? 1_800_000 : 600_000;
const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bizos-pack-'));
const [stage, home] = [join(folder, 'stage'), join(folder, 'my group')];

afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

/** The environment of a user's shell: what `npm test` adds for this repository would send npm there. */
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(?:npm_(?:package|lifecycle|command|execpath|node_execpath|config_(?:local_|global_)?prefix)|INIT_CWD|BIZOS_|GIT_)/.test(name),
    ),
  ),
  // vitest.config.ts took them out of everybody's way.
  ...(process.env.CERTIFICATES_FOR_NPM ? { NODE_EXTRA_CA_CERTS: process.env.CERTIFICATES_FOR_NPM } : {}),
  NO_COLOR: '1',
  LANG: 'C.UTF-8',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'A Person',
  GIT_AUTHOR_EMAIL: 'person@example.com',
  GIT_COMMITTER_NAME: 'A Person',
  GIT_COMMITTER_EMAIL: 'person@example.com',
};

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(command: string, words: readonly string[], cwd: string): Said {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, env: environment, encoding: 'utf8', input: '' });
  return { code: status, out: stdout, err: stderr };
}

/** By the name that npm put there. */
const bizos = (...words: string[]): Said => run(join(home, 'node_modules', '.bin', 'bizos'), words, home);
/** The same found by npx, as users call it; npm starts first, which takes longer than the program. */
const npxBizos = (...words: string[]): Said => run('npx', ['bizos', ...words], home);

beforeAll(() => {
  mkdirSync(stage);
  mkdirSync(home);
  const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
  for (const name of [...files, 'package.json', 'README.md']) cpSync(join(ROOT, name), join(stage, name), { recursive: true });
  // What `prepack` does, into the copy: other tests are using the build of the repository.
  expect(run(process.execPath, [join(ROOT, 'scripts', 'types.mjs'), join(stage, 'dist', 'types')], ROOT)).toMatchObject({ code: 0 });
  const packed = run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], stage);
  expect(packed).toMatchObject({ code: 0 });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', ...(FULL ? [] : ['--ignore-scripts'])];
  const installed = run('npm', ['install', ...flags, join(folder, tarball)], home);
  expect([installed.code, installed.code === 0 ? '' : installed.err]).toEqual([0, '']);
  const native = join('node_modules', 'better-sqlite3', 'build');
  if (!FULL) cpSync(join(ROOT, native), join(home, native), { recursive: true });
}, INSTALL_MS);

const packageFolder = join(home, 'node_modules', 'bizos');

describe('the package', () => {
  it('holds the program, what it copies, its documentation and its types, and nothing else', () => {
    const top = readdirSync(packageFolder).sort();
    expect(top).toEqual(['ARCHITECTURE.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'docs', 'package.json', 'templates']);
    const { bin, exports } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
      exports: { '.': Record<string, string> };
    };
    for (const path of [...Object.values(bin), ...Object.values(exports['.'])])
      expect([path, existsSync(join(packageFolder, path))]).toEqual([path, true]);
    const inside = readdirSync(packageFolder, { recursive: true }).map(String);
    expect(inside.filter((name) => /\.(?:test\.|tgz$|sqlite)|_INBOX|\.env$/.test(name))).toEqual([]);
  });

  it('links that its README makes lead somewhere inside it', () => {
    const links = [...readFileSync(join(packageFolder, 'README.md'), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
      ([, path]) => path,
    );
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((path) => !existsSync(join(packageFolder, path)))).toEqual([]);
  });
});

describe('in an empty folder', TIMES, () => {
  it('makes a tree, finds it in order, and keeps what npm installs out of git', () => {
    const made = npxBizos('init', '--yes');
    expect(made).toMatchObject({ code: 0 });
    const next = [...made.out.matchAll(/^ {2}(npx bizos [a-z ]+?) {2}/gm)].map(([, command]) => command);
    expect(next.length).toBeGreaterThan(2);
    expect(run('git', ['status', '--short'], home).out).not.toContain('node_modules');
    const checked = bizos('doctor');
    expect(checked).toMatchObject({ code: 0 });
    expect(checked.out).toContain('0 errors');
    expect(bizos('zones', 'lint')).toMatchObject({ code: 0 });
  });

  it('scans an export that is dropped into its inbox', () => {
    expect(bizos('scan', 'pipeline')).toMatchObject({ code: 2 });
    const demo = join(packageFolder, 'templates', 'demo');
    for (const name of readdirSync(demo)) cpSync(join(demo, name), join(home, '_INBOX', 'zoho', name));
    const said = bizos('scan', 'pipeline', '--json');
    const scan = JSON.parse(said.out) as { schema: string; entity: string; findings: unknown[]; metrics: { id: string; value: number }[] };
    expect([said.code, scan.schema, scan.entity]).toEqual([0, 'bizos.scan/1', 'solartech']);
    expect(scan.findings.length).toBeGreaterThan(20);
    expect(scan.metrics.find(({ id }) => id === 'win_rate_small')?.value).toBeCloseTo(0.378, 2);
  });

  it('learns, by either name', () => {
    const words = [
      'kaizen',
      'bizos:',
      'If',
      'we',
      'call',
      'the',
      'same',
      'day',
      'then',
      'win',
      'rate',
      'rises',
      'because',
      'speed',
      'counts',
    ];
    const said = run('npx', ['learn', ...words, '--layer', 'Process'], home);
    expect(said).toMatchObject({ code: 0 });
    expect(said.out).toContain('K-BIZ-');
    expect(readFileSync(join(home, 'bizos', 'KAIZEN_LOG.md'), 'utf8')).toContain('If we call the same day');
    expect(bizos('kaizen', 'list').out).toContain('K-BIZ-');
  });

  it('begins a session that outlives the npx which began it, and ends it', () => {
    const started = npxBizos('session', 'start', '--agent', 'crm-ops', '--entity', 'solartech', '--goal', 'look', '--json');
    expect(started).toMatchObject({ code: 0 });
    const { id } = JSON.parse(started.out) as { id: string };
    const { sessions } = JSON.parse(bizos('session', 'list', '--json').out) as { sessions: { id: string; state: string }[] };
    expect(sessions.map((one) => [one.id, one.state])).toEqual([[id, 'alive']]);
    expect(bizos('session', 'end', id, '--outcome', 'looked')).toMatchObject({ code: 0 });
  });

  it('is imported by a program, which gets what the command line prints', () => {
    const script = `
      import { BizosError, call, operations, version } from 'bizos';
      const { exit, document } = await call('scan pipeline', {}, { root: process.argv[2] });
      const refused = await call('approvals approve', { id: '3f9a' }).catch((error) => error);
      const wrong = await call('no such thing').catch((error) => error);
      console.log(JSON.stringify([version, operations.length > 30, exit, document.schema, refused instanceof BizosError && refused.exit, wrong.exit]));`;
    writeFileSync(join(home, 'use.mjs'), script);
    const said = run(process.execPath, ['use.mjs', home], home);
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(said.out)).toEqual(['0.1.0', true, 0, 'bizos.scan/1', 3, 2]);
  });

  it('has types that a strict program compiles against, and that find its mistakes', () => {
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const check = (body: string): number | null => {
      writeFileSync(join(home, 'use.mts'), `import { call, type Answer, BizosError } from 'bizos';\n${body}\nexport { BizosError };\n`);
      const flags = [
        '--ignoreConfig',
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--moduleResolution',
        'nodenext',
        '--target',
        'es2022',
      ];
      return run(process.execPath, [tsc, ...flags, '--lib', 'es2022', 'use.mts'], home).code;
    };
    expect(check("export const answer: Answer = await call('status', {}, { language: 'de' });")).toBe(0);
    expect(check("export const answer: Answer = await call('status', {}, { language: 'fr' });")).not.toBe(0);
  });
});
