import { DAY_MS, dayOf } from '../../../core/moment.ts';
import { stageKey } from '../../../core/stage.ts';
import { quantile } from '../../../stats/days.ts';
import type { Prepared } from '../prepared.ts';
import type { StageLine } from '../result.ts';

/** The open pipeline stage by stage in the order of the policy; names that the policy does not know stand last. */
export function stageLines(prepared: Prepared): StageLine[] {
  const { deals, stages: book } = prepared.facts;
  const today = dayOf(prepared.asOf);
  const lines = new Map<string, { order: number; count: number; value: number; withoutAmount: number; ages: number; aged: number }>();
  const names = prepared.stageOfWord.map((stage, k) => stage?.name ?? deals.stage.words[k]);
  for (const stage of book.stages)
    if (stage.category === 'open') lines.set(stage.name, { order: stage.order, count: 0, value: 0, withoutAmount: 0, ages: 0, aged: 0 });
  for (const i of prepared.open) {
    const word = deals.stage.at[i];
    let line = lines.get(names[word]);
    if (!line) {
      line = { order: 1000 + word, count: 0, value: 0, withoutAmount: 0, ages: 0, aged: 0 };
      lines.set(names[word], line);
    }
    line.count++;
    const amount = deals.amount[i];
    if (amount > 0 || amount < 0) line.value += amount;
    else line.withoutAmount++;
    const age = today - dayOf(deals.created[i]);
    if (age >= 0) {
      line.ages += age;
      line.aged++;
    }
  }
  const steps = stepsByStage(prepared);
  return [...lines.entries()]
    .sort((a, b) => a[1].order - b[1].order)
    .map(([stage, line]) => {
      const seen = steps.get(stageKey(stage));
      const minimum = prepared.policy.settings.sampleMinimum;
      const left = (seen?.forward ?? 0) + (seen?.backward ?? 0) + (seen?.lost ?? 0);
      return {
        stage,
        count: line.count,
        value: line.value,
        withoutAmount: line.withoutAmount,
        ageDays: line.aged > 0 ? line.ages / line.aged : null,
        stayDays: seen && seen.stays.length >= minimum ? quantile(seen.stays, 0.5) : null,
        stayN: seen?.stays.length ?? 0,
        conversion: left >= minimum ? (seen?.forward ?? 0) / left : null,
        conversionN: left,
      };
    });
}

interface StageSteps {
  readonly stays: number[];
  forward: number;
  backward: number;
  lost: number;
}

/** How deals left each stage, and how many days they had stayed, from the steps known. */
function stepsByStage(prepared: Prepared): Map<string, StageSteps> {
  const { stages: book, history } = prepared.facts;
  const bySource = new Map<string, StageSteps>();
  const entered = new Map<string, number>();
  for (const step of history.steps) {
    const from = book.find(step.from);
    const to = book.find(step.to);
    const came = entered.get(step.deal);
    entered.set(step.deal, step.at);
    if (!from || !to) continue;
    const key = stageKey(from.name);
    let seen = bySource.get(key);
    if (!seen) {
      seen = { stays: [], forward: 0, backward: 0, lost: 0 };
      bySource.set(key, seen);
    }
    if (to.category === 'lost') seen.lost++;
    else if (to.category === 'won' || to.order > from.order) seen.forward++;
    else seen.backward++;
    // A stay is only known where the deal was seen to come, and by a clock finer than two exports.
    if (came !== undefined && step.basis === 'history') seen.stays.push(Math.max(0, Math.floor((step.at - came) / DAY_MS)));
  }
  return bySource;
}
