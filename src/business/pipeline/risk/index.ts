import type { Prepared } from '../prepared.ts';
import type { RiskModel } from '../result.ts';
import { FACTORS } from './factors.ts';
import { fitRisk } from './fit.ts';

/** The risk of open deals, 0 to 100, by the model in force. */
export interface Risk {
  readonly model: RiskModel;
  score(i: number): number;
  /** What the score is made of, largest first. */
  contributions(i: number): { readonly name: string; readonly points: number }[];
}

/**
 * The risk score: fitted to the entity's own closed deals where there are enough and the fit predicts better than chance out
 * of sample, else the policy's weights.
 */
export function riskOf(prepared: Prepared): Risk {
  const fitted = fitRisk(prepared);
  if (fitted.risk) return fitted.risk;
  const weights = FACTORS.map(({ name }) => prepared.policy.riskWeights[name] ?? 0);
  return {
    model: {
      basis: 'policy',
      closedDeals: fitted.closedDeals,
      auc: fitted.auc,
      brier: fitted.brier,
      factors: FACTORS.map(({ name }, k) => ({ name, weight: weights[k] })),
    },
    score: (i) => {
      let sum = 0;
      for (let k = 0; k < FACTORS.length; k++) if (weights[k] > 0) sum += weights[k] * FACTORS[k].strength(prepared, i);
      return Math.min(100, sum);
    },
    contributions: (i) =>
      FACTORS.map(({ name, strength }, k) => ({ name, points: weights[k] * strength(prepared, i) }))
        .filter(({ points }) => points > 0)
        .sort((a, b) => b.points - a.points),
  };
}
