import type { DealTable } from './deals.ts';

/** Finds a deal of a table by the 64-bit hash of its id. Deals without an id are not in it. */
export class IdIndex {
  private readonly slots: Int32Array;
  private readonly mask: number;

  constructor(private readonly table: Pick<DealTable, 'count' | 'idHash'>) {
    let size = 1024;
    while (size < table.count * 2) size *= 2;
    this.mask = size - 1;
    this.slots = new Int32Array(size).fill(-1);
    const hash = table.idHash;
    for (let i = 0; i < table.count; i++) {
      if (hash[2 * i] === 0 && hash[2 * i + 1] === 0) continue;
      let slot = (hash[2 * i] ^ (hash[2 * i + 1] >>> 7)) & this.mask;
      while (this.slots[slot] >= 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = i;
    }
  }

  /** Index of the deal with these two halves of the hash, or -1. */
  find(high: number, low: number): number {
    if (high === 0 && low === 0) return -1;
    const hash = this.table.idHash;
    for (let slot = (high ^ (low >>> 7)) & this.mask; ; slot = (slot + 1) & this.mask) {
      const i = this.slots[slot];
      if (i < 0) return -1;
      if (hash[2 * i] === high && hash[2 * i + 1] === low) return i;
    }
  }
}
