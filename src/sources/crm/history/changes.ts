import { isoMoment, type WallMs } from '../../../core/moment.ts';
import type { DealTable } from '../deals.ts';

/**
 * One thing that changed between two exports: what is kept of older exports in the index, in place of copies. `deal` is the
 * deal itself (`old` null: it came; `new` null: it went). Amounts are minor units, moments ISO.
 */
export interface DealChange {
  readonly deal: string;
  /** The moment of the later of the two exports. */
  readonly at: WallMs;
  readonly field: 'deal' | 'stage' | 'owner' | 'amount' | 'closing';
  readonly old: string | null;
  readonly new: string | null;
}

export type ChangeListener = (change: DealChange) => void;

/** What a deal's row says of a field; null where it says nothing. */
function fieldText(deals: DealTable, i: number, field: DealChange['field']): string | null {
  const text = {
    deal: () => deals.name(i),
    stage: () => deals.stage.words[deals.stage.at[i]],
    owner: () => deals.owner.words[deals.owner.at[i]],
    amount: () => (Number.isNaN(deals.amount[i]) ? '' : String(deals.amount[i])),
    closing: () => isoMoment(deals.closing[i]),
  }[field]();
  return text === '' ? null : text;
}

const COMPARED = ['owner', 'amount', 'closing'] as const;

/** Tells of every field (but the stage, which is a step) in which row `j` of the newer export differs from row `i` of the older. */
export function tellChanges(older: DealTable, i: number, newer: DealTable, j: number, at: WallMs, tell: ChangeListener): void {
  for (const field of COMPARED) {
    // A column that one of the exports lacks says nothing about a change.
    if (!older.fields.has(field) || !newer.fields.has(field)) continue;
    const [was, is] = [fieldText(older, i, field), fieldText(newer, j, field)];
    if (was !== is) tell({ deal: newer.id(j), at, field, old: was, new: is });
  }
}
