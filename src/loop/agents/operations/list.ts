import * as z from 'zod/mini';
import type { Language } from '../../../core/text.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { openWorkspace } from '../../../workspace/workspace.ts';
import { momentWords } from '../../approvals/moment-words.ts';
import { pausedAgents } from '../../gate/paused.ts';
import type { LedgerEntry } from '../../ledger/entries/index.ts';
import { readLedger } from '../../ledger/read.ts';
import { broughtBy, rosterOf } from '../roster.ts';

const input = z.object({});

/** `bizos agent list`. */
export const agentList: Operation<typeof input> = {
  name: 'agent list',
  summary: {
    en: 'The agents, how far each may go, and when it ran last.',
    de: 'Die Agenten, wie weit jeder gehen darf und wann er zuletzt lief.',
  },
  about: {
    en: 'An agent is its section of bizos/AGENT_GOALS.md. What nothing here can do yet is listed with "–".',
    de: 'Ein Agent ist sein Abschnitt in bizos/AGENT_GOALS.md. Was noch nichts hier kann, steht mit „–“ da.',
  },
  effect: 'reads',
  input,
  fields: {},
  examples: [{ command: 'bizos agent list', does: { en: 'all agents', de: 'alle Agenten' } }],
  async run(context) {
    const workspace = await openWorkspace(context);
    const { root, language, timeZone } = workspace;
    const roster = rosterOf(workspace, await broughtBy(context));
    workspace.close();
    const { entries, problems } = readLedger(root);
    const paused = pausedAgents(entries);
    const rows = roster.map(({ agent, entities, duties }) => ({
      agent: agent.slug,
      name: agent.name,
      phase: agent.currentPhase,
      companies: entities.map(({ slug }) => slug),
      does: duties.filter(({ scans, kinds }) => scans.length + kinds.length > 0).map(({ what }) => what),
      paused: paused.has('*') || paused.has(agent.slug),
      lastRun: lastRun(entries, agent.slug),
    }));
    return {
      exit: 0,
      json: () => ({ schema: 'bizos.agents/1', agents: rows, problems }),
      report: () => ({
        title: language === 'de' ? 'Agenten' : 'Agents',
        language,
        blocks: [
          {
            kind: 'table',
            columns: WORDS[language].map((label, i) => ({ label, ...(i === 4 && { flexible: true }) })),
            rows: rows.map(({ agent, phase, companies, does, paused: off, lastRun: last }) => [
              agent,
              off ? `${phase} (${language === 'de' ? 'angehalten' : 'paused'})` : String(phase),
              String(companies.length),
              last ? momentWords(Date.parse(last), timeZone) : '–',
              does.join(', ') || '–',
            ]),
          },
          { kind: 'problems', items: problems },
        ],
      }),
    };
  },
};

const WORDS: Readonly<Record<Language, readonly string[]>> = {
  en: ['Agent', 'Phase', 'Companies', 'Last run', 'Does'],
  de: ['Agent', 'Phase', 'Firmen', 'Letzter Lauf', 'Tut'],
};

/** When an agent's last run ended, as an instant; null: never. */
function lastRun(entries: readonly LedgerEntry[], agent: string): string | null {
  const at = Math.max(...entries.filter((entry) => entry.kind === 'run-end' && entry.data.agent === agent).map((entry) => entry.at));
  return Number.isFinite(at) ? new Date(at).toISOString() : null;
}
