/**
 * A holder that takes a lease, says so by a file, waits for another one, and then publishes a commit under its lease.
 *
 *     node lease-publisher.cjs ROOT LEASE_MS READY GO RESULT
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { machineHere } from '../../src/guard/leases/machine.ts';
import { publishWith } from '../../src/guard/leases/renew.ts';
import { takeLease } from '../../src/guard/leases/take.ts';

const [root, leaseMs, ready, go, result] = process.argv.slice(2);

function git(...words: string[]): string {
  const identity = {
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.org',
  };
  return spawnSync('git', words, { cwd: root, encoding: 'utf8', env: { ...process.env, ...identity } }).stdout.trim();
}

async function main(): Promise<void> {
  const machine = machineHere();
  const place = { root, machine, now: () => Date.now(), sleep: (ms: number) => wait(ms) };
  const self = machine.look(process.pid);
  const { host, id, namespace, boot } = machine;
  const taken = await takeLease(
    place,
    {
      session: 'stopped',
      agent: 'crm-ops',
      goal: 'x',
      leaseMs: Number(leaseMs),
      holder: { host, machine: id, namespace, boot, worktree: root, ...(self ? { process: { pid: self.pid, born: self.born } } : {}) },
      needed: [{ pattern: 'x/', rule: 'r:1' }],
      wished: [],
    },
    false,
  );
  if (taken.kind !== 'granted') throw new Error(taken.kind);
  writeFileSync(ready, String(taken.lease.token));
  while (!existsSync(go)) await wait(20);
  const before = git('rev-parse', 'HEAD');
  git('commit', '-q', '--allow-empty', '-m', 'work of the one that was stopped');
  const done = await publishWith(place, taken.lease, [{ ref: 'refs/heads/main', before, after: git('rev-parse', 'HEAD') }]);
  writeFileSync(result, JSON.stringify(done));
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 9;
});
