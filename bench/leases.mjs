// Acquire and release of a lease inside a running process, against one transaction of SQLite on the same disk: what the lock itself costs.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { median } from './measure-process.mjs';

const rounds = process.argv.includes('--short') ? 100 : 1000;
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'bizos-bench-'));
const bundle = join(folder, 'leases.cjs');
await build({
  stdin: {
    contents: `export { takeLease } from './src/guard/leases/take.ts'; export { releaseLease } from './src/guard/leases/free.ts'; export { machineHere } from './src/guard/leases/machine.ts';`,
    resolveDir: root,
    loader: 'ts',
  },
  outfile: bundle,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  logLevel: 'silent',
  // The bundle lies elsewhere: packages are found from here.
  define: { 'import.meta.dirname': JSON.stringify(root), 'import.meta.url': JSON.stringify(import.meta.url) },
  external: ['better-sqlite3'],
});
const require = createRequire(import.meta.url);
const { takeLease, releaseLease, machineHere } = require(bundle);
const Database = require('better-sqlite3');
try {
  const machine = machineHere();
  const place = { root: folder, machine, now: Date.now, sleep: () => Promise.resolve() };
  const holder = { host: machine.host, machine: machine.id, namespace: machine.namespace, boot: machine.boot, worktree: folder };
  const asked = { agent: 'bench', goal: 'x', leaseMs: 60_000, holder, needed: [{ pattern: 'x/', rule: 'r:1' }], wished: [] };
  const store = new Database(join(folder, 'floor.db'));
  store.pragma('synchronous = OFF');
  store.exec('CREATE TABLE t (k TEXT PRIMARY KEY, v TEXT)');
  const floor = [];
  const lease = [];
  for (let i = 0; i < rounds; i++) {
    let started = performance.now();
    for (const word of ['taken', 'free']) {
      store.exec('BEGIN IMMEDIATE');
      store.prepare('INSERT OR REPLACE INTO t VALUES (?, ?)').run('k', word);
      store.exec('COMMIT');
    }
    floor.push(performance.now() - started);
    started = performance.now();
    const taken = await takeLease(place, { ...asked, session: `s${i}` }, false);
    const released = await releaseLease(place, `s${i}`);
    lease.push(performance.now() - started);
    if (taken.kind !== 'granted' || released !== 'released') throw new Error(`${taken.kind}, ${released}`);
  }
  store.close();
  const worst = [...lease].sort((a, b) => a - b)[Math.floor(rounds * 0.99)];
  console.log(`lease on one machine, ${rounds} rounds: floor two transactions ${median(floor).toFixed(2)} ms`);
  console.log(
    `  acquire + release                    ${median(lease).toFixed(2).padStart(6)} ms   99 %: ${worst.toFixed(2)} ms   (goal < 20 ms)`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
