// Times whole processes in turn (A B A B …), so that a machine which slows down slows both; prints medians and ratios.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Node reads the certificates that this names at every start, which takes at least twice as long as all else that it does then: it would hide what is
// measured, in the floor and in the subject.
delete process.env.NODE_EXTRA_CA_CERTS;

/** Wall seconds of one run of `[command, ...arguments]`. Throws when it fails, unless the exit code is expected. */
export function runOnce(command, { cwd, env, codes = [0] } = {}) {
  const started = performance.now();
  const { status, stderr, signal } = spawnSync(command[0], command.slice(1), {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const seconds = (performance.now() - started) / 1000;
  if (!codes.includes(status)) throw new Error(`${command.join(' ')}: exit ${status ?? signal}\n${stderr}`);
  return seconds;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * Runs subjects and their floor alternately and prints one line a subject: median seconds and the ratio to the floor, pair by pair.
 * `before` is called ahead of every run of that subject, outside the clock.
 */
export function compare(title, floor, subjects, runs = 7) {
  const times = new Map([[floor, []], ...subjects.map((subject) => [subject, []])]);
  for (let round = -1; round < runs; round++) {
    for (const [entry, list] of times) {
      entry.before?.();
      const seconds = runOnce(entry.command, entry);
      if (round >= 0) list.push(seconds);
    }
  }
  const base = times.get(floor);
  console.log(`${title}: floor ${floor.name} ${(median(base) * 1000).toFixed(0)} ms`);
  for (const subject of subjects) {
    const list = times.get(subject);
    const ratio = median(list.map((seconds, i) => seconds / base[i]));
    console.log(
      `  ${subject.name.padEnd(36)} ${(median(list) * 1000).toFixed(0).padStart(6)} ms   ${ratio.toFixed(2)} x${subject.goal ? `   (goal ${subject.goal})` : ''}`,
    );
  }
}

/** The most memory (resident, all threads, in MB) that one run of a program of node takes. */
export function peakMemory(command, { cwd, env } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bizos-bench-'));
  const file = join(folder, 'peak');
  const note = `import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(file)},String(process.resourceUsage().maxRSS)));`;
  try {
    const options = `--import=data:text/javascript,${encodeURIComponent(note)}`;
    runOnce(command, { cwd, env: { ...env, NODE_OPTIONS: options } });
    return Number(readFileSync(file, 'utf8')) / 1024;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
