/** So many keys are kept: where there are more, few come again. */
const KEYS_MAX = 1000;

/** The same function, which works out once what is asked again and again: a large log has few days, companies and people. */
export function remembered<K, T extends NonNullable<unknown>>(find: (key: K) => T): (key: K) => T {
  const known = new Map<K, T>();
  return (key) => {
    const met = known.get(key);
    if (met !== undefined) return met;
    const found = find(key);
    if (known.size >= KEYS_MAX) known.clear();
    known.set(key, found);
    return found;
  };
}
