import type * as z from 'zod/mini';
import { approvalEntry } from './approval.ts';
import { askEntry } from './ask.ts';
import { deliveryEntry } from './delivery.ts';
import { dispatchEntry } from './dispatch.ts';
import type { EntryKind } from './entry.ts';
import { failureEntry } from './failure.ts';
import { findingEntry } from './finding.ts';
import { markEntry } from './mark.ts';
import { outcomeEntry } from './outcome.ts';
import { pauseEntry } from './pause.ts';
import { planEntry } from './plan.ts';
import { rulingEntry } from './ruling.ts';
import { runEndEntry } from './run-end.ts';
import { runStartEntry } from './run-start.ts';
import { trustEntry } from './trust.ts';
import { verdictEntry } from './verdict.ts';

/** Every kind of line, by its name. */
export const ENTRIES = {
  finding: findingEntry,
  mark: markEntry,
  plan: planEntry,
  verdict: verdictEntry,
  ask: askEntry,
  approval: approvalEntry,
  dispatch: dispatchEntry,
  delivery: deliveryEntry,
  failure: failureEntry,
  ruling: rulingEntry,
  outcome: outcomeEntry,
  'run-start': runStartEntry,
  'run-end': runEndEntry,
  trust: trustEntry,
  pause: pauseEntry,
} as const;

export type Kind = keyof typeof ENTRIES;

/** What a line of a kind says. */
export type EntryData<K extends Kind> = z.infer<(typeof ENTRIES)[K]['schema']>;

/** A line to be written. */
export type EntryDraft = { readonly [K in Kind]: { readonly kind: K; readonly data: EntryData<K> } }[Kind];

/** A line that stands in the ledger. */
export type LedgerEntry = EntryDraft & {
  /** Its hash: what others name it by. */
  readonly h: string;
  /** Milliseconds. */
  readonly at: number;
  readonly writer: string;
  readonly seq: number;
};

/** The kind by a name from outside; undefined where there is none. */
export function kindNamed(kind: string): EntryKind | undefined {
  return Object.hasOwn(ENTRIES, kind) ? (ENTRIES[kind as Kind] as unknown as EntryKind) : undefined;
}
