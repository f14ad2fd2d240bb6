/** So often may a bound of `metAtLeast` fail where nothing is wrong. */
const FAILS = 1e-6;

/**
 * A case is met by at least `share` of random runs: so many met it, but once in a million times. Say a share a little below the one that was
 * measured. 0 where so few runs prove nothing.
 */
export function metAtLeast(runs: number, share: number): number {
  // In logarithms: with ten thousand runs the chance of none is smaller than any number.
  let chance = runs * Math.log1p(-share);
  let below = Math.exp(chance);
  let met = 0;
  while (below <= FAILS) {
    met++;
    chance += Math.log((runs - met + 1) / met) + Math.log(share) - Math.log1p(-share);
    below += Math.exp(chance);
  }
  return met;
}
