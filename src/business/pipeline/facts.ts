import type { WallMs } from '../../core/moment.ts';
import type { Place, Problem } from '../../core/problem.ts';
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

/** Where deal `i` stands. Of an export in several parts it is not known which part has the row, so none is named. */
export function placeOfDeal({ sources, deals }: Pick<PipelineFacts, 'sources' | 'deals'>, i: number): Place {
  const [first, second] = sources;
  const inParts = second !== undefined && second.snapshot === first.snapshot && second.profile === first.profile;
  return { file: first?.file, ...(inParts ? {} : { row: deals.row[i] }) };
}
