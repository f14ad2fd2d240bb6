import type { Evidence, Finding, Subject } from './finding.ts';
import type { Text } from './text.ts';

/** Whom an action reaches: people of the group, or somebody outside it (a customer, a lead, their systems). */
export type Audience = 'inside' | 'outside';

/** How much an agent may do alone: 1 observe and alert, 2 prepare and ask, 3 act on proven patterns. */
export type Autonomy = 1 | 2 | 3;

/** What trust is earned for: the kind of action, the template it was written from, where its subject stands, and the company. */
export interface Pattern {
  readonly kind: string;
  readonly template: string;
  /** Empty where the subject stands in no process. */
  readonly stage: string;
  /** Slug of the company. */
  readonly entity: string;
}

/** One word for a pattern: `follow-up-mail / offer-sent / Offer Sent / solartech`; parts never hold a slash. */
export function patternKey({ kind, template, stage, entity }: Pattern): string {
  return [kind, template, stage, entity].map((part) => part.replaceAll('/', '∕').trim() || '–').join(' / ');
}

/** A part of a message. `quoted` is text from outside, shown as such. All of it is plain text: the channel escapes it. */
export type MessageBlock =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'quoted'; readonly text: string };

/** What leaves through a channel, and to whom. `to` comes from the policy or from a record's own field, never out of free text. */
export interface Message {
  readonly to: readonly string[];
  readonly subject?: string;
  readonly blocks: readonly MessageBlock[];
  readonly buttons?: readonly (readonly { readonly label: string; readonly data: string }[])[];
  /** For channels that take data rather than words (webhook, CRM). */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** An action as its kind proposes it, before anybody has decided anything. */
export interface ActionDraft {
  /** Name of its kind: `alert`, `follow-up-mail`. */
  readonly kind: string;
  /** Slug of the company; `*` for an action about several. */
  readonly entity: string;
  /** Ids of the findings that it does something about. */
  readonly findings: readonly string[];
  readonly subject?: Subject;
  readonly owner?: string;
  /** Name of the template that wrote it. */
  readonly template: string;
  readonly stage: string;
  /**
   * What makes it this action and not another one of the same kind: a finding's id and the day it began, a week, a run. The same
   * occasion never becomes two actions.
   */
  readonly occasion: string;
  /** Name of the channel: `telegram`, `email`, `webhook`, `crm`, `file`. */
  readonly channel: string;
  readonly message: Message;
  /** Why this is proposed, in one sentence. */
  readonly why: Text;
  readonly evidence: Evidence;
}

/** What the loop must know of a kind of action besides how its drafts are written. */
export interface ActionRules {
  /** Kebab-case. */
  readonly name: string;
  readonly summary: Text;
  /** The phase from which on an agent may propose it: 1 for telling people of the group, 2 for everything that a person approves. */
  readonly phase: Autonomy;
  readonly audience: Audience;
  /** How it is undone, in the imperative; for a message that can't be called back: what to do instead. */
  readonly undo: Text;
}

/** A finding as actions see it: with its owner, worth and place in its process. */
export interface ActionFinding extends Finding {
  readonly entity: string;
  readonly owner?: string;
  readonly worth?: number;
  readonly stage?: string;
  readonly group?: string;
  /** Since when it counts, milliseconds: part of an occasion. */
  readonly since: number;
}
