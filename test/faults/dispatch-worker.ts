import { appendFileSync } from 'node:fs';
import type { Channel } from '../../src/channels/channel.ts';
import { openWebhook } from '../../src/channels/webhook.ts';
import { dispatchDue } from '../../src/loop/dispatch/send.ts';
import { draft, POLICY, plan, world } from '../loop/fixture.ts';

/**
 * A process that dispatches, to be killed: `plan N`, `keys` (the real file channel, which takes keys) or `log FILE [K]` (a channel without keys: every
 * send is a line in a file that is the other side; right after the K-th the process dies, before it can write down what it did), or `hook URL` (the
 * real webhook, which takes keys).
 */
const [root, mode, ...rest] = process.argv.slice(2);
const way = (n: number) =>
  draft({ occasion: `o${n}`, channel: 'file', message: { to: ['file'], blocks: [{ kind: 'text', text: `Message ${n}` }] } });

if (mode === 'plan') for (let n = 0; n < Number(rest[0]); n++) plan(root, way(n));
else {
  let sends = 0;
  const log: Channel = {
    name: 'log',
    takesKeys: false,
    async send(_message, key) {
      appendFileSync(rest[0], `${key}\n`);
      if (++sends === Number(rest[1])) process.kill(process.pid, 'SIGKILL');
      return { state: 'sent', reference: key.slice(0, 8) };
    },
    test: async () => ({ state: 'sent', reference: '' }),
    close: async () => undefined,
  };
  const hook = () => openWebhook('file', { policy: { url: rest[0] }, secret: () => 'whsec-0123456789abcdef', now: () => Date.now() });
  const open = mode === 'log' ? async () => log : mode === 'hook' ? hook : undefined;
  const policy = { ...POLICY, gates: POLICY.gates.map((row) => ({ ...row, daily: null })) };
  await dispatchDue(world(root, open ? { open, policy } : { policy }));
}
