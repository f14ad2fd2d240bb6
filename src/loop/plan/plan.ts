import type { ActionDraft, ActionFinding, Autonomy } from '../../core/action.ts';
import type { Problem } from '../../core/problem.ts';
import type { ActionKindEntry } from '../../workspace/action.ts';
import type { Context } from '../../workspace/operation.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { EntryDraft } from '../ledger/entries/index.ts';
import type { OpenLedger } from '../ledger/ledger.ts';
import { neededSetting } from '../policy/needed.ts';
import type { AgentPolicy } from '../policy/policy.ts';
import { actionId, contentHash, recipientsHash } from './identity.ts';

/** What is planned from: findings that people may hear of now, and those that actions may be made of. */
export interface PlanQuestion {
  readonly agent: string;
  readonly phase: Autonomy;
  readonly run: string;
  readonly policy: AgentPolicy;
  /** Findings to tell (`toTell`), for kinds without rules of their own, such as the alert. */
  readonly tell: readonly ActionFinding[];
  /** Findings that count and are in no action yet, for kinds that name their rules. */
  readonly open: readonly ActionFinding[];
  readonly moment: number;
  /** Everything goes through this channel instead (`--channel file`). */
  readonly channel?: string;
}

/** An action as it is planned: its draft under its id. */
export interface PlannedAction {
  readonly action: string;
  readonly kind: ActionKindEntry;
  readonly draft: ActionDraft;
}

/**
 * Asks the kinds of action for drafts. Kinds beyond the agent's phase are not asked; of each kind no more are taken than the policy says, in
 * the order of its drafts. What a kind gets wrong (a draft of another kind, about a finding it wasn't given) is a problem, never sent.
 */
export async function proposeActions(
  context: Context,
  workspace: Workspace,
  kinds: readonly ActionKindEntry[],
  question: PlanQuestion,
): Promise<{ planned: PlannedAction[]; problems: Problem[] }> {
  const { agent, phase, policy, moment } = question;
  const planned: PlannedAction[] = [];
  const problems: Problem[] = [];
  const channels = Object.fromEntries(policy.channels.map(({ name, settings }) => [name, settings]));
  for (const kind of kinds.filter((one) => one.phase <= phase)) {
    const findings = kind.rules.length === 0 ? question.tell : question.open.filter(({ rule }) => kind.rules.includes(rule));
    if (kind.rules.length > 0 && findings.length === 0) continue;
    const given = new Set(findings.map(({ id }) => id));
    const writer = await kind.load();
    const { drafts, problems: said } = await writer.draft(context, workspace, { agent, findings, moment, channels });
    problems.push(...said);
    for (const draft of drafts.slice(0, neededSetting(policy, 'planned'))) {
      if (draft.kind !== kind.name || draft.findings.some((id) => !given.has(id))) problems.push(wrongDraft(kind.name));
      else
        planned.push({
          action: actionId(agent, draft),
          kind,
          draft: question.channel === undefined ? draft : { ...draft, channel: question.channel },
        });
    }
  }
  return { planned, problems };
}

/** Writes plans into the ledger, those that are not there yet. The drafts, which hold names and addresses, are sealed. */
export function recordPlans(
  ledger: OpenLedger,
  known: ReadonlySet<string>,
  question: Pick<PlanQuestion, 'agent' | 'run'>,
  planned: readonly PlannedAction[],
): string[] {
  const fresh = new Map(planned.filter(({ action }) => !known.has(action)).map((one) => [one.action, one]));
  const lines = [...fresh.values()].map(
    ({ action, kind, draft }): EntryDraft => ({
      kind: 'plan',
      data: {
        action,
        act: draft.kind,
        agent: question.agent,
        run: question.run,
        entity: draft.entity,
        audience: kind.audience,
        findings: [...draft.findings],
        template: draft.template,
        stage: draft.stage,
        channel: draft.channel,
        content: contentHash(draft.channel, draft.message),
        recipients: recipientsHash(draft.message.to),
        draft: ledger.seal(draft),
      },
    }),
  );
  ledger.append(lines);
  return [...fresh.keys()];
}

function wrongDraft(kind: string): Problem {
  return {
    code: 'draft-wrong',
    level: 'error',
    message: {
      en: `The action kind "${kind}" made a draft that is not its own; it was dropped.`,
      de: `Die Aktionsart „${kind}“ machte einen Entwurf, der nicht ihrer ist; er wurde verworfen.`,
    },
    remedy: { en: 'This is a fault of the kind: report it.', de: 'Das ist ein Fehler der Aktionsart: melde ihn.' },
  };
}
