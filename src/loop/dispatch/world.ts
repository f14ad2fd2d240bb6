import type { Channel } from '../../channels/channel.ts';
import type { ActionRules, Autonomy } from '../../core/action.ts';
import type { BizosError, Problem } from '../../core/problem.ts';
import { machineHere } from '../../guard/leases/machine.ts';
import type { EntryData } from '../ledger/entries/index.ts';
import type { LedgerPlace } from '../ledger/ledger.ts';
import type { AgentPolicy } from '../policy/policy.ts';
import { openNamedChannel } from './channels.ts';

/** What it takes to open the channels of a tree. */
export interface OpeningWorld {
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  now(): number;
  /** Opens a channel of the policy; where not given, the real one. */
  open?(name: string): Promise<Channel>;
}

/** What it takes to let actions of an agent leave. `who` of the place is the agent's slug. */
export interface DispatchWorld extends LedgerPlace, OpeningWorld {
  readonly root: string;
  readonly phase: Autonomy;
  readonly policy: AgentPolicy;
  readonly kinds: readonly ActionRules[];
  /** IANA name: a daily limit is of a day on this clock. */
  readonly timeZone: string;
  now(): number;
}

type Holder = EntryData<'dispatch'>['holder'];

/** This process, as the ledger names who is sending. */
export function holderHere(): Holder {
  const machine = machineHere();
  return { boot: machine.boot.slice(0, 64), pid: process.pid, born: (machine.look(process.pid)?.born ?? '').slice(0, 64) };
}

/** Whether the process that was sending is still at it, on this machine, in this boot. */
export function isRunning({ boot, pid, born }: Holder): boolean {
  const machine = machineHere();
  return boot === machine.boot.slice(0, 64) && machine.runs({ pid, born }) !== false;
}

/** Channels by name, each opened once. */
export class OpenChannels {
  private readonly opened = new Map<string, Channel>();

  constructor(private readonly world: OpeningWorld) {}

  async get(name: string): Promise<Channel> {
    const known = this.opened.get(name);
    if (known) return known;
    const { open, root } = this.world;
    const channel = open ? await open(name) : await openNamedChannel(root, name, this.world);
    this.opened.set(name, channel);
    return channel;
  }

  async close(): Promise<void> {
    for (const channel of this.opened.values()) await channel.close();
  }
}

/** What to say where a channel of the policy can't be opened. */
export function notOpen(channel: string, error: BizosError): Problem {
  return {
    code: 'channel-not-open',
    level: 'error',
    message: {
      en: `Channel ${channel} can't be opened: ${error.text.en}`,
      de: `Kanal ${channel} lässt sich nicht öffnen: ${error.text.de}`,
    },
    remedy: error.hint ?? { en: `Try it: bizos channel test ${channel}`, de: `Probiere ihn aus: bizos channel test ${channel}` },
  };
}
