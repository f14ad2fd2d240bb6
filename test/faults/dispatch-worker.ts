import { appendFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Channel } from '../../src/channels/channel.ts';
import { openWebhook } from '../../src/channels/webhook.ts';
import { dispatchDue } from '../../src/loop/dispatch/send.ts';
import { draft, POLICY, plan, world } from '../loop/fixture.ts';
import { killAtStep, stepsTaken } from './kill-steps.ts';

/** What a worker is asked for, as JSON in its one argument. */
export interface DispatchWork {
  readonly roots: readonly string[];
  /**
   * `plan`: plans messages, sends nothing. The others dispatch what is planned: `keys` through the real file channel, which takes keys; `hook`
   * through the real webhook, which takes keys, at the address with the root's name behind it; `log` through a channel without keys, whose other
   * side is the file `other-side` of the root: every send a line.
   */
  readonly mode: 'plan' | 'keys' | 'hook' | 'log';
  readonly messages?: number;
  readonly url?: string;
  /** Killed at this step; undefined: never. Without a kill the number of steps is printed. */
  readonly step?: number;
  /** Killed right after the K-th send of `log`, before it can write down what it did. */
  readonly send?: number;
}

const work = JSON.parse(process.argv[2]) as DispatchWork;
const message = (n: number) =>
  draft({ occasion: `o${n}`, channel: 'file', message: { to: ['file'], blocks: [{ kind: 'text', text: `Message ${n}` }] } });
const policy = { ...POLICY, gates: POLICY.gates.map((row) => ({ ...row, daily: null })) };

let sends = 0;
const log = (root: string): Channel => ({
  name: 'log',
  takesKeys: false,
  async send(_message, key) {
    appendFileSync(join(root, 'other-side'), `${key}\n`);
    if (++sends === work.send) process.kill(process.pid, 'SIGKILL');
    return { state: 'sent', reference: key.slice(0, 8) };
  },
  test: async () => ({ state: 'sent', reference: '' }),
  close: async () => undefined,
});
const hook = (root: string) =>
  openWebhook('file', {
    policy: { url: `${work.url}/${basename(root)}` },
    secret: () => 'whsec-0123456789abcdef',
    now: () => Date.now(),
  });

if (work.step !== undefined) killAtStep(work.step);
for (const root of work.roots) {
  if (work.mode === 'plan') for (let n = 0; n < (work.messages ?? 0); n++) plan(root, message(n));
  else {
    const open = { keys: undefined, hook: async () => hook(root), log: async () => log(root) }[work.mode];
    await dispatchDue(world(root, open ? { open, policy } : { policy }));
  }
}
if (work.step !== undefined) process.stdout.write(String(stepsTaken()));
