/** A column that grows as rows come. */
export class GrowingColumn<T extends Float64Array | Uint32Array | Uint8Array> {
  data: T;

  constructor(
    private readonly make: (size: number) => T,
    size: number,
  ) {
    this.data = make(Math.max(16, size));
  }

  set(i: number, value: number): void {
    if (i >= this.data.length) {
      const larger = this.make(Math.ceil(this.data.length * 1.6) + 16);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[i] = value;
  }
}

/** Columns of 64-bit floats (NaN until set), 32-bit and 8-bit whole numbers. */
export const floats = (size: number): GrowingColumn<Float64Array> => new GrowingColumn((n) => new Float64Array(n).fill(Number.NaN), size);
export const wholes = (size: number): GrowingColumn<Uint32Array> => new GrowingColumn((n) => new Uint32Array(n), size);
export const flags = (size: number): GrowingColumn<Uint8Array> => new GrowingColumn((n) => new Uint8Array(n), size);

/** The rows `keep` (ascending indices) of a column, `width` entries a row. */
export function picked<T extends Float64Array | Uint32Array | Uint8Array>(
  column: T,
  keep: Uint32Array | undefined,
  count: number,
  width = 1,
): T {
  // Nothing was dropped: a view costs nothing.
  if (!keep) return column.subarray(0, count * width) as T;
  const made = new (column.constructor as new (n: number) => T)(keep.length * width);
  for (let i = 0; i < keep.length; i++) for (let k = 0; k < width; k++) made[i * width + k] = column[keep[i] * width + k];
  return made;
}
