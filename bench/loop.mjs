// The loop's own cost: ten thousand findings in one run, from the scan's result to the message and the ledger, without the scan itself. Against
// a floor that hashes and writes as many bytes in one go, with one fsync. Each in a fresh process.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  cpSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { median } from './measure-process.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));
const short = process.argv.includes('--short');
const MORNING = Date.parse('2026-11-20T04:00:00Z');
const DAY = 86_400_000;

/** Findings as a scan of a large company would bring them: forty owners, a few severities. */
function findings(count, { findingId }, severity) {
  return Array.from({ length: count }, (_, n) => ({
    id: findingId('pipeline', 'solartech', 'stalled', `PD-${n}`),
    rule: 'stalled',
    severity: severity ?? (n % 7 === 0 ? 'critical' : 'high'),
    subject: { kind: 'deal', id: `PD-${n}`, name: `Deal ${n} of somebody` },
    summary: { en: `stands still for ${n} days`, de: `steht seit ${n} Tagen` },
    evidence: { days: n },
    owner: `Owner ${n % 40}`,
    group: `Owner ${n % 40}`,
    worth: n * 100,
  }));
}

async function runCold(bundle, root, count) {
  const { runRound, openWorkspace, agentPolicy, alertKind, findingId, kinds } = await import(pathToFileURL(bundle).href);
  const times = {};
  const round = async (name, moment, found, dry = false) => {
    const context = {
      cwd: root,
      environment: { HOME: root, PATH: process.env.PATH },
      now: () => moment,
      localeLanguage: 'en',
      kinds,
      explanations: async () => [],
      stdin: 0,
      progress: () => undefined,
    };
    const workspace = await openWorkspace(context);
    const policy = agentPolicy(workspace);
    const scans = [{ scan: 'pipeline', entity: 'solartech', findings: found }];
    const [started, before] = [performance.now(), process.cpuUsage()];
    const done = await runRound(context, workspace, {
      agent: 'crm-ops',
      phase: 1,
      run: `r${moment}`,
      policy,
      kinds: [alertKind],
      scans,
      moment,
      dry,
    });
    const { user, system } = process.cpuUsage(before);
    times[name] = { wall: performance.now() - started, cpu: (user + system) / 1000 };
    workspace.close();
    return done;
  };
  const first = await round('all new', MORNING, findings(count, { findingId }));
  await round('all still there', MORNING + DAY, findings(count, { findingId }));
  await round('all worse', MORNING + 2 * DAY, findings(count, { findingId }, 'critical'));
  await round('all gone', MORNING + 3 * DAY, []);
  const message = join(
    root,
    '.bizos/outgoing',
    readdirSync(join(root, '.bizos/outgoing')).find((name) => name.endsWith('.txt')),
  );
  const folders = ['_SESSIONS/ledger', '_INBOX/ledger'].map((folder) => join(root, folder));
  const bytes = folders
    .flatMap((folder) => readdirSync(folder).map((name) => statSync(join(folder, name)).size))
    .reduce((a, b) => a + b, 0);
  console.log(
    JSON.stringify({
      times,
      told: first.taken.tell.length,
      sent: first.dispatched.sent.length,
      characters: readFileSync(message, 'utf8').length,
      bytes,
    }),
  );
}

function floor(root, bytes, lines) {
  const line = Buffer.alloc(Math.ceil(bytes / lines), 0x61);
  const started = performance.now();
  const fd = openSync(join(root, 'floor'), 'w');
  for (let n = 0; n < lines; n++) {
    createHash('sha256').update(line).digest('hex');
    writeSync(fd, line);
  }
  fsyncSync(fd);
  closeSync(fd);
  return performance.now() - started;
}

async function runAll() {
  const folder = mkdtempSync(join(tmpdir(), 'bizos-bench-'));
  const scripts = join(here, 'dist.faults');
  mkdirSync(scripts, { recursive: true });
  const bundle = join(scripts, `bench-loop-${process.pid}.mjs`);
  try {
    const from = (path) => JSON.stringify(join(here, 'src', path));
    await build({
      stdin: {
        contents: [
          `export { runRound } from ${from('loop/round.ts')};`,
          `export { openWorkspace } from ${from('workspace/workspace.ts')};`,
          `export { agentPolicy } from ${from('loop/policy/needed.ts')};`,
          `export { alertKind } from ${from('loop/actions/alert-kind.ts')};`,
          `export { findingId } from ${from('core/finding.ts')};`,
          `export { kinds } from ${from('business/kinds.ts')};`,
        ].join('\n'),
        resolveDir: here,
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      outfile: bundle,
      logLevel: 'error',
      loader: { '.md': 'text' },
    });
    for (const count of short ? [1000] : [1000, 10_000]) {
      const runs = Array.from({ length: short ? 3 : 5 }, (_, n) => {
        const root = join(folder, `${count}-${n}`);
        mkdirSync(root);
        for (const part of ['bizos', 'cto-brain', '_SESSIONS']) cpSync(join(here, part), join(root, part), { recursive: true });
        spawnSync('git', ['init', '-q'], { cwd: root });
        const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--cold', bundle, root, String(count)], {
          encoding: 'utf8',
        });
        if (child.status !== 0) throw new Error(child.stderr);
        const said = JSON.parse(child.stdout);
        return { ...said, floor: floor(root, said.bytes, count * 3) };
      });
      const [{ told, sent, characters, bytes }] = runs;
      const ground = median(runs.map((run) => run.floor));
      console.log(
        `${count} findings: ${told} told in ${sent} message of ${characters} characters; ${(bytes / 1e6).toFixed(1)} MB of ledger; floor ${ground.toFixed(0)} ms`,
      );
      for (const name of Object.keys(runs[0].times)) {
        const [wall, cpu] = ['wall', 'cpu'].map((what) => median(runs.map(({ times }) => times[name][what])));
        console.log(`  ${name.padEnd(16)} ${wall.toFixed(0).padStart(6)} ms (CPU ${cpu.toFixed(0)})   ${(wall / ground).toFixed(1)} x`);
      }
      if (count === 10_000) console.log('  (goal: every round below 2,000 ms; on a busy machine the CPU tells)');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(bundle, { force: true });
  }
}

if (process.argv[2] === '--cold') await runCold(process.argv[3], process.argv[4], Number(process.argv[5]));
else await runAll();
