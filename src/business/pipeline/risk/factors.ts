import { dayOf } from '../../../core/moment.ts';
import type { RiskRange } from '../policy.ts';
import type { Prepared } from '../prepared.ts';

/** A reason for which an open deal may slip away: how strongly it holds, 0 to 1. */
export interface RiskFactor {
  readonly name: string;
  readonly strength: (prepared: Prepared, i: number) => number;
}

const clamp = (x: number): number => (x > 0 ? Math.min(x, 1) : 0);

const within = (x: number, { from, full }: RiskRange): number => clamp((x - from) / (full - from));

/**
 * The factors that the policy's table weighs. Each is 0 where nothing is wrong and 1 at its worst; a field that the export
 * does not carry counts as 0, since nothing is known of it. Their boundaries are the policy's own: the stage's SLA, the silent
 * days, the pushes and the open deals of an owner that its settings name, and the shares of these at which a factor begins.
 */
export const FACTORS: readonly RiskFactor[] = [
  {
    name: 'time_in_stage',
    strength: (p, i) => {
      const sla = p.stageOfWord[p.facts.deals.stage.at[i]]?.sla;
      return sla ? within(p.standing[i] / sla.ms, p.policy.settings.stageTimeRisk) : 0;
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
    // Half from the first day over on: a date that was missed has been missed.
    name: 'overdue_closing',
    strength: (p, i) => {
      const over = p.today - dayOf(p.facts.deals.closing[i]);
      return over > 0 ? clamp(0.5 + over / (2 * p.policy.settings.overdueRiskDays)) : 0;
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
    // Deals without owner load nobody.
    name: 'owner_load',
    strength: (p, i) => {
      const owner = p.facts.deals.owner.at[i];
      const { ownerOpenDealsMax, ownerLoadRisk } = p.policy.settings;
      return owner === 0 ? 0 : within(p.ownerCount[owner] / Math.max(1, ownerOpenDealsMax), ownerLoadRisk);
    },
  },
  { name: 'moved_backwards', strength: (p, i) => (p.movedBack.has(i) ? 1 : 0) },
];
