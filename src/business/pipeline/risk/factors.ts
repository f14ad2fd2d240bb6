import { dayOf } from '../../../core/moment.ts';
import type { Prepared } from '../prepared.ts';

/** A reason for which an open deal may slip away: how strongly it holds, 0 to 1. */
export interface RiskFactor {
  readonly name: string;
  readonly strength: (prepared: Prepared, i: number) => number;
}

const clamp = (x: number): number => (x > 0 ? Math.min(x, 1) : 0);

/**
 * The factors that the policy's table weighs. Each is 0 where nothing is wrong and 1 at its worst; a field that the export
 * does not carry counts as 0, since nothing is known of it. Their boundaries are the policy's own: the stage's SLA, the silent
 * days, the pushes and the open deals of an owner that its settings name.
 */
export const FACTORS: readonly RiskFactor[] = [
  {
    // From half the SLA on; full at twice the SLA.
    name: 'time_in_stage',
    strength: (p, i) => {
      const sla = p.stageOfWord[p.facts.deals.stage.at[i]]?.sla;
      return sla ? clamp((p.standing[i] / sla.ms - 0.5) / 1.5) : 0;
    },
  },
  {
    // Full when the deal has been silent for as long as the policy's silent days, or was never touched.
    name: 'inactivity',
    strength: (p, i) => {
      if (!p.facts.deals.fields.has('last_activity')) return 0;
      const activity = p.facts.deals.lastActivity[i];
      return Number.isNaN(activity) ? 1 : clamp(p.countingDays(activity) / Math.max(1, p.policy.settings.silentDays));
    },
  },
  {
    // Half on the first day over, full after a month.
    name: 'overdue_closing',
    strength: (p, i) => {
      const over = p.today - dayOf(p.facts.deals.closing[i]);
      return over > 0 ? clamp(0.5 + over / 60) : 0;
    },
  },
  {
    // Full at the number of pushes that is a finding.
    name: 'closing_pushes',
    strength: (p, i) => clamp((p.facts.history.closingPushes[i] ?? 0) / Math.max(1, p.policy.settings.closingPushes)),
  },
  { name: 'no_next_step', strength: (p, i) => (p.facts.deals.fields.has('next_step') && p.facts.deals.hasNextStep[i] === 0 ? 1 : 0) },
  {
    name: 'amount_missing',
    strength: (p, i) => (p.facts.deals.fields.has('amount') && !(Math.abs(p.facts.deals.amount[i]) > 0) ? 1 : 0),
  },
  {
    // From half the load that the policy allows; full at one and a half times it. Deals without owner load nobody.
    name: 'owner_load',
    strength: (p, i) => {
      const owner = p.facts.deals.owner.at[i];
      return owner === 0 ? 0 : clamp(p.ownerCount[owner] / Math.max(1, p.policy.settings.ownerOpenDealsMax) - 0.5);
    },
  },
  { name: 'moved_backwards', strength: (p, i) => (p.movedBack.has(i) ? 1 : 0) },
];
