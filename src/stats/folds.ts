/**
 * Spreads a 64-bit hash, given as two halves, over 32 bits so that every bit depends on all of them (the finaliser of MurmurHash3,
 * Appleby 2008, public domain). The same id always gives the same number: samples and folds without randomness.
 */
export function spread(low: number, high: number): number {
  let h = low ^ Math.imul(high, 0x9e3779b1);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return h >>> 0;
}

/** Which of `folds` parts a spread hash belongs to, 0 to folds − 1, all nearly equally likely. */
export function foldOf(hash: number, folds: number): number {
  return Math.floor((hash / 4_294_967_296) * folds);
}
