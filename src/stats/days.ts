/** Whole days counted: a histogram that gives exact quantiles of a million durations in one pass. */
export class DayCounts {
  private counts = new Float64Array(512);
  /** How many durations were added. */
  n = 0;
  private sum = 0;

  /** Adds a duration of whole days, not negative. */
  add(days: number): void {
    if (days >= this.counts.length) {
      const larger = new Float64Array(Math.max(days + 1, this.counts.length * 2));
      larger.set(this.counts);
      this.counts = larger;
    }
    this.counts[days]++;
    this.n++;
    this.sum += days;
  }

  /** Arithmetic mean in days; NaN when empty. */
  mean(): number {
    return this.n === 0 ? Number.NaN : this.sum / this.n;
  }

  /**
   * Quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7; R's and Excel's default).
   * `q` in [0, 1]; NaN when empty.
   */
  quantile(q: number): number {
    if (this.n === 0) return Number.NaN;
    const h = (this.n - 1) * q;
    const below = Math.floor(h);
    const low = this.orderStatistic(below);
    return h === below ? low : low + (h - below) * (this.orderStatistic(below + 1) - low);
  }

  /** How many durations are exactly `days` long. */
  at(days: number): number {
    return this.counts[days] ?? 0;
  }

  /** Longest duration; -1 when empty. */
  longest(): number {
    for (let day = this.counts.length - 1; day >= 0; day--) if (this.counts[day] > 0) return day;
    return -1;
  }

  private orderStatistic(k: number): number {
    let seen = 0;
    for (let day = 0; day < this.counts.length; day++) {
      seen += this.counts[day];
      if (seen > k) return day;
    }
    return Number.NaN;
  }
}

/** Quantile (type 7) of numbers; sorts a copy. NaN for none. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const h = (sorted.length - 1) * q;
  const below = Math.floor(h);
  return below + 1 < sorted.length ? sorted[below] + (h - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
}
