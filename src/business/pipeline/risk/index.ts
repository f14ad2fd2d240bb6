import { OPEN, type Prepared } from '../prepared.ts';
import type { RiskModel } from '../result.ts';
import { FACTORS } from './factors.ts';
import { fitRisk } from './fit.ts';
import type { Risk } from './risk.ts';

/**
 * The risk score: fitted to the entity's own closed deals where there are enough and the fit predicts better than chance out
 * of sample, else the policy's weights; `model.reason` says which and why. Scores are worked out once, when the first is asked for.
 */
export function riskOf(prepared: Prepared): Risk {
  const fitted = fitRisk(prepared);
  return remembered(prepared, fitted.risk ?? byPolicy(prepared, { ...fitted }));
}

/**
 * The score from which a deal is a warning. A fitted score is a chance of losing, and where five of six deals are lost an ordinary deal has 83: a line
 * at 70 would warn of deals that are better than most. So the odds must be so many times the average deal's as well.
 */
export function warningFrom({ average }: Pick<Risk, 'average'>, line: number, times: number): number {
  if (average === undefined || average >= 100) return line;
  const odds = (times * average) / (100 - average);
  return Math.max(line, (100 * odds) / (1 + odds));
}

function byPolicy(prepared: Prepared, { closedDeals, reason }: Pick<RiskModel, 'closedDeals' | 'reason'>): Risk {
  const factors = FACTORS.map(({ name }) => ({ name, weight: prepared.policy.riskWeights[name] ?? 0 }));
  const weighed = FACTORS.map(({ strengthIn }, k) => ({ ...factors[k], strength: strengthIn(prepared) })).filter(
    ({ weight }) => weight > 0,
  );
  return {
    model: {
      basis: 'policy',
      closedDeals,
      auc: null,
      brier: null,
      reason,
      factors,
    },
    score: (i) => {
      let sum = 0;
      for (let k = 0; k < weighed.length; k++) sum += weighed[k].weight * weighed[k].strength(i);
      return Math.min(100, sum);
    },
    contributions: (i) =>
      weighed
        .map(({ name, weight, strength }) => ({ name, points: weight * strength(i) }))
        .filter(({ points }) => points > 0)
        .sort((a, b) => b.points - a.points),
  };
}

function remembered(prepared: Prepared, risk: Risk): Risk {
  let scores: Float64Array | undefined;
  const { open, category } = prepared;
  return {
    ...risk,
    score: (i) => {
      if (category[i] !== OPEN) return 0;
      if (!scores) {
        scores = new Float64Array(category.length);
        for (let k = 0; k < open.length; k++) scores[open[k]] = risk.score(open[k]);
      }
      return scores[i];
    },
  };
}
