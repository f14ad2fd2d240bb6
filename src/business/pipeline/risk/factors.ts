import { DAY_MS, dayOf } from '../../../core/moment.ts';
import type { Prepared } from '../prepared.ts';

/** A reason for which an open deal may slip away: how strongly it holds, 0 to 1. */
export interface RiskFactor {
  readonly name: string;
  readonly strength: (prepared: Prepared, i: number) => number;
}

const clamp = (x: number): number => (x > 0 ? Math.min(x, 1) : 0);

/**
 * The factors that the policy's table weighs. Each is 0 where nothing is wrong and 1 at its worst; a field that the export
 * does not carry counts as 0, since nothing is known of it.
 */
export const FACTORS: readonly RiskFactor[] = [
  {
    // Half the SLA is normal; twice the SLA is as bad as it gets.
    name: 'time_in_stage',
    strength: (p, i) => {
      const sla = p.stageOfWord[p.facts.deals.stage.at[i]]?.sla;
      return sla ? clamp((p.standing[i] / sla.ms - 0.5) / 1.5) : 0;
    },
  },
  {
    name: 'inactivity',
    strength: (p, i) => {
      if (!p.facts.deals.fields.has('last_activity')) return 0;
      const activity = p.facts.deals.lastActivity[i];
      return Number.isNaN(activity) ? 1 : clamp(p.countingDays(activity) / p.policy.settings.silentDays);
    },
  },
  {
    // Half at the first day over, all of it after a month.
    name: 'overdue_closing',
    strength: (p, i) => {
      const over = dayOf(p.asOf) - dayOf(p.facts.deals.closing[i]);
      return over > 0 ? clamp(0.5 + over / 60) : 0;
    },
  },
  {
    name: 'closing_pushes',
    strength: (p, i) => clamp((p.facts.history.closingPushes[i] ?? 0) / Math.max(1, p.policy.settings.closingPushes)),
  },
  { name: 'no_next_step', strength: (p, i) => (p.facts.deals.fields.has('next_step') && p.facts.deals.hasNextStep[i] === 0 ? 1 : 0) },
  { name: 'amount_missing', strength: (p, i) => (p.facts.deals.fields.has('amount') && !(Math.abs(p.facts.deals.amount[i]) > 0) ? 1 : 0) },
  {
    name: 'owner_load',
    strength: (p, i) => clamp(p.ownerCount[p.facts.deals.owner.at[i]] / Math.max(1, p.policy.settings.ownerOpenDealsMax) - 0.5),
  },
  { name: 'moved_backwards', strength: (p, i) => (p.movedBack.has(i) ? 1 : 0) },
];

/** Days in words for evidence. */
export function wholeDays(ms: number): number {
  return Math.floor(ms / DAY_MS);
}
