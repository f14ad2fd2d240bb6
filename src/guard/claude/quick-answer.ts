import { realpathSync } from 'node:fs';
import type { Language } from '../../core/text.ts';
import { findRoot } from '../../tree/root.ts';
import { policyForSession } from '../decide/session-policy.ts';
import { keptPolicy } from '../policy/compiled.ts';
import type { HookInput } from './hook-input.ts';
import { believed, fresh, readHostSession } from './host-session.ts';
import { PartNeeded, type ProgramParts, refusalOf } from './judge.ts';

/** What can be said at once: nothing against it, a refusal, that a part of the program is needed, or that the whole of it must look. */
export type QuickAnswer =
  | { readonly kind: 'go' }
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'needs'; readonly part: keyof ProgramParts }
  | { readonly kind: 'ask' };

/**
 * Answers a PreToolUse call from what is kept in `.bizos/`: the session, whose lease was seen to hold a while ago, and the policy of
 * these very documents. Where either is missing the whole program is to be asked; where one of `parts` is needed that is not given, the
 * answer is which. Outside any tree there is nothing to guard.
 */
export function quickAnswer(
  input: HookInput,
  now: number,
  language: Language,
  project: string | undefined,
  parts: ProgramParts,
): QuickAnswer {
  const found = findRoot(input.cwd) ?? (project === undefined ? undefined : findRoot(project));
  if (found === undefined) return { kind: 'go' };
  const root = realpathSync(found);
  const kept = readHostSession(root, input.hostSession);
  if (!kept || !believed(kept, now)) return { kind: 'ask' };
  const policy = keptPolicy(root);
  if (!policy) return { kind: 'ask' };
  try {
    const reason = refusalOf(input, {
      root,
      policy: policyForSession(policy.value, kept.agent, kept.entity),
      actor: { kind: 'agent', agent: kept.agent, session: kept.session },
      language,
      parts,
    });
    return reason === undefined ? { kind: 'go' } : { kind: 'refuse', reason };
  } catch (error) {
    if (error instanceof PartNeeded) return { kind: 'needs', part: error.part };
    throw error;
  }
}

/** Whether a PostToolUse call has nothing to do: there is no session of this host's here, or its lease was renewed a moment ago. */
export function nothingToRenew(input: HookInput, now: number, project?: string): boolean {
  const found = findRoot(input.cwd) ?? (project === undefined ? undefined : findRoot(project));
  if (found === undefined) return true;
  const kept = readHostSession(realpathSync(found), input.hostSession);
  return !kept || fresh(kept, now);
}
