import type { WallMs } from '../../core/moment.ts';
import type { Problem } from '../../core/problem.ts';
import type { StageBook } from '../../core/stage.ts';
import type { DealTable, SourceSummary } from '../../sources/crm/deals.ts';
import type { DealHistory } from '../../sources/crm/history.ts';

/** Everything that the pipeline scan looks at, besides the policy and the moment. */
export interface PipelineFacts {
  /** Slug; `-` outside any tree. */
  readonly entity: string;
  readonly sources: readonly SourceSummary[];
  readonly deals: DealTable;
  readonly history: DealHistory;
  readonly stages: StageBook;
  readonly problems: readonly Problem[];
}

/** The moment of a scan, and how it was chosen. */
export interface ScanMoment {
  readonly asOf: WallMs;
  readonly basis: 'given' | 'now' | 'export';
}
