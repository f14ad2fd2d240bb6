// Writes parts of dist/program.js beside it, one for each kind of frequent calls, and the code that V8 makes of them and of the whole (see
// bin/start.js). The calls are run first, in a tree of the demo: what of the program they use is the part. V8 compiles a function when it is
// first called: what they call is in the code, and the rest is compiled when it is needed. Scans, the guard, which git waits for at every
// commit, and the kaizen log, which people write in all day and look into, have parts of their own: to load what a call doesn't need takes time.
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partOf } from './one-script.mjs';

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

const { compiled, fileOf, linked, loaded } = createRequire(import.meta.url)(join(root, 'bin', 'start.js'));
const ENTRY = 'program.js';

/** What belongs to a part as well, but not to its code: what is rarer, and a wrong call. */
const RARER = {
  scan: [['scan', 'pipeline', '--as-of', 'then']],
  short: [['search']],
  guard: [
    ['zones', 'check'],
    ['zones', 'check', '--range', 'nowhere..HEAD'],
  ],
  kaizen: [['kaizen', 'start', 'K-BIZ-999']],
  'kaizen-reading': [['kaizen', 'show', 'K-BIZ-999']],
};

/** Runs the calls of a kind where the process stands: one that fails says nothing of what such calls use. */
async function run(kind, { chunk }) {
  for (const call of CALLS[kind]) assert.equal(await chunk(ENTRY).main(call), 0, call.join(' '));
}

const STEPS = {
  /** Keeps what of the program the calls of a kind use. */
  async part(kind) {
    // Many looks come after a change, and then make anew what the tree has of an index: that belongs to the part, too.
    if (kind === 'short') rmSync('.bizos', { recursive: true, force: true });
    const made = {};
    const whole = loaded(undefined, made);
    await run(kind, whole);
    for (const call of RARER[kind]) await whole.chunk(ENTRY).main(call);
    const names = Object.keys(whole.chunks).filter((name) => name in made);
    kept(fileOf(kind), partOf(whole.chunks, names));
  },
  /** Keeps the code of the part; and of the whole, which answers all calls that have none. */
  async code(kind) {
    for (const one of kind === 'short' ? [kind, undefined] : [kind]) {
      const script = compiled(one);
      const lacks = (name) => assert.fail(`${name} is not in the part`);
      await run(kind, linked(script, {}, lacks));
      kept(`${fileOf(one)}.code`, script.createCachedData());
    }
  },
};

function kept(file, bytes) {
  // Down on the disk before it counts: V8 looks at the head of the code only.
  writeFileSync(`${file}.${process.pid}`, bytes, { flush: true });
  renameSync(`${file}.${process.pid}`, file);
}

/** Compiles for every kind, in trees that are thrown away. */
function compileAll() {
  const folder = mkdtempSync(join(tmpdir(), 'bizos-compile-'));
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BIZOS_')));
  try {
    const tree = join(folder, 'tree');
    execFileSync(process.execPath, [join(root, 'bin', 'bizos.js'), 'init', tree, '--yes'], { env });
    const inbox = join(tree, '_INBOX', 'zoho', 'solartech');
    mkdirSync(inbox, { recursive: true });
    for (const name of exports) cpSync(join(demo, name), join(inbox, name));
    // The same calls do the same only in a tree that is the same.
    for (const step of Object.keys(STEPS)) cpSync(tree, join(folder, step), { recursive: true });
    for (const step of Object.keys(STEPS))
      for (const kind of Object.keys(CALLS))
        execFileSync(process.execPath, [import.meta.filename, step, kind], { cwd: join(folder, step), env });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [step, kind] = process.argv.slice(2);
if (step) await STEPS[step](kind);
else compileAll();
