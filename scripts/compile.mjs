// Writes the code that V8 makes of dist/program.js beside it (see bin/start.js). V8 compiles a function when it is first called, so the
// frequent commands are run first, in a tree of the demo: what they call is in the code, and the rest is compiled when it is needed.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { compiled, loaded } = createRequire(import.meta.url)(join(root, 'bin', 'start.js'));
const script = compiled();
const { main } = loaded(script);

const folder = mkdtempSync(join(tmpdir(), 'bizos-compile-'));
try {
  for (const name of Object.keys(process.env)) if (name.startsWith('BIZOS_')) delete process.env[name];
  execFileSync(process.execPath, [join(root, 'bin', 'bizos.js'), 'init', folder, '--yes']);
  process.chdir(folder);
  const inbox = join(folder, '_INBOX', 'zoho', 'solartech');
  mkdirSync(inbox, { recursive: true });
  const demo = join(root, 'templates', 'demo');
  const exports = readdirSync(demo).filter((name) => name.endsWith('.csv'));
  for (const name of exports) cpSync(join(demo, name), join(inbox, name));
  const scan = ['scan', 'pipeline', '--as-of', '2026-02-10'];
  const newest = exports.filter((name) => name.startsWith('Deals')).at(-1);
  for (const call of [
    scan,
    scan,
    [...scan, '--json'],
    [...scan, '--input', join(demo, newest)],
    ['status'],
    ['search', 'solar'],
    ['zones', 'check'],
    ['zones', 'check', '--range', 'HEAD..HEAD'],
    ['guard', 'git-hook', 'pre-commit', '--'],
    ['--help'],
  ])
    await main(call);
  const file = join(root, 'dist', 'program.js.code');
  // Down on the disk before it counts: V8 looks at the head of the code only.
  writeFileSync(`${file}.${process.pid}`, script.createCachedData(), { flush: true });
  renameSync(`${file}.${process.pid}`, file);
} finally {
  process.chdir(root);
  rmSync(folder, { recursive: true, force: true });
}
