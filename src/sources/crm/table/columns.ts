/** Columns of 64-bit floats (NaN: not given), of 32-bit whole numbers (words are numbers of words) and of flags. */
export const FLOAT_COLUMNS = ['amount', 'probability', 'created', 'closing', 'closed', 'last_activity', 'modified', 'offset'] as const;
const WHOLE_COLUMNS = ['row', 'stage', 'outcome', 'owner', 'source', 'reason', 'currency'] as const;
const FLAG_COLUMNS = ['amountCurrency', 'hasNextStep', 'hasAccount'] as const;
export const WORD_COLUMNS = ['stage', 'outcome', 'owner', 'source', 'reason', 'currency'] as const;

export type FloatColumn = (typeof FLOAT_COLUMNS)[number];
export type WholeColumn = (typeof WHOLE_COLUMNS)[number];
export type FlagColumn = (typeof FLAG_COLUMNS)[number];
export type WordField = (typeof WORD_COLUMNS)[number];
export type AnyColumn = Float64Array | Uint32Array | Uint8Array;

/** The columns of so many rows; every one has room for `capacity`, `idHash` for twice that. */
export interface Columns {
  readonly capacity: number;
  readonly floats: Readonly<Record<FloatColumn, Float64Array>>;
  readonly wholes: Readonly<Record<WholeColumn, Uint32Array>>;
  readonly flags: Readonly<Record<FlagColumn, Uint8Array>>;
  readonly idHash: Uint32Array;
}

function recordOf<K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> {
  const made = {} as Record<K, V>;
  for (const key of keys) made[key] = make(key);
  return made;
}

/** Columns full of zeros. In shared memory another thread can read them without a copy. */
export function makeColumns(capacity: number, shared: boolean): Columns {
  const bytes = (n: number): ArrayBuffer | SharedArrayBuffer => (shared ? new SharedArrayBuffer(n) : new ArrayBuffer(n));
  return {
    capacity,
    floats: recordOf(FLOAT_COLUMNS, () => new Float64Array(bytes(8 * capacity))),
    wholes: recordOf(WHOLE_COLUMNS, () => new Uint32Array(bytes(4 * capacity))),
    flags: recordOf(FLAG_COLUMNS, () => new Uint8Array(bytes(capacity))),
    idHash: new Uint32Array(bytes(8 * capacity)),
  };
}

/** Copies rows `[from, from + count)` of one set of columns to `at` in another. */
export function copyRows(source: Columns, from: number, count: number, target: Columns, at: number): void {
  const copy = (a: AnyColumn, b: AnyColumn, width = 1): void => b.set(a.subarray(from * width, (from + count) * width), at * width);
  for (const name of FLOAT_COLUMNS) copy(source.floats[name], target.floats[name]);
  for (const name of WHOLE_COLUMNS) copy(source.wholes[name], target.wholes[name]);
  for (const name of FLAG_COLUMNS) copy(source.flags[name], target.flags[name]);
  copy(source.idHash, target.idHash, 2);
}

/** The same rows with more room. */
export function grownColumns(columns: Columns, count: number, capacity: number): Columns {
  const larger = makeColumns(capacity, columns.idHash.buffer instanceof SharedArrayBuffer);
  copyRows(columns, 0, count, larger, 0);
  return larger;
}

/** The rows `keep` (ascending indices) of a column, `width` entries a row; a view where nothing was dropped. */
export function picked<T extends AnyColumn>(column: T, keep: Uint32Array | undefined, count: number, width = 1): T {
  if (!keep) return column.subarray(0, count * width) as T;
  for (let i = 0; i < keep.length; i++) for (let k = 0; k < width; k++) column[i * width + k] = column[keep[i] * width + k];
  return column.subarray(0, keep.length * width) as T;
}
