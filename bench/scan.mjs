// `bizos scan pipeline` from a cold cache, process start included, against the same metrics in DuckDB's own process; and on an
// export that was already seen. Seeded exports of 20 columns.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, peakMemory } from './measure-process.mjs';

const here = import.meta.dirname;
const short = process.argv.includes('--short');
const bizos = join(here, '..', 'bin', 'bizos.js');
const folder = mkdtempSync(join(tmpdir(), 'bizos-scan-'));
mkdirSync(join(folder, 'bizos'));
writeFileSync(join(folder, 'bizos', 'STRUCTURE.md'), '# Structure\n');
try {
  for (const count of short ? [1000, 20_000] : [1000, 100_000, 1_000_000]) {
    const file = join(folder, `deals-${count}.csv`);
    spawnSync(process.execPath, [join(here, 'make-deals.mjs'), String(count), file], { stdio: 'inherit' });
    const scan = [process.execPath, bizos, 'scan', 'pipeline', '--as-of', '2026-02-10', '--input', file];
    const goal = count <= 100_000 ? '< 1 x' : '<= 2 x';
    const forget = () => rmSync(join(folder, '.bizos'), { recursive: true, force: true });
    compare(
      `${count} deals`,
      { name: 'DuckDB', command: [process.execPath, join(here, 'duckdb-peer.mjs'), file] },
      [{ name: 'bizos scan pipeline, cold', command: scan, cwd: folder, goal, before: forget }],
      short ? 3 : 7,
    );
    compare(
      `${count} deals, seen`,
      { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
      [{ name: 'bizos scan pipeline, seen before', command: scan, cwd: folder, goal: '<= 300 ms' }],
      short ? 3 : 7,
    );
    forget();
    const cold = peakMemory(scan, { cwd: folder });
    const seen = peakMemory(scan, { cwd: folder });
    console.log(`${count} deals: peak memory ${cold.toFixed(0)} MB cold, ${seen.toFixed(0)} MB seen before   (goal < 400 MB)`);
    rmSync(file);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
