import { dayOf, type WallMs } from '../../../core/moment.ts';
import { type StageBook, stageKey } from '../../../core/stage.ts';
import type { DealTable, WordColumn } from '../deals.ts';
import { IdIndex } from '../id-index.ts';

/** One export of deals with its date. */
export interface Snapshot {
  readonly at: WallMs;
  readonly deals: DealTable;
}

/** The columns that tell whether a deal of one export is that of another. */
export type JoinColumns = Pick<DealTable, 'count' | 'idHash' | 'created'>;

/**
 * Whether an id means another deal in a newer export than in an older one: a CRM may give the id of a deleted deal away again,
 * and then the deal was created after the day of the older export. Moments may be NaN: not known.
 */
function isIdReused(createdThen: WallMs, createdNow: WallMs, olderAt: WallMs): boolean {
  return createdNow !== createdThen && dayOf(createdNow) > dayOf(olderAt);
}

/** Finds deals of one export in another by their ids. */
export class DealJoin {
  private readonly index: IdIndex;

  constructor(private readonly table: JoinColumns) {
    this.index = new IdIndex(table);
  }

  /** Row here of the deal in row `j` of a newer export; -1 where it was not there at `at`, the moment of this one. */
  findOlder(newer: JoinColumns, j: number, at: WallMs): number {
    const i = this.index.find(newer.idHash[2 * j], newer.idHash[2 * j + 1]);
    return i >= 0 && isIdReused(this.table.created[i], newer.created[j], at) ? -1 : i;
  }

  /** Row here of the deal in row `i` of an older export of the moment `at`; -1 where it is gone. */
  findNewer(older: JoinColumns, i: number, at: WallMs): number {
    const j = this.index.find(older.idHash[2 * i], older.idHash[2 * i + 1]);
    return j >= 0 && isIdReused(older.created[i], this.table.created[j], at) ? -1 : j;
  }
}

/**
 * For each word of a stage column a number that is the same for all names of one stage, so that a stage that was renamed in the
 * CRM (and is known by both names) is no step. `numbers` is shared by the columns that are compared.
 */
export function stageNumbers(stage: WordColumn, stages: StageBook, numbers: Map<string, number>): Uint32Array {
  return Uint32Array.from(stage.words, (word) => {
    const key = stageKey(stages.find(word)?.name ?? word);
    let number = numbers.get(key);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(key, number);
    }
    return number;
  });
}
