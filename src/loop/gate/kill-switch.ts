import * as z from 'zod/mini';
import { BizosError } from '../../core/problem.ts';
import type { Language } from '../../core/text.ts';
import type { AgentGoals } from '../../tree/kinds/agent-goals.ts';
import type { Context, Outcome } from '../../workspace/operation.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { appendEntries } from '../ledger/ledger.ts';
import { readLedger } from '../ledger/read.ts';
import { pausedAgents } from './paused.ts';

/** What both ends of the switch take. */
export const switchInput = z.object({
  agent: z.optional(z.string().check(z.minLength(1), z.maxLength(119))),
  why: z.optional(z.string().check(z.minLength(1), z.maxLength(300))),
});

/** Both fields, as the surfaces show them. */
export const switchFields = {
  agent: {
    value: 'AGENT',
    position: 0,
    help: { en: 'its slug; all agents where not given', de: 'sein Kurzname; ohne Angabe alle Agenten' },
  },
  why: { value: 'WORDS', help: { en: 'why, for the ledger (nothing personal)', de: 'warum, für das Ledger (nichts Persönliches)' } },
} as const;

/** The tree that the switch belongs to, and the agent it is for (`*`: all). Throws BizosError (exit 2) for an agent that there is not. */
export async function switchFor(context: Context, agent: string | undefined): Promise<{ root: string; language: Language; slug: string }> {
  const workspace = await openWorkspace(context);
  try {
    const { root, language } = workspace;
    const slugs = workspace.documents<AgentGoals>('agent-goals').flatMap(({ value }) => value.agents.map(({ slug }) => slug));
    const slug = agent?.toLowerCase() ?? '*';
    if (slug === '*' || slugs.includes(slug)) return { root, language, slug };
    throw new BizosError(
      2,
      { en: `There is no agent "${agent}".`, de: `Es gibt keinen Agenten „${agent}“.` },
      {
        en: `Agents: ${slugs.join(', ')}; without a name the switch is for all.`,
        de: `Agenten: ${slugs.join(', ')}; ohne Namen gilt der Schalter für alle.`,
      },
    );
  } finally {
    workspace.close();
  }
}

/** Throws the switch and says how things stand then. */
export function throwSwitch(
  context: Context,
  { root, language, slug }: { readonly root: string; readonly language: Language; readonly slug: string },
  line: { readonly paused: boolean; readonly by: string; readonly why?: string },
): Outcome {
  appendEntries({ root, who: 'people', now: () => context.now() }, [{ kind: 'pause', data: { agent: slug, ...line } }]);
  const still = [...pausedAgents(readLedger(root).entries)].sort();
  const stands = still.includes('*') || (slug !== '*' && still.includes(slug));
  return {
    exit: 0,
    json: () => ({ schema: 'bizos.agent-pause/1', agent: slug, paused: line.paused, by: line.by, allPaused: still }),
    report: () => ({
      title: language === 'de' ? 'Notschalter' : 'Kill switch',
      language,
      blocks: [
        { kind: 'text', tone: line.paused ? 'warn' : stands ? 'warn' : 'good', text: said(slug, line.paused, language) },
        ...(!line.paused && still.length > 0
          ? [
              {
                kind: 'text' as const,
                tone: 'warn' as const,
                text: `${language === 'de' ? 'Noch angehalten' : 'Still paused'}: ${still.map((one) => named(one, language)).join(', ')}`,
              },
            ]
          : []),
        ...(line.paused
          ? [
              {
                kind: 'commands' as const,
                items: [
                  {
                    command: `bizos agent resume${slug === '*' ? '' : ` ${slug}`}`,
                    does: language === 'de' ? 'als Mensch weiterlaufen lassen' : 'let it go on, as a person',
                  },
                ],
              },
            ]
          : []),
      ],
    }),
  };
}

function said(slug: string, paused: boolean, language: Language): string {
  const who = named(slug, language);
  if (language === 'de') return paused ? `${who}: angehalten. Nichts geht hinaus.` : `${who}: Schalter gelöst.`;
  return paused ? `${who}: paused. Nothing leaves.` : `${who}: switch released.`;
}

function named(slug: string, language: Language): string {
  return slug === '*' ? (language === 'de' ? 'alle Agenten' : 'all agents') : slug;
}
