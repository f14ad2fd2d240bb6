/**
 * A process that takes and gives back one lease, over and over. While it holds it, it makes a link that may not be there yet: whatever
 * the leases say, two holders at once would find each other's. Every grant goes into a log of its own: `token`; how often it was refused
 * into `LOG-refused` in the end. It rests for REST_MS, more or less, before it asks again.
 *
 *     node lease-worker.cjs ROOT ROUNDS NAME LOG WITNESS LEASE_MS REST_MS
 */
import { openSync, readlinkSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { LeasePlace } from '../../src/guard/leases/contact.ts';
import { releaseLease } from '../../src/guard/leases/free.ts';
import { machineHere } from '../../src/guard/leases/machine.ts';
import { takeLease } from '../../src/guard/leases/take.ts';

const [root, rounds, name, log, witness, leaseMs, restMs] = process.argv.slice(2);
const machine = machineHere();
const place: LeasePlace = { root, machine, now: () => Date.now(), sleep: (ms) => wait(ms) };
const self = machine.look(process.pid);

const INSIDE = `${witness}/inside`;

/** A link is made and says who made it in one step. A dead one's is in nobody's way; a living one's is what must never be met. */
function enter(): void {
  try {
    symlinkSync(String(process.pid), INSIDE);
  } catch {
    const other = Number(readlinkSync(INSIDE));
    if (machine.look(other)) throw new Error(`two holders: ${process.pid} and ${other}`);
    rmSync(INSIDE);
    symlinkSync(String(process.pid), INSIDE);
  }
}

async function main(): Promise<void> {
  const out = openSync(log, 'a');
  let refused = 0;
  for (let round = 0; round < Number(rounds); round++) {
    const session = `${name}-${process.pid}-${round}`;
    const asked = {
      session,
      agent: name,
      goal: 'x',
      leaseMs: Number(leaseMs),
      holder: {
        host: machine.host,
        machine: machine.id,
        namespace: machine.namespace,
        boot: machine.boot,
        worktree: root,
        ...(self ? { process: { pid: self.pid, born: self.born } } : {}),
      },
      ...(self ? { starter: { pid: self.pid, born: self.born } } : {}),
      needed: [{ pattern: 'x/', rule: 'r:1' }],
      wished: [],
    };
    let taken = await takeLease(place, asked, false);
    while (taken.kind === 'refused') {
      refused++;
      await wait(Number(restMs) * (0.2 + Math.random()));
      taken = await takeLease(place, asked, false);
    }
    if (taken.kind !== 'granted') throw new Error(`${taken.kind}: ${taken.why}`);
    enter();
    writeSync(out, `${taken.lease.token}\n`);
    rmSync(INSIDE);
    const released = await releaseLease(place, session);
    if (released !== 'released') throw new Error(`release: ${released}`);
  }
  writeFileSync(`${log}-refused`, String(refused));
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 9;
});
