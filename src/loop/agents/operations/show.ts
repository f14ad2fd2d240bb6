import * as z from 'zod/mini';
import type { Block } from '../../../core/report.ts';
import type { Language } from '../../../core/text.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { openWorkspace } from '../../../workspace/workspace.ts';
import { isPaused } from '../../gate/paused.ts';
import { readLedger } from '../../ledger/read.ts';
import { agentCalled, broughtBy, type RosterAgent, rosterOf } from '../roster.ts';

const input = z.object({ agent: z.string().check(z.minLength(1)) });

/** `bizos agent show AGENT`. */
export const agentShow: Operation<typeof input> = {
  name: 'agent show',
  summary: {
    en: 'Mission, targets, phases, zones, sources and schedule of an agent.',
    de: 'Auftrag, Ziele, Phasen, Zonen, Quellen und Zeitplan eines Agenten.',
  },
  about: {
    en: 'As its section of bizos/AGENT_GOALS.md has them, with what is run for each row of its schedule.',
    de: 'Wie sein Abschnitt in bizos/AGENT_GOALS.md sie nennt, mit dem, was für jede Zeile seines Zeitplans läuft.',
  },
  effect: 'reads',
  input,
  fields: { agent: { value: 'AGENT', position: 0, help: { en: 'its slug or name', de: 'sein Kurzname oder Name' } } },
  examples: [{ command: 'bizos agent show crm-ops', does: { en: 'the CRM Ops agent', de: 'den CRM-Ops-Agenten' } }],
  async run(context, given) {
    const workspace = await openWorkspace(context);
    const { root, language } = workspace;
    const who = agentCalled(rosterOf(workspace, await broughtBy(context)), given.agent);
    workspace.close();
    const paused = isPaused(readLedger(root).entries, who.agent.slug);
    const { agent, file, entities, duties, problems } = who;
    return {
      exit: 0,
      json: () => ({
        schema: 'bizos.agent/1',
        agent: {
          ...agent,
          file,
          paused,
          companies: entities.map(({ slug }) => slug),
          schedule: duties.map(({ what, when, line, scans, kinds }) => ({
            what,
            when: when ?? null,
            line: line ?? null,
            scans: scans.map(({ name }) => name),
            actions: kinds.map(({ name }) => name),
          })),
        },
        problems,
      }),
      report: () => ({ title: agent.name, subtitle: agent.mission, language, blocks: blocksOf(who, paused, language) }),
    };
  },
};

function blocksOf({ agent, file, entities, duties, problems }: RosterAgent, paused: boolean, language: Language): Block[] {
  const de = language === 'de';
  const heading = (en: string, german: string): Block => ({ kind: 'heading', text: de ? german : en });
  const list = (items: readonly string[]): Block[] => (items.length === 0 ? [] : [{ kind: 'list', items }]);
  const blocks: Block[] = [
    {
      kind: 'facts',
      items: [
        { label: 'Id', value: agent.slug, note: `${file}:${agent.line}` },
        {
          label: 'Phase',
          value: `${agent.currentPhase}`,
          ...(paused && { tone: 'warn' as const, status: de ? 'angehalten' : 'paused' }),
        },
        { label: de ? 'Firmen' : 'Companies', value: entities.map(({ slug }) => slug).join(', ') || '–' },
      ],
    },
  ];
  if (agent.metrics.length > 0)
    blocks.push({
      kind: 'table',
      title: de ? 'Ziele' : 'Targets',
      columns: [
        { label: de ? 'Kennzahl' : 'Metric', flexible: true },
        { label: de ? 'Jetzt' : 'Current' },
        { label: de ? 'Ziel' : 'Target' },
      ],
      rows: agent.metrics.map(({ name, currentText, targetText }) => [name, currentText || '–', targetText || '–']),
    });
  for (const { number, title, current, does } of agent.phases)
    blocks.push(
      heading(
        `Phase ${number}${title ? `: ${title}` : ''}${current ? ' (current)' : ''}`,
        `Phase ${number}${title ? `: ${title}` : ''}${current ? ' (aktuell)' : ''}`,
      ),
      ...list(does),
    );
  blocks.push(
    heading('Write zones', 'Schreibzonen'),
    ...list(agent.writeZones.map(({ path, note }) => (note ? `${path} – ${note}` : path))),
  );
  blocks.push(heading('Data sources', 'Datenquellen'), ...list(agent.dataSources));
  if (duties.length > 0)
    blocks.push({
      kind: 'table',
      title: de ? 'Zeitplan' : 'Schedule',
      columns: [{ label: de ? 'Was' : 'What' }, { label: de ? 'Wann' : 'When' }, { label: de ? 'Läuft' : 'Runs', flexible: true }],
      rows: duties.map(({ what, when, scans, kinds }) => [
        what,
        when ?? '–',
        [...scans, ...kinds].map(({ name }) => name).join(', ') || '–',
      ]),
    });
  blocks.push({ kind: 'problems', items: problems });
  return blocks;
}
