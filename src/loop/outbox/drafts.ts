import type { ActionDraft } from '../../core/action.ts';
import { openSealed } from '../ledger/sealed.ts';
import { contentHash, recipientsHash } from '../plan/identity.ts';
import type { OutboxAction } from './state.ts';

/** A draft as it would leave; or why it can't: its contents are not on this machine, or are not what the ledger says. */
export type FoundDraft = { readonly draft: ActionDraft } | { readonly fault: 'draft-missing' | 'draft-changed' };

/** Opens the drafts behind the commitments of the ledger. */
export function openDrafts(root: string): (action: OutboxAction) => FoundDraft {
  const open = openSealed(root);
  return (action) => {
    const draft = open(action.draft) as ActionDraft | undefined;
    if (draft === undefined) return { fault: 'draft-missing' };
    const { message, channel } = draft;
    const same =
      channel === action.plan.channel &&
      contentHash(channel, message) === action.content &&
      recipientsHash(message.to) === action.plan.recipients;
    return same ? { draft } : { fault: 'draft-changed' };
  };
}
