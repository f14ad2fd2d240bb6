/**
 * Whole days counted: a histogram that gives the exact mean, variance and quantiles of a million durations in one pass and
 * without sorting. Durations are whole and not negative.
 */
export class DayCounts {
  private counts = new Uint32Array(1024);
  private total = 0;
  private sum = 0;
  private top = -1;
  /** How many durations up to each day; made when a quantile is asked for, stale after the next `add`. */
  private upTo: Float64Array | undefined;

  /** How many durations were added. */
  get n(): number {
    return this.total;
  }

  /** Adds a duration of whole days, not negative; `times` of them at once. */
  add(days: number, times = 1): void {
    if (days >= this.counts.length) {
      const larger = new Uint32Array(Math.max(days + 1, this.counts.length * 2));
      larger.set(this.counts);
      this.counts = larger;
    }
    this.counts[days] += times;
    this.total += times;
    this.sum += days * times;
    if (days > this.top) this.top = days;
    this.upTo = undefined;
  }

  /** Arithmetic mean in days, exact (the sum is a whole number); NaN when empty. */
  mean(): number {
    return this.total === 0 ? Number.NaN : this.sum / this.total;
  }

  /** Sample variance (divisor n − 1) in days², by the two-pass formula; NaN for fewer than two. */
  variance(): number {
    if (this.total < 2) return Number.NaN;
    const mean = this.mean();
    let squares = 0;
    for (let day = 0; day <= this.top; day++) if (this.counts[day] > 0) squares += this.counts[day] * (day - mean) ** 2;
    return squares / (this.total - 1);
  }

  /**
   * Quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7; the default of R and of Excel).
   * `q` in [0, 1]; NaN when empty.
   */
  quantile(q: number): number {
    if (this.total === 0) return Number.NaN;
    const h = (this.total - 1) * q;
    const below = Math.floor(h);
    const low = this.orderStatistic(below);
    return h === below ? low : low + (h - below) * (this.orderStatistic(below + 1) - low);
  }

  /** The duration at place `k`, from 0, when all stand in order; NaN outside. */
  orderStatistic(k: number): number {
    if (k < 0 || k >= this.total) return Number.NaN;
    if (!this.upTo) {
      this.upTo = new Float64Array(this.top + 1);
      let seen = 0;
      for (let day = 0; day <= this.top; day++) {
        seen += this.counts[day];
        this.upTo[day] = seen;
      }
    }
    let low = 0;
    let high = this.top;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.upTo[middle] > k) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** How many durations are exactly `days` long. */
  at(days: number): number {
    return days <= this.top ? this.counts[days] : 0;
  }

  /** Longest duration; -1 when empty. */
  longest(): number {
    return this.top;
  }
}

/** Quantile (type 7, see `DayCounts.quantile`) of numbers, which are left as they are. NaN for none. */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const h = (sorted.length - 1) * q;
  const below = Math.floor(h);
  return below + 1 < sorted.length ? sorted[below] + (h - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
}
