import type { Finding, Severity, Subject } from '../../core/finding.ts';
import type { Metric } from '../../core/metric.ts';
import type { Problem } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import type { SourceSummary } from '../../sources/crm/deals.ts';
import type { CalibrationBand } from '../../stats/scores.ts';
import type { ScanMoment } from './facts.ts';

/** What the pipeline scan says of one entity. */
export interface PipelineScan {
  readonly entity: string;
  readonly moment: ScanMoment;
  readonly currency: string;
  readonly sources: readonly SourceSummary[];
  readonly metrics: readonly Metric[];
  readonly stages: readonly StageLine[];
  readonly owners: readonly OwnerLine[];
  readonly forecast: Forecast;
  readonly risk: RiskModel;
  /** Findings by rule and severity, counted over all of them; `value`: minor units of the deals or owners that they are about. */
  readonly counts: readonly { readonly rule: string; readonly severity: Severity; readonly count: number; readonly value: number }[];
  /** Open deals with a finding that is high or critical, each counted once, and their value in minor units. */
  readonly attention: { readonly deals: number; readonly value: number };
  /** Open deals by age since they were created. */
  readonly ages: readonly AgeBand[];
  /** The `n` worst of each rule that found something, by its code: by severity, then by value at stake, then by row. */
  worstByRule(n: number): ReadonlyMap<string, readonly Finding[]>;
  /** The `n` open deals most in need, each with all its findings. */
  worstDeals(n: number): AttentionLine[];
  /** All of them: group rules first, then deal by deal in the order of the export. Made as they are asked for. */
  findings(): Iterable<Finding>;
  readonly problems: readonly Problem[];
}

export interface StageLine {
  readonly stage: string;
  readonly count: number;
  readonly value: number;
  /** Deals of the count that have no amount. */
  readonly withoutAmount: number;
  /** Mean age in days since created; null: no dates. */
  readonly ageDays: number | null;
  /** Median days that deals stayed in this stage, where steps are known. */
  readonly stayDays: number | null;
  readonly stayN: number;
  /** Share of deals that left this stage for a later one or won; null where steps are too few. */
  readonly conversion: number | null;
  readonly conversionN: number;
}

/** Open deals of an age: `from` to `to` days since they were created, both included; `to` null: and older. */
export interface AgeBand {
  readonly from: number;
  readonly to: number | null;
  readonly count: number;
  readonly value: number;
}

/** An open deal that needs somebody, with every finding about it, the severest first. */
export interface AttentionLine {
  readonly subject: Subject;
  readonly severity: Severity;
  readonly owner: string | null;
  /** Minor units; null where the deal has no amount. */
  readonly amount: number | null;
  readonly findings: readonly Finding[];
}

export interface OwnerLine {
  readonly owner: string;
  readonly count: number;
  readonly value: number;
}

export interface Forecast {
  /** `survival`: from curves fitted on history; `policy`: from the probabilities in the stage table. */
  readonly basis: 'survival' | 'policy';
  readonly fittedOn: number;
  readonly months: readonly { readonly month: string; readonly weighted: number; readonly commit: number; readonly bestCase: number }[];
  /** Past forecasts against what closed: relative error, one a past snapshot whose month is over. */
  readonly backtest: readonly {
    readonly at: string;
    readonly forecast: number;
    readonly actual: number;
    readonly error: number | null;
    readonly basis?: 'survival' | 'policy';
  }[];
}

export interface RiskModel {
  readonly basis: 'fitted' | 'policy';
  readonly closedDeals: number;
  /** Out of sample, by cross-validation; null for policy weights without closed deals to check on. */
  readonly auc: number | null;
  readonly brier: number | null;
  /** Predicted and observed shares by band, out of sample; fitted models only. */
  readonly calibration?: readonly CalibrationBand[];
  /** Which model is in force, and why not the other. */
  readonly reason?: Text;
  readonly factors: readonly { readonly name: string; readonly weight: number }[];
}
