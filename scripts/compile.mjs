// Writes the code that V8 makes of dist/program.js beside it (see bin/start.js). V8 compiles a function when it is first called, so the
// frequent commands are run first, in a tree of the demo: what they call is in the code, and the rest is compiled when it is needed.
// Scans have code of their own, for what they call is more than all that short commands do, and it takes time to load; so has the guard, which
// git waits for at every commit, and the kaizen log, which people write in all day and look into: who only looks needs a fifth less.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const demo = join(root, 'templates', 'demo');
const exports = readdirSync(demo).filter((name) => name.endsWith('.csv'));
const scan = ['scan', 'pipeline', '--as-of', '2026-02-10'];
const newest = exports.filter((name) => name.startsWith('Deals')).at(-1);
const CALLS = {
  scan: [scan, scan, [...scan, '--json'], [...scan, '--input', join(demo, newest)]],
  short: [['status'], ['search', 'solar'], ['--help']],
  guard: [
    ['zones', 'check', '--range', 'HEAD..HEAD'],
    ['guard', 'git-hook', 'pre-commit', '--'],
  ],
  kaizen: [
    ['learn', 'kaizen', 'bizos:', 'If', 'we', 'alert', 'then', 'all', 'is', 'well'],
    ['kaizen', 'candidate', 'one', 'more'],
    ['kaizen', 'start-candidate', '1'],
    ['kaizen', 'start', 'K-BIZ-001'],
    ['kaizen', 'result', 'K-BIZ-001', 'It', 'went', 'well'],
    ['kaizen', 'decide', 'K-BIZ-001', 'adopt', '--learning', 'yes'],
  ],
  'kaizen-reading': [
    ['kaizen', 'list'],
    ['kaizen', 'list', '--overdue', '--json'],
    ['kaizen', 'show', 'K-BIZ-001'],
    ['kaizen', 'board'],
    ['kaizen', 'stats'],
    ['kaizen', 'report', '--html'],
  ],
};

/** Runs the calls of a kind where the process stands, and keeps the code. */
async function compile(kind) {
  const { compiled, codeOf, loaded } = createRequire(import.meta.url)(join(root, 'bin', 'start.js'));
  const script = compiled(kind);
  const { main } = loaded(script);
  for (const call of CALLS[kind]) await main(call);
  const file = codeOf(kind);
  // Down on the disk before it counts: V8 looks at the head of the code only.
  writeFileSync(`${file}.${process.pid}`, script.createCachedData(), { flush: true });
  renameSync(`${file}.${process.pid}`, file);
}

/** Compiles for every kind, in a tree that is thrown away. */
function compileAll() {
  const folder = mkdtempSync(join(tmpdir(), 'bizos-compile-'));
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BIZOS_')));
  try {
    execFileSync(process.execPath, [join(root, 'bin', 'bizos.js'), 'init', folder, '--yes'], { env });
    const inbox = join(folder, '_INBOX', 'zoho', 'solartech');
    mkdirSync(inbox, { recursive: true });
    for (const name of exports) cpSync(join(demo, name), join(inbox, name));
    for (const kind of Object.keys(CALLS)) execFileSync(process.execPath, [import.meta.filename, kind], { cwd: folder, env });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2]) await compile(process.argv[2]);
else compileAll();
