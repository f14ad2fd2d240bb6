import type { Text } from '../../core/text.ts';
import type { Actor, Change, Facet, Verdict, ZonePolicy, ZoneRule } from '../../core/zone.ts';
import type { ReadyPolicy } from './ready-policy.ts';

/** An agent that asks. */
export type AgentActor = Extract<Actor, { kind: 'agent' }>;

/** One change, and what the rules look at when they decide about it. */
export interface Question {
  readonly policy: ZonePolicy;
  readonly at: ReadyPolicy;
  readonly change: Change;
  /** The path as a disk has it that ignores case and Unicode form. */
  readonly key: string;
  /** Another name of the same changes is the same file there. */
  readonly hasTwin: boolean;
  /** Agents whose zone names the path. */
  readonly owners: readonly string[];
}

/** The verdict on the change of a question, or on one part of it. */
export function says({ change, owners }: Question, allowed: boolean, code: string, reason: Text, rule?: ZoneRule, facet?: Facet): Verdict {
  return { path: change.path, facet, allowed, code, reason, rule: rule?.place, owners };
}
