import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { runAgent } from '../run.ts';
import { runJson } from '../run-json.ts';
import { runReport } from '../run-report.ts';

const input = z.object({
  agent: z.string().check(z.minLength(1)),
  entity: z.optional(z.string()),
  duty: z.optional(z.array(z.string().check(z.minLength(1)))),
  dryRun: z._default(z.boolean(), false),
  asOf: z.optional(z.string()),
  channel: z.optional(z.string()),
  offline: z._default(z.boolean(), false),
});

/** `bizos agent run AGENT`. */
export const agentRun: Operation<typeof input> = {
  name: 'agent run',
  summary: {
    en: 'Run an agent once: scan, plan, pass the gate, send, write it down.',
    de: 'Lässt einen Agenten einmal laufen: prüfen, planen, durchs Tor, senden, festhalten.',
  },
  about: {
    en: 'Opens a session under the guard, scans the companies of its scope, updates the findings, plans actions and lets leave what the gate allows. What a person must decide waits in bizos approvals. Everything stands in the ledger. Exit code 8: something waits for you.',
    de: 'Öffnet eine Sitzung unter der Wache, prüft die Firmen seines Bereichs, schreibt die Befunde fort, plant Aktionen und lässt hinaus, was das Tor erlaubt. Was ein Mensch entscheiden muss, wartet in bizos approvals. Alles steht im Ledger. Exit-Code 8: Etwas wartet auf dich.',
  },
  effect: 'sends',
  input,
  fields: {
    agent: { value: 'AGENT', position: 0, help: { en: 'its slug or name', de: 'sein Kurzname oder Name' } },
    entity: { value: 'SLUG', help: { en: 'only this company of its scope', de: 'nur diese Firma seines Bereichs' } },
    duty: {
      value: 'ROW',
      help: { en: 'only this row of its schedule; repeatable', de: 'nur diese Zeile seines Zeitplans; mehrfach möglich' },
    },
    dryRun: { help: { en: 'show what it would do; write and send nothing', de: 'zeigen, was es täte; nichts schreiben, nichts senden' } },
    asOf: { value: 'DATE', help: { en: 'look from this date (end of that day)', de: 'von diesem Datum aus sehen (Ende des Tages)' } },
    channel: {
      value: 'NAME',
      help: {
        en: 'send everything through this channel instead (file)',
        de: 'alles stattdessen durch diesen Kanal senden (file)',
      },
    },
    offline: {
      help: {
        en: 'do not ask the remote whether it runs elsewhere',
        de: 'das Remote nicht fragen, ob er anderswo läuft',
      },
    },
  },
  examples: [
    { command: 'bizos agent run crm-ops --dry-run', does: { en: 'look first', de: 'erst ansehen' } },
    { command: 'bizos agent run crm-ops --channel file', does: { en: 'everything into files', de: 'alles in Dateien' } },
    { command: 'bizos agent run crm-ops --duty "Won and lost"', does: { en: 'one row of its schedule', de: 'eine Zeile des Zeitplans' } },
  ],
  async run(context, given) {
    const { agent, entity, duty, dryRun: dry, asOf, channel, offline } = given;
    const run = await runAgent(context, { agent, entity, duties: duty, dry, asOf, channel, offline });
    const waits = run.counts.held + run.counts.unknown > 0;
    return { exit: waits ? 8 : 0, json: () => runJson(run), report: () => runReport(run) };
  },
};
