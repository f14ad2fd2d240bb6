import type { ActionDraft, Message, Pattern } from '../../core/action.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { sha256 } from '../ledger/chain.ts';

/** Names an action: the same agent, kind, company and occasion is the same action, however often it is planned. Sixteen hex digits. */
export function actionId(agent: string, draft: Pick<ActionDraft, 'kind' | 'entity' | 'occasion'>): string {
  return sha256(canonicalJson(['bizos.action/1', agent, draft.kind, draft.entity, draft.occasion])).slice(0, 16);
}

/** Hash of exactly what would leave, and by which way: what an approval is bound to. */
export function contentHash(channel: string, message: Message): string {
  return sha256(canonicalJson(['bizos.content/1', channel, message]));
}

/** Hash of whom it would reach. */
export function recipientsHash(to: readonly string[]): string {
  return sha256(canonicalJson(['bizos.recipients/1', to]));
}

/** Idempotency key: hash of channel, recipients, body and action. The same key is the same message, so sending it twice is one delivery. */
export function idempotencyKey(action: string, channel: string, message: Message): string {
  const { to, ...body } = message;
  return sha256(canonicalJson(['bizos.key/1', channel, to, body, action]));
}

/** The pattern of a draft, for what trust is earned for. */
export function patternOf({ kind, template, stage, entity }: Pick<ActionDraft, 'kind' | 'template' | 'stage' | 'entity'>): Pattern {
  return { kind, template, stage, entity };
}
