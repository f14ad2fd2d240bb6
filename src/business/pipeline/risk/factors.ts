import { dayOf } from '../../../core/moment.ts';
import type { RiskRange } from '../policy.ts';
import type { Prepared } from '../prepared.ts';

/** How strongly something holds of an open deal, 0 to 1. */
type Strength = (i: number) => number;

/** A reason for which an open deal may slip away. */
export interface RiskFactor {
  readonly name: string;
  /** How strongly it holds of the deals of a scan. */
  readonly strengthIn: (prepared: Prepared) => Strength;
}

const clamp = (x: number): number => (x > 0 ? Math.min(x, 1) : 0);

const within = (x: number, { from, full }: RiskRange): number => clamp((x - from) / (full - from));

const NOT_TOLD: Strength = () => 0;

/**
 * The factors that the policy's table weighs. Each is 0 where nothing is wrong and 1 at its worst; a field that the export
 * does not carry counts as 0, since nothing is known of it. Their boundaries are the policy's own: the stage's SLA, the silent
 * days, the pushes and the open deals of an owner that its settings name, and the shares of these at which a factor begins.
 */
export const FACTORS: readonly RiskFactor[] = [
  {
    name: 'time_in_stage',
    strengthIn: ({ stageOfWord, standing, facts, policy }) => {
      const { at } = facts.deals.stage;
      const sla = Float64Array.from(stageOfWord, (stage) => stage?.sla?.ms ?? Number.NaN);
      return (i) => within(standing[i] / sla[at[i]], policy.settings.stageTimeRisk);
    },
  },
  {
    // Full when the deal has been silent for as long as the policy's silent days, or was never touched.
    name: 'inactivity',
    strengthIn: ({ facts, policy, countingDays }) => {
      const { fields, lastActivity } = facts.deals;
      if (!fields.has('last_activity')) return NOT_TOLD;
      const full = Math.max(1, policy.settings.silentDays);
      return (i) => (Number.isNaN(lastActivity[i]) ? 1 : clamp(countingDays(lastActivity[i]) / full));
    },
  },
  {
    // Half from the first day over on: a date that was missed has been missed.
    name: 'overdue_closing',
    strengthIn: ({ facts, policy, today }) => {
      const { closing } = facts.deals;
      const full = 2 * policy.settings.overdueRiskDays;
      return (i) => {
        const over = today - dayOf(closing[i]);
        return over > 0 ? clamp(0.5 + over / full) : 0;
      };
    },
  },
  {
    // Full at the number of pushes that is a finding.
    name: 'closing_pushes',
    strengthIn: ({ facts, policy }) => {
      const { closingPushes } = facts.history;
      const full = Math.max(1, policy.settings.closingPushes);
      return (i) => clamp((closingPushes[i] ?? 0) / full);
    },
  },
  {
    name: 'no_next_step',
    strengthIn: ({ facts: { deals } }) => (deals.fields.has('next_step') ? (i) => (deals.hasNextStep[i] === 0 ? 1 : 0) : NOT_TOLD),
  },
  {
    name: 'amount_missing',
    strengthIn: ({ facts: { deals } }) => (deals.fields.has('amount') ? (i) => (Math.abs(deals.amount[i]) > 0 ? 0 : 1) : NOT_TOLD),
  },
  {
    // Deals without owner load nobody.
    name: 'owner_load',
    strengthIn: ({ facts, policy, ownerCount }) => {
      const { at } = facts.deals.owner;
      const { ownerOpenDealsMax, ownerLoadRisk } = policy.settings;
      const load = ownerCount.map((count, owner) => (owner === 0 ? 0 : within(count / Math.max(1, ownerOpenDealsMax), ownerLoadRisk)));
      return (i) => load[at[i]];
    },
  },
  {
    name: 'moved_backwards',
    strengthIn:
      ({ movedBack }) =>
      (i) =>
        movedBack.has(i) ? 1 : 0,
  },
];
