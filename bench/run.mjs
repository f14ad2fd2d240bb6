// Runs every benchmark beside this file in turn; each prints ratios against a floor or a peer measured in the same run.
// `--short` takes small sizes, for CI; nothing here decides anything.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const passed = process.argv.slice(2);
const wanted = passed.filter((word) => !word.startsWith('-'));
const notBenches = new Set(['run.mjs', 'measure-process.mjs', 'make-deals.mjs', 'make-documents.mjs', 'duckdb-peer.mjs']);
for (const name of readdirSync(here)
  .filter((file) => file.endsWith('.mjs') && !notBenches.has(file))
  .sort()) {
  if (wanted.length > 0 && !wanted.some((word) => name.startsWith(word))) continue;
  console.log(`\n# ${name.replace('.mjs', '')}`);
  spawnSync(process.execPath, [join(here, name), ...passed.filter((word) => word.startsWith('-'))], { stdio: 'inherit' });
}
