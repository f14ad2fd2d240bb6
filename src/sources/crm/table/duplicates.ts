import type { TableBuilder } from './builder.ts';

/** Which rows stay when ids stand more than once. */
export interface Duplicates {
  /** Ascending indices of the rows that stay; undefined when all do. */
  readonly keep: Uint32Array | undefined;
  /** Rows that were word for word the same as the one that stays. */
  readonly exact: number;
  /** Rows with the id of another but other contents. */
  readonly others: number;
  /** Rows of the first few of `others`. */
  readonly rows: readonly number[];
}

/** Compares two rows of the export by their texts. */
export interface RowComparison {
  sameId(a: number, b: number): boolean;
  /** Every cell is the same. */
  sameRow(a: number, b: number): boolean;
}

/**
 * Finds rows with the same id in one pass. The newest modified stays; without dates the later row. Rows are found by the hash of
 * the id; `text` compares the texts of two rows and is only asked where the hashes are the same.
 */
export function findDuplicates(builder: TableBuilder, text: RowComparison): Duplicates {
  const n = builder.count;
  const hash = builder.columns.idHash;
  const { modified } = builder.columns.floats;
  const { row } = builder.columns.wholes;
  let size = 1024;
  while (size < n * 2) size *= 2;
  const slots = new Int32Array(size).fill(-1);
  const dropped: number[] = [];
  const rows: number[] = [];
  let exact = 0;
  for (let i = 0; i < n; i++) {
    if (hash[2 * i] === 0 && hash[2 * i + 1] === 0) continue;
    let slot = (hash[2 * i] ^ (hash[2 * i + 1] >>> 7)) & (size - 1);
    for (;;) {
      const other = slots[slot];
      if (other < 0) {
        slots[slot] = i;
        break;
      }
      if (hash[2 * other] === hash[2 * i] && hash[2 * other + 1] === hash[2 * i + 1] && text.sameId(i, other)) {
        const newer = Number.isNaN(modified[i]) || Number.isNaN(modified[other]) || modified[i] >= modified[other];
        if (text.sameRow(i, other)) exact++;
        else if (rows.length < 5) rows.push(row[newer ? other : i]);
        dropped.push(newer ? other : i);
        if (newer) slots[slot] = i;
        break;
      }
      slot = (slot + 1) & (size - 1);
    }
  }
  if (dropped.length === 0) return { keep: undefined, exact: 0, others: 0, rows };
  const gone = new Uint8Array(n);
  for (const i of dropped) gone[i] = 1;
  const keep = new Uint32Array(n - dropped.length);
  let k = 0;
  for (let i = 0; i < n; i++) if (!gone[i]) keep[k++] = i;
  return { keep, exact, others: dropped.length - exact, rows };
}
