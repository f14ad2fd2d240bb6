import type { WallMs } from '../../core/moment.ts';
import type { Problem } from '../../core/problem.ts';

/**
 * The canonical fields of a deal, in the words of `--map FIELD=COLUMN` and of the `Field | Column` table. `outcome`: a column beside the stage
 * that says won, lost or open, as Pipedrive's status does.
 */
export const DEAL_FIELDS = [
  'id',
  'name',
  'account',
  'owner',
  'stage',
  'outcome',
  'amount',
  'currency',
  'probability',
  'created',
  'closing',
  'closed',
  'last_activity',
  'modified',
  'next_step',
  'source',
  'reason',
  'email',
  'owner_id',
] as const;
export type DealField = (typeof DEAL_FIELDS)[number];

/** Values of a column that repeats few words (stage, owner, source): index 0 is always the empty string, "not given". */
export interface WordColumn {
  readonly words: readonly string[];
  readonly at: Uint32Array;
}

/**
 * The deals of one snapshot as columns: one entry a deal, all arrays of the same length, duplicates and rejects already
 * taken out. Numbers stay in typed arrays so that a million deals fit in 100 MB; long text (id, name, account, next step)
 * is read when asked for, and cheapest in ascending order of `i`.
 */
export interface DealTable {
  readonly count: number;
  /** ISO 4217 code of `amount`; `XXX` where nothing tells it. Deals in another currency have a NaN amount and a problem. */
  readonly currency: string;
  /** Which canonical fields the export carries at all. */
  readonly fields: ReadonlySet<DealField>;
  /** Row of the export that a deal came from, 1-based, header rows counted. */
  readonly row: Uint32Array;
  readonly stage: WordColumn;
  readonly owner: WordColumn;
  readonly source: WordColumn;
  readonly reason: WordColumn;
  /** Minor units; NaN: not given or not readable. */
  readonly amount: Float64Array;
  /** 0 to 1; NaN: not given. */
  readonly probability: Float64Array;
  readonly created: Float64Array;
  readonly closing: Float64Array;
  /** When a closed deal was closed. Where the export has no such column: the closing date of deals in a won or lost stage. */
  readonly closed: Float64Array;
  readonly lastActivity: Float64Array;
  readonly modified: Float64Array;
  /** 1 where a next step is written down. */
  readonly hasNextStep: Uint8Array;
  /** 1 where an account is named. */
  readonly hasAccount: Uint8Array;
  /** Two 32-bit halves of a 64-bit hash of the id at 2i and 2i+1, for joining snapshots without keeping the ids. */
  readonly idHash: Uint32Array;
  /** The id as text; `row-N` where the export has no id column. */
  id(i: number): string;
  /** The deal's name; the id where the export has no name column. */
  name(i: number): string;
  account(i: number): string;
  nextStep(i: number): string;
  /** Address of the deal's contact as the export has it, unchecked; empty where there is none. */
  email(i: number): string;
  /** The owner's id or address in the CRM, as the export has it; empty where there is none. */
  ownerId(i: number): string;
}

/** A row that could not be used, with its whole text kept. */
export interface Reject {
  readonly row: number;
  /** Stable kebab-case reason: `ragged-long`, `stage-missing`, `id-scientific`. */
  readonly code: string;
  readonly reason: string;
  readonly text: string;
}

/** How the date of a snapshot was found, in order of trust. */
export type SnapshotBasis = 'name' | 'header' | 'timestamp' | 'mtime' | 'given';

export interface SourceSummary {
  /** As given on the command line, or relative to the tree's root. */
  readonly file: string;
  /** Of its bytes; worked out when it is first asked for, which throws BizosError (exit 2) where the file was changed after it was read. */
  readonly sha256: string;
  readonly bytes: number;
  /** Data rows seen: accepted, rejected and duplicates. */
  readonly rows: number;
  readonly rejected: number;
  readonly duplicates: number;
  /** `zoho-module`, `hubspot`, `plain` … */
  readonly profile: string;
  readonly format: 'csv' | 'xlsx';
  readonly snapshot: WallMs;
  readonly snapshotBasis: SnapshotBasis;
}

/** One step of a deal from stage to stage, from a stage-history export or from two snapshots. */
export interface StageStep {
  readonly deal: string;
  readonly from: string;
  readonly to: string;
  /** When; for steps seen between two snapshots the date of the later one. */
  readonly at: WallMs;
  /** `history`: the CRM says so; `snapshots`: it lies between two exports. */
  readonly basis: 'history' | 'snapshots';
}

/** What one export file says. */
export interface DealExport {
  readonly source: SourceSummary;
  readonly deals: DealTable;
  /** Filled for a stage-history export, whose rows are steps and not deals (then `deals.count` is 0). */
  readonly steps: readonly StageStep[];
  /** First rejects in row order, at most `REJECTS_KEPT`; `source.rejected` counts them all. */
  readonly rejects: readonly Reject[];
  readonly problems: readonly Problem[];
}
