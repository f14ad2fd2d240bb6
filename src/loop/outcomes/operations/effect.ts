import * as z from 'zod/mini';
import type { Block } from '../../../core/report.ts';
import type { Language } from '../../../core/text.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { openWorkspace } from '../../../workspace/workspace.ts';
import { agentCalled, broughtBy, rosterOf } from '../../agents/roster.ts';
import { isRunning } from '../../dispatch/world.ts';
import { readLedger } from '../../ledger/read.ts';
import { openDrafts } from '../../outbox/drafts.ts';
import { foldOutbox } from '../../outbox/state.ts';
import { agentPolicy, neededSetting } from '../../policy/needed.ts';
import { scanCompanies } from '../../runs/scan-companies.ts';
import { BECAME, type Became } from '../became.ts';
import { type Effect, effectsOf } from '../effect.ts';
import { actedOn } from '../note.ts';

const input = z.object({ agent: z.optional(z.string().check(z.minLength(1), z.maxLength(119))) });

const WORDS: Readonly<Record<Became, readonly [string, string]>> = {
  won: ['won', 'gewonnen'],
  lost: ['lost', 'verloren'],
  moved: ['moved on', 'weitergekommen'],
  worse: ['moved back', 'zurückgefallen'],
  answered: ['answered', 'beantwortet'],
  nothing: ['nothing', 'nichts'],
};

/** `bizos agent effect [AGENT]`. */
export const agentEffect: Operation<typeof input> = {
  name: 'agent effect',
  summary: {
    en: 'What became of what the agents did, beside what got none.',
    de: 'Was aus dem wurde, was die Agenten taten, neben dem Übrigen.',
  },
  about: {
    en: 'Progress is a record that moved on or was won within the time of the policy ("Outcome after"). Others are records that were open in the same stage at the same moment and were left alone. Nobody drew lots: a difference may have other reasons. Below the sample of the policy ("Effect sample") it says "too few".',
    de: 'Fortschritt ist ein Datensatz, der in der Zeit der Policy („Ausgang nach“) weiterkam oder gewonnen wurde. Übrige sind Datensätze, die im selben Augenblick in derselben Stufe offen waren und in Ruhe gelassen wurden. Niemand hat gelost: Ein Unterschied kann andere Gründe haben. Unter der Stichprobe der Policy („Stichprobe der Wirkung“) steht „zu wenige“.',
  },
  effect: 'reads',
  input,
  fields: {
    agent: {
      value: 'AGENT',
      position: 0,
      help: { en: 'its slug; all agents where not given', de: 'sein Kurzname; ohne Angabe alle Agenten' },
    },
  },
  examples: [{ command: 'bizos agent effect crm-ops', does: { en: 'whether its follow-ups help', de: 'ob seine Nachfassmails helfen' } }],
  async run(context, { agent }) {
    const workspace = await openWorkspace(context);
    try {
      const { root, language } = workspace;
      const policy = agentPolicy(workspace);
      const [outcomeMs, sample] = [neededSetting(policy, 'outcomeMs'), neededSetting(policy, 'effectSample')];
      const roster = rosterOf(workspace, await broughtBy(context));
      const asked = agent === undefined ? roster : [agentCalled(roster, agent)];
      const { entries, problems } = readLedger(root);
      const actions = [...foldOutbox(entries, isRunning).values()];
      const drafts = openDrafts(root);
      const said = [...problems];
      const effects: (Effect & { agent: string })[] = [];
      for (const { agent: who, entities, duties } of asked) {
        const acted = actedOn(who.slug, policy, actions, drafts);
        if (acted.length === 0) continue;
        const scans = [...new Set(duties.flatMap(({ scans: all }) => all))];
        const scanned = await scanCompanies(context, workspace, entities, scans, undefined);
        said.push(...scanned.problems);
        const companies = scanned.companies.flatMap(({ entity, records }) => (records ? [{ entity, records }] : []));
        effects.push(...effectsOf(acted, companies, outcomeMs, sample).map((one) => ({ agent: who.slug, ...one })));
      }
      return {
        exit: 0,
        json: () => ({ schema: 'bizos.agent-effect/1', outcomeMs, sample, effects, problems: said }),
        report: () => ({
          title: language === 'de' ? 'Wirkung' : 'Effect',
          language,
          blocks: [
            ...(effects.length === 0 ? [nothing(language)] : blocksOf(effects, sample, language)),
            ...(said.length > 0 ? [{ kind: 'problems' as const, items: said }] : []),
          ],
        }),
      };
    } finally {
      workspace.close();
    }
  },
};

function nothing(language: Language): Block {
  const text =
    language === 'de'
      ? 'Noch ging nichts an jemanden hinaus, das von einem Datensatz handelt (Dateien zählen nicht).'
      : 'Nothing about a record has reached anybody yet (files do not count).';
  return { kind: 'text', tone: 'quiet', text };
}

function blocksOf(effects: readonly (Effect & { readonly agent: string })[], sample: number, language: Language): Block[] {
  const german = language === 'de';
  const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
  const points = (difference: number): string => `${difference < 0 ? '−' : '+'}${Math.abs(difference * 100).toFixed(0)}`;
  const few = german ? `zu wenige (unter ${sample})` : `too few (below ${sample})`;
  return effects.flatMap(({ act, entity, stage, acted, others, uplift, became, pending }): Block[] => {
    const part = ({ n, progressed, interval }: Effect['acted']): string =>
      interval
        ? `${progressed}/${n} = ${percent(progressed / n)} (${percent(interval[0])} – ${percent(interval[1])})`
        : german
          ? 'keine'
          : 'none';
    const counts = BECAME.filter((word) => became[word] !== undefined).map((word) => `${became[word]} ${WORDS[word][german ? 1 : 0]}`);
    return [
      { kind: 'heading', text: `${act} · ${entity}${stage === '' ? '' : ` · ${stage}`}` },
      {
        kind: 'list',
        items: [
          `${german ? 'Mit Aktion' : 'With an action'}: ${part(acted)}`,
          `${german ? 'Ohne' : 'Without'}: ${part(others)}`,
          `${german ? 'Unterschied' : 'Difference'}: ${uplift ? `${points(uplift.difference)} (${points(uplift.interval[0])} – ${points(uplift.interval[1])}) ${german ? 'Prozentpunkte' : 'percentage points'}` : few}`,
          ...(counts.length > 0 ? [`${german ? 'Danach' : 'Afterwards'}: ${counts.join(', ')}`] : []),
          ...(pending > 0 ? [german ? `${pending} noch nicht lange genug her` : `${pending} not long enough ago yet`] : []),
        ],
      },
    ];
  });
}
