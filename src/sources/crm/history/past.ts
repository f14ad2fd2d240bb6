import type { StageBook } from '../../../core/stage.ts';
import type { DealTable } from '../deals.ts';
import type { PastSnapshot } from '../history.ts';
import { DealJoin, type JoinColumns, type Snapshot } from './join.ts';

/** The open deals of an export, before it is known how they ended. */
export interface OpenThen extends JoinColumns {
  readonly at: number;
  readonly stage: readonly string[];
  readonly owner: readonly string[];
  readonly amount: Float64Array;
  readonly closing: Float64Array;
}

/** Deals that were closed when they were last seen and are in no later export: growing columns. */
export class ClosedAndGone {
  private readonly hashes: number[] = [];
  private readonly ends: { readonly won: number; readonly closedAt: number; readonly created: number }[] = [];

  add(deals: DealTable, i: number, won: 0 | 1): void {
    this.hashes.push(deals.idHash[2 * i], deals.idHash[2 * i + 1]);
    this.ends.push({ won, closedAt: deals.closed[i], created: deals.created[i] });
  }

  columns(): JoinColumns & { readonly won: Float64Array; readonly closed: Float64Array } {
    return {
      count: this.ends.length,
      idHash: Uint32Array.from(this.hashes),
      created: Float64Array.from(this.ends, ({ created }) => created),
      won: Float64Array.from(this.ends, ({ won }) => won),
      closed: Float64Array.from(this.ends, ({ closedAt }) => closedAt),
    };
  }
}

/** The open deals of an export as columns of their own, so that the export itself need not be kept. */
export function openThen({ at, deals }: Snapshot, stages: StageBook): OpenThen {
  const isOpen = deals.stage.words.map((word) => (stages.find(word)?.category ?? 'open') === 'open');
  const rows: number[] = [];
  for (let i = 0; i < deals.count; i++) if (isOpen[deals.stage.at[i]]) rows.push(i);
  const idHash = new Uint32Array(rows.length * 2);
  for (const [k, i] of rows.entries()) idHash.set(deals.idHash.subarray(2 * i, 2 * i + 2), 2 * k);
  return {
    at,
    count: rows.length,
    idHash,
    stage: rows.map((i) => deals.stage.words[deals.stage.at[i]]),
    owner: rows.map((i) => deals.owner.words[deals.owner.at[i]]),
    amount: Float64Array.from(rows, (i) => deals.amount[i]),
    created: Float64Array.from(rows, (i) => deals.created[i]),
    closing: Float64Array.from(rows, (i) => deals.closing[i]),
  };
}

/** What became of the deals that were open at each export: by the newest, or else by the last one that they were in. */
export function withEnds(pasts: readonly OpenThen[], newest: Snapshot, gone: ClosedAndGone, stages: StageBook): PastSnapshot[] {
  // One export alone: nothing to join.
  if (pasts.length === 0) return [];
  const { deals } = newest;
  const categories = deals.stage.words.map((word) => stages.find(word)?.category);
  const ends = categories.map((category) => (category === 'won' ? 1 : category === 'lost' ? 0 : Number.NaN));
  const left = gone.columns();
  const [inNewest, inLeft] = [new DealJoin(deals), new DealJoin(left)];
  return pasts.map(({ at, count, idHash, ...then }) => {
    const columns = { count, idHash, created: then.created };
    const won = new Float64Array(count).fill(Number.NaN);
    const closedAt = new Float64Array(count).fill(Number.NaN);
    for (let i = 0; i < count; i++) {
      const j = inNewest.findNewer(columns, i, at);
      const k = j < 0 ? inLeft.findNewer(columns, i, at) : -1;
      if (j >= 0) [won[i], closedAt[i]] = [ends[deals.stage.at[j]], deals.closed[j]];
      else if (k >= 0) [won[i], closedAt[i]] = [left.won[k], left.closed[k]];
    }
    const openValue = then.amount.reduce((sum, amount) => sum + (amount || 0), 0);
    return { at, open: count, openValue, ...then, won, closedAt };
  });
}
