/** Whether two lists hold the same, each as often, in whatever order. */
export function areSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  /** How much more often an id stands in `some` than in `others`, of what has not been met in both. */
  const odd = new Map<string, number>();
  const count = (id: string, by: number): void => void odd.set(id, (odd.get(id) ?? 0) + by);
  // A change takes one entry of thousands to another place: behind where it was, each is met one place further on.
  for (let k = 0, m = 0; k < some.length || m < others.length; ) {
    if (k < some.length && some[k] === others[m]) {
      k++;
      m++;
    } else if (k < some.length && (m === others.length || some[k + 1] === others[m])) count(some[k++], 1);
    else count(others[m++], -1);
  }
  return [...odd.values()].every((left) => left === 0);
}
