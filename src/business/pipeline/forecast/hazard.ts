import { dayOf } from '../../../core/moment.ts';
import { LOST, OPEN, type Prepared, WON } from '../prepared.ts';

/** Chances to be won, by a deal's age, stage and owner. */
export interface Hazard {
  readonly fittedOn: number;
  /** Chance that open deal `i`, `age` days old, is won within `days` from now. */
  wonWithin(i: number, age: number, days: number): number;
}

/** Ages from which the hazard is taken as one number, in days: fine where deals are young, coarse where they are few. */
const AGES = [0, 4, 8, 15, 31, 61, 91, 121, 181, 271, 366, 731];

/** A factor from few deals is drawn towards 1 as though so many more deals had gone the average way. */
const SHRINKAGE = 20;

/**
 * Cause-specific discrete hazards of winning and losing by age (Prentice et al. 1978: competing risks), from all deals with
 * open ones censored at their age; won-hazards are multiplied by an owner factor and a stage factor, each shrunk. The stage
 * factor comes from the stage table's probabilities against their mean over the open deals. Undefined below the policy's minimum.
 */
export function fitHazard(prepared: Prepared): Hazard | undefined {
  const { category, facts, asOf } = prepared;
  const { deals } = facts;
  const bins = AGES.length;
  const exposure = new Float64Array(bins);
  const won = new Float64Array(bins);
  const lost = new Float64Array(bins);
  const ownerWon = new Float64Array(deals.owner.words.length);
  const ownerClosed = new Float64Array(deals.owner.words.length);
  const today = dayOf(asOf);
  let fittedOn = 0;
  for (let i = 0; i < deals.count; i++) {
    const kind = category[i];
    if (kind !== OPEN && kind !== WON && kind !== LOST) continue;
    const end = kind === OPEN ? today : dayOf(deals.closed[i]);
    const age = end - dayOf(deals.created[i]);
    if (!(age >= 0) || end > today) continue;
    const bin = binOf(age);
    for (let b = 0; b < bin; b++) exposure[b] += AGES[b + 1] - AGES[b];
    exposure[bin] += age - AGES[bin] + 1;
    if (kind === OPEN) continue;
    fittedOn++;
    ownerClosed[deals.owner.at[i]]++;
    if (kind === WON) {
      won[bin]++;
      ownerWon[deals.owner.at[i]]++;
    } else lost[bin]++;
  }
  if (fittedOn < prepared.policy.settings.forecastFitMinimum) return undefined;
  const overall = won.reduce((a, b) => a + b, 0) / fittedOn;
  const meanStage = meanStageProbability(prepared);
  const factorOf = (i: number): number => {
    const owner = deals.owner.at[i];
    const ownerFactor = overall > 0 ? (ownerWon[owner] + SHRINKAGE * overall) / (ownerClosed[owner] + SHRINKAGE) / overall : 1;
    const p = prepared.stageOfWord[deals.stage.at[i]]?.probability;
    return ownerFactor * (p === undefined || meanStage === 0 ? 1 : p / meanStage);
  };
  return { fittedOn, wonWithin: (i, age, days) => chance(factorOf(i), age, days, exposure, won, lost) };
}

function chance(factor: number, age: number, days: number, exposure: Float64Array, won: Float64Array, lost: Float64Array): number {
  let survival = 1;
  let sum = 0;
  let at = age;
  let left = days;
  while (left > 0) {
    const bin = binOf(at);
    const span = bin + 1 < AGES.length ? Math.min(left, AGES[bin + 1] - at) : left;
    // Half an event is added to each cause, so that an empty bin does not claim certainty (Jeffreys).
    const toWon = Math.min(1, (factor * (won[bin] + 0.5)) / (exposure[bin] + 1));
    const toLost = Math.min(1, (lost[bin] + 0.5) / (exposure[bin] + 1));
    const leave = Math.min(1, toWon + toLost);
    const stays = (1 - leave) ** span;
    sum += survival * (toWon / leave) * (1 - stays);
    survival *= stays;
    at += span;
    left -= span;
  }
  return sum;
}

function binOf(age: number): number {
  let bin = AGES.length - 1;
  while (bin > 0 && AGES[bin] > age) bin--;
  return bin;
}

function meanStageProbability(prepared: Prepared): number {
  const { deals } = prepared.facts;
  let sum = 0;
  let n = 0;
  for (const i of prepared.open) {
    const p = prepared.stageOfWord[deals.stage.at[i]]?.probability;
    if (p === undefined) continue;
    sum += p;
    n++;
  }
  return n > 0 ? sum / n : 0;
}
