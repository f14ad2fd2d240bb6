/** Keeps the `n` first of whatever is offered, by an order, in `n` places of memory: a heap with the last of the kept at its root. */
export class FirstOf<T> {
  private readonly kept: T[] = [];

  constructor(
    private readonly n: number,
    /** True where `a` stands before `b`; a strict order, in which no two are the same. */
    private readonly before: (a: T, b: T) => boolean,
  ) {}

  /** True where `candidate` would be kept: cheap, for callers that build it only then. */
  wants(candidate: T): boolean {
    return this.kept.length < this.n || (this.n > 0 && this.before(candidate, this.kept[0]));
  }

  offer(candidate: T): void {
    if (!this.wants(candidate)) return;
    const { kept } = this;
    if (kept.length < this.n) {
      kept.push(candidate);
      this.up(kept.length - 1);
    } else {
      kept[0] = candidate;
      this.down(0);
    }
  }

  /** What was kept, the first first. */
  inOrder(): T[] {
    return [...this.kept].sort((a, b) => (this.before(a, b) ? -1 : 1));
  }

  private up(from: number): void {
    for (let k = from; k > 0; ) {
      const parent = (k - 1) >> 1;
      if (!this.before(this.kept[parent], this.kept[k])) return;
      this.swap(k, parent);
      k = parent;
    }
  }

  private down(from: number): void {
    const { kept } = this;
    for (let k = from; ; ) {
      let last = k;
      for (const child of [2 * k + 1, 2 * k + 2]) if (child < kept.length && this.before(kept[last], kept[child])) last = child;
      if (last === k) return;
      this.swap(k, last);
      k = last;
    }
  }

  private swap(a: number, b: number): void {
    [this.kept[a], this.kept[b]] = [this.kept[b], this.kept[a]];
  }
}
