import type { WallMs } from '../../core/moment.ts';
import type { StageStep } from './deals.ts';

/**
 * What older snapshots and stage-history exports tell about the deals of the newest one. Arrays run along the newest
 * `DealTable`; the index keeps the changes, and they are rebuilt from the files in the inbox.
 */
export interface DealHistory {
  /** Moments of all snapshots used, oldest first, the current one last. One alone means: no history. */
  readonly snapshots: readonly WallMs[];
  /** When the deal came into its present stage, as far as seen; NaN: never seen to change. */
  readonly stageEntered: Float64Array;
  /** How often the closing date was moved to a later day. */
  readonly closingPushes: Uint16Array;
  /** Every stage step known, oldest first, of all deals (also of those that are gone). */
  readonly steps: readonly StageStep[];
  /** Changes between consecutive snapshots, oldest first. */
  readonly flows: readonly Flow[];
  /** Open value and count at each snapshot, for trends and for the forecast's backtest. */
  readonly past: readonly PastSnapshot[];
}

/** What changed from one snapshot to the next, as counts and sums of minor units. */
export interface Flow {
  readonly from: WallMs;
  readonly to: WallMs;
  readonly added: number;
  readonly moved: number;
  readonly won: number;
  readonly wonValue: number;
  readonly lost: number;
  readonly vanished: number;
  readonly amountChanged: number;
  readonly slipped: number;
}

/** A past snapshot in the form that the forecast needs: its open deals then, and what is known of their end. */
export interface PastSnapshot {
  readonly at: WallMs;
  readonly open: number;
  readonly openValue: number;
  /** Parallel arrays over the deals that were open then. */
  readonly stage: readonly string[];
  readonly owner: readonly string[];
  readonly amount: Float64Array;
  readonly created: Float64Array;
  readonly closing: Float64Array;
  /** How each ended by the newest snapshot: 1 won, 0 lost, NaN still open or gone. */
  readonly won: Float64Array;
  readonly closedAt: Float64Array;
}
