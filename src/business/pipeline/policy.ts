import type { Severity } from '../../core/finding.ts';
import type { Target } from '../../core/metric.ts';
import type { Place } from '../../core/problem.ts';
import type { Stage } from '../../core/stage.ts';
import type { DealField } from '../../sources/crm/deals.ts';

/**
 * The rules of one entity's pipeline, as its documents give them: the group's `CRM_STRUCTURE.md`, then the entity's own
 * laid over it. Plain data: it goes through JSON into the index. Money is minor units of the entity's currency.
 */
export interface PipelinePolicy {
  readonly stages: readonly Stage[];
  /** `CRM Stage | Stage`: other names that a CRM uses for a stage. */
  readonly stageNames: readonly (readonly [crmName: string, stage: string])[];
  /** `Field | Column`: which column of the export a canonical field stands in. */
  readonly columns: Partial<Record<DealField, string>>;
  /** `from` null: in every stage; else from that stage onwards. Fields are canonical where they have such a name. */
  readonly requiredFields: readonly { readonly from: string | null; readonly fields: readonly string[] }[];
  readonly settings: PipelineSettings;
  /** `Rule | Severity`: a rule that is not named is off. */
  readonly rules: Readonly<Record<string, { readonly severity: Severity; readonly place?: Place }>>;
  /** `Risk factor | Weight`: points at the factor's full strength; the score is their sum cut to 0–100. */
  readonly riskWeights: Readonly<Record<string, number>>;
  /** By metric id, from the entity's TTL_KPIS.md, the CRM_STRUCTURE.md, then the agents' metric tables. */
  readonly targets: Readonly<Record<string, Target>>;
}

/** The `Setting | Value` table. Every setting has a row in the shipped template, none a value in code. */
export interface PipelineSettings {
  /** Deals closed within so many days count for rates and velocity; null: all. */
  readonly windowDays: number | null;
  /** Deals of at least this amount are large. */
  readonly largeDealFrom: number;
  /** Which clocks tell how long a deal has stood still, best first. */
  readonly slaClocks: readonly SlaClock[];
  /** Events that set the stage clock back to zero besides a stage change: `activity`, `modified`, or none. */
  readonly slaResets: readonly ('activity' | 'modified')[];
  /** A next step with the closing date still ahead keeps a deal from counting as stalled. */
  readonly plannedActivityProtects: boolean;
  readonly weekendsCount: boolean;
  /** `YYYY-MM-DD` days that do not count. */
  readonly holidays: readonly string[];
  /** Share of the SLA from which a deal is approaching it. */
  readonly approachingShare: number;
  /** A stalled deal over so many times its SLA is of the next higher severity. */
  readonly stalledEscalation: number;
  /** So many moves of the closing date to a later day are a finding. */
  readonly closingPushes: number;
  readonly silentDays: number;
  /** An owner with more open deals than this is overloaded. */
  readonly ownerOpenDealsMax: number;
  /** An owner with more than this share of the open value is a concentration. */
  readonly ownerShareMax: number;
  /** A deal warns from this score on … */
  readonly earlyWarningScore: number;
  /** … and, where the score is fitted, only where its odds of being lost are so many times those of an average deal. */
  readonly earlyWarningOdds: number;
  /** Shares of a stage's SLA between which the time in it comes to weigh in the score of the policy. */
  readonly stageTimeRisk: RiskRange;
  /** The same of the open deals that an owner may have. */
  readonly ownerLoadRisk: RiskRange;
  /** A closing date past for so many days weighs in full; half of that from its first day on. */
  readonly overdueRiskDays: number;
  /** Closed deals needed before the risk score is fitted. */
  readonly riskFitMinimum: number;
  /** Smallest sample on which a rate, a median or a percentile is shown. */
  readonly sampleMinimum: number;
  /** Closed deals needed before the forecast uses survival curves. */
  readonly forecastFitMinimum: number;
  /** What is learnt of an owner, a source, a stage or an age with few closed deals is drawn to the average as though so many more were average. */
  readonly averageWeight: number;
  /** Rates by size, and shares of value, are only given where no larger share of the deals lacks its amount … */
  readonly amountMissingMax: number;
  /** … and learnt from only where no larger share of the won, and of the lost, does: a missing amount would tell how a deal ended. */
  readonly amountMissingFitMax: number;
  readonly forecastMonths: number;
  /** A past forecast is held against what was won in so many days after it … */
  readonly forecastCheckDays: number;
  /** … as many of them as this, the newest. */
  readonly forecastChecks: number;
  /** Stages whose deals are counted as commit and as best case, by their probability. */
  readonly commitFrom: number;
  readonly bestCaseFrom: number;
  /** Minor units a month; null: no quota set. */
  readonly quotaPerMonth: number | null;
  /** An export older than this is scanned as of its own date. */
  readonly exportStaleDays: number;
  /** Share of its deals by which an export may be smaller than the one before it before that is said. */
  readonly exportShrinkMax: number;
  /** How slashed dates are read where the column itself does not tell. */
  readonly dateOrder: 'dmy' | 'mdy' | null;
  /** Decimal sign where amounts don't tell. */
  readonly decimal: ',' | '.' | null;
}

/** From where on something weighs, and from where on in full. */
export interface RiskRange {
  readonly from: number;
  readonly full: number;
}

export type SlaClock = 'stage_entered' | 'last_activity' | 'modified' | 'created';
