import type { Text } from '../../core/text.ts';
import type { Context } from '../../workspace/operation.ts';

/** What the schedule asks an agent for: one row that is due. */
export interface ScheduledCall {
  readonly agent: string;
  /** The row's name as `labelKey` makes it; among the `rows` of the ledger's `run-start`. */
  readonly row: string;
  /** The same as the document has it. */
  readonly what: string;
  /** Names of the scans that the row means; none for a row that is about an action kind alone. */
  readonly scans: readonly string[];
  /** Names of the action kinds that the row means (`win-loss-summary`), asked besides those that follow from findings. */
  readonly kinds: readonly string[];
  /** ISO instant that the run was due at and missed: it is made up for now, and says so. */
  readonly due?: string;
  /** Nobody asks the remote: what is promised holds on this machine only. */
  readonly offline: boolean;
}

/** What came of it. */
export interface ScheduledRun {
  /** Exit code of the same run by hand: 3 when another session holds what it needs, 4 when the surroundings failed. */
  readonly exit: 0 | 1 | 2 | 3 | 4 | 8;
  /** Id of the run in the ledger. */
  readonly run?: string;
  /** One sentence: what was found, sent, held. */
  readonly says: Text;
}

/** Runs an agent as `bizos agent run` does: session, scans, round, end. May throw BizosError as that does. */
export type AgentRunner = (context: Context, call: ScheduledCall) => Promise<ScheduledRun>;
