/** Seeds of the two hashes of an id; words have the first one. */
export const SEED: u32 = 0x811c9dc5;
export const OTHER_SEED: u32 = 0x27d4eb2f;

/** A 32-bit hash, four bytes a step: multiply and fold, with the constants of xxHash32. */
export function hashOf(start: usize, end: usize, seed: u32): u32 {
  let hash: u32 = (seed ^ ((end - start) as u32)) * 0x9e3779b1;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    hash = (hash ^ load<u32>(i)) * 0x85ebca77;
    hash ^= hash >>> 15;
  }
  let rest: u32 = 0;
  for (; i < end; i++) rest = (rest << 8) | (load<u8>(i) as u32);
  hash = (hash ^ rest) * 0xc2b2ae3d;
  return hash ^ (hash >>> 16);
}
