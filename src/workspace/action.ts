import type { ActionDraft, ActionFinding, ActionRules } from '../core/action.ts';
import type { Problem } from '../core/problem.ts';
import type { Context } from './operation.ts';
import type { Workspace } from './workspace.ts';

/**
 * A kind of action that a field of the business brings (`actions/NAME.ts`). The loop decides whether, when and by whose leave it happens;
 * the kind knows what is written, to whom and through which channel. Its drafts are loaded when they are needed.
 */
export interface ActionKindEntry extends ActionRules {
  /** Rule codes of the findings that it does something about; empty: none by itself (the loop's own alert, a weekly summary). */
  readonly rules: readonly string[];
  /**
   * Words for it in an agent's `Schedule`, lower-case, en and de. A kind that has such words is drafted only when its row is due; one without
   * belongs to every run.
   */
  readonly duties?: readonly string[];
  readonly load: () => Promise<ActionWriter>;
}

/** What it takes to write drafts. */
export interface AskedDrafts {
  readonly agent: string;
  /** Findings that count now and no action of this kind and occasion has been made of. */
  readonly findings: readonly ActionFinding[];
  /** The moment of the run, milliseconds. */
  readonly moment: number;
  /** Settings of the channels, as the policy has them: addresses and chats stand here. */
  readonly channels: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Writes the drafts of one kind: finding → draft. The approved draft's `message` is its effect: exactly that is sent. */
export interface ActionWriter {
  draft(
    context: Context,
    workspace: Workspace,
    asked: AskedDrafts,
  ): Promise<{ drafts: readonly ActionDraft[]; problems: readonly Problem[] }>;
}
