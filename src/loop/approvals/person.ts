import { BizosError } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import { lookAtLeases } from '../../guard/leases/look.ts';
import { ancestorsOf, machineHere } from '../../guard/leases/machine.ts';
import { leasePlace } from '../../guard/sessions/place.ts';
import type { Ask, Context } from '../../workspace/operation.ts';

/** Variables that hosts of agents set for everything they start. */
const AGENT_HOSTS = ['CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT', 'CURSOR_AGENT', 'CODEX_SANDBOX', 'GEMINI_CLI', 'AIDER_CHAT'];

/**
 * The person at the terminal, to be asked. An agent can't pass: refused inside a session (by `BIZOS_SESSION`, or because a live session's process
 * is above this one), below an agent host, and without an interactive terminal. Throws BizosError (exit 3). What runs as the same user
 * could still forge a line by hand; the zone check at commit and in CI refuses that.
 */
export function personAt(context: Context, root: string): { readonly ask: Ask; readonly by: string } {
  noAgent(context, root);
  if (!context.ask) throw refused({ en: 'there is no interactive terminal', de: 'es gibt kein interaktives Terminal' });
  return { ask: context.ask, by: 'terminal' };
}

/** Refuses what an agent starts (see `personAt`), and lets scripts of people pass. Throws BizosError (exit 3). */
export function noAgent(context: Context, root: string): void {
  const { environment } = context;
  if (environment.BIZOS_SESSION)
    throw refused({
      en: `this is inside session ${environment.BIZOS_SESSION}`,
      de: `dies ist innerhalb der Sitzung ${environment.BIZOS_SESSION}`,
    });
  const host = AGENT_HOSTS.find((name) => environment[name]);
  if (host !== undefined)
    throw refused({ en: `an agent host started this (${host} is set)`, de: `ein Agenten-Host hat dies gestartet (${host} ist gesetzt)` });
  const session = sessionAbove(context, root);
  if (session !== undefined)
    throw refused({ en: `the process of session ${session} started this`, de: `der Prozess der Sitzung ${session} hat dies gestartet` });
}

/** The live session whose process is this one or above it. */
function sessionAbove(context: Context, root: string): string | undefined {
  const machine = machineHere();
  const holders = lookAtLeases(leasePlace(root, context)).leases.filter(
    ({ lease, liveness }) => liveness !== 'dead' && lease.holder.machine === machine.id,
  );
  if (holders.length === 0) return undefined;
  for (const { pid, born } of ancestorsOf(machine, process.pid)) {
    const found = holders.find(({ lease: { holder } }) => holder.process?.pid === pid && holder.process.born === born);
    if (found) return found.lease.session;
  }
  return undefined;
}

function refused(why: Text): BizosError {
  return new BizosError(
    3,
    { en: `Only a person decides here: ${why.en}.`, de: `Hier entscheidet nur ein Mensch: ${why.de}.` },
    {
      en: 'Run it yourself in a terminal outside any session; requests can be answered in Telegram, too.',
      de: 'Rufe es selbst in einem Terminal außerhalb jeder Sitzung auf; Anfragen lassen sich auch in Telegram beantworten.',
    },
  );
}
