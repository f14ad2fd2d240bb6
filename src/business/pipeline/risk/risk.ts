import type { RiskModel } from '../result.ts';

/** Points that something adds to a deal's score, or takes from it. */
export interface Contribution {
  readonly name: string;
  readonly points: number;
}

/** The risk of open deals, 0 to 100, by the model in force. */
export interface Risk {
  readonly model: RiskModel;
  /** Of an open deal; 0 for any other. */
  score(i: number): number;
  /** Where a fitted score puts an average deal: most deals may be lost. Undefined for policy weights, which know no average. */
  readonly average?: number;
  /** What the score is made of, largest first. A fitted score starts from `average_deal`, and the points add up to it. */
  contributions(i: number): Contribution[];
}
