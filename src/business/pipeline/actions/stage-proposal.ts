import type { Evidence } from '../../../core/finding.ts';
import { DAY_MS, isoDate } from '../../../core/moment.ts';
import type { Stage } from '../../../core/stage.ts';
import type { Text } from '../../../core/text.ts';
import type { Prepared } from '../prepared.ts';

/** Where deals go that leave a stage: how many left it, and the later open stage that most of them went to. */
export interface UsualNext {
  readonly stage: Stage;
  readonly left: number;
  readonly went: number;
}

/** A stage that the evidence speaks for. `template` names which evidence. */
export interface StageProposal {
  readonly template: 'worked-on' | 'gone-quiet';
  readonly to: Stage;
  readonly why: Text;
  readonly evidence: Evidence;
}

/**
 * The usual next stage of each stage by its name: the later open one that more than half of the known leavings led to. Stages that fewer
 * deals left than the policy's smallest sample have none.
 */
export function usualNextStages({ steps, policy }: Pick<Prepared, 'steps' | 'policy'>): Map<string, UsualNext> {
  const leavings = new Map<number, Map<number, number>>();
  for (let k = 0; k < steps.count; k++) {
    const [from, to] = [steps.from[k], steps.to[k]];
    if (from < 0 || to < 0 || from === to) continue;
    const counts = leavings.get(from) ?? new Map<number, number>();
    leavings.set(from, counts.set(to, (counts.get(to) ?? 0) + 1));
  }
  const found = new Map<string, UsualNext>();
  for (const [from, counts] of leavings) {
    const left = [...counts.values()].reduce((sum, n) => sum + n, 0);
    const [to, went] = [...counts].sort((a, b) => b[1] - a[1])[0];
    const [here, stage] = [steps.stages[from], steps.stages[to]];
    if (left < policy.settings.sampleMinimum || went * 2 <= left || stage.category !== 'open' || stage.order <= here.order) continue;
    found.set(here.name, { stage, left, went });
  }
  return found;
}

/**
 * The stage that the evidence speaks for; undefined where none does. `gone-quiet`: the deal stands for more than the policy's multiple of its
 * SLA and nobody was in touch for longer than the policy's silence, so it belongs among the parked ones. `worked-on`: somebody was in
 * touch since it came into its stage, and most deals that left this stage went on to the next. Never won or lost: that a person must know.
 */
export function proposeStage(prepared: Prepared, i: number, usual: ReadonlyMap<string, UsualNext>): StageProposal | undefined {
  const { facts, policy, standing, today } = prepared;
  const stage = prepared.stageOfWord[facts.deals.stage.at[i]];
  if (!stage) return undefined;
  const activity = facts.deals.lastActivity[i];
  const touched = Number.isNaN(activity) ? facts.deals.created[i] : activity;
  const silent = Number.isNaN(touched) ? 0 : prepared.countingDays(touched);
  const parked = policy.stages.find(({ category }) => category === 'parked');
  const sla = stage.sla?.ms;
  if (parked && sla !== undefined && standing[i] > sla * policy.settings.stalledEscalation && silent > policy.settings.silentDays) {
    const days = Math.round(standing[i] / DAY_MS);
    return {
      template: 'gone-quiet',
      to: parked,
      why: {
        en: `in ${stage.name} for ${days} days (SLA ${stage.sla?.text}), no activity for ${silent} days`,
        de: `seit ${days} Tagen in ${stage.name} (SLA ${stage.sla?.text}), seit ${silent} Tagen keine Aktivität`,
      },
      evidence: { days_in_stage: days, sla_days: Math.round((sla / DAY_MS) * 100) / 100, silent_days: silent },
    };
  }
  const entered = facts.history.stageEntered[i];
  const next = usual.get(stage.name);
  if (!next || !(activity > entered) || activity >= (today + 1) * DAY_MS) return undefined;
  return {
    template: 'worked-on',
    to: next.stage,
    why: {
      en: `in ${stage.name} since ${isoDate(entered)}, last activity ${isoDate(activity)}; ${next.went} of ${next.left} deals went on from there to ${next.stage.name}`,
      de: `in ${stage.name} seit ${isoDate(entered)}, letzte Aktivität ${isoDate(activity)}; ${next.went} von ${next.left} Deals gingen von dort zu ${next.stage.name}`,
    },
    evidence: { stage_entered: isoDate(entered), last_activity: isoDate(activity), left: next.left, went: next.went },
  };
}

/** What the CRM calls a stage: the word that most deals of the export have for it, else the policy's own other name, else the stage's. */
export function crmWord({ facts: { deals }, stageOfWord, policy }: Prepared, stage: Stage): string {
  const counts = new Float64Array(deals.stage.words.length);
  for (let i = 0; i < deals.count; i++) counts[deals.stage.at[i]]++;
  let best = -1;
  for (const [k, found] of stageOfWord.entries())
    if (found?.name === stage.name && counts[k] > 0 && (best < 0 || counts[k] > counts[best])) best = k;
  return best >= 0 ? deals.stage.words[best] : (policy.stageNames.find(([, name]) => name === stage.name)?.[0] ?? stage.name);
}
