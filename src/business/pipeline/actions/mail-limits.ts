import type { Message } from '../../../core/action.ts';
import { type DraftLimits, namedIn } from '../../../sources/model/check.ts';
import type { MailFacts } from './follow-up-mail.ts';

/** What a mail may hold, whoever words it: what the policy allows, and what the template itself names. */
export function mailLimits({ template, limits }: Pick<MailFacts, 'template' | 'limits'>): DraftLimits {
  const { links, addresses } = namedIn(template.text);
  return { charactersMax: limits.charactersMax, links: [...limits.links, ...links], recipients: addresses };
}

/** The words of a message without its subject, paragraphs apart. */
export function wordsOf({ blocks }: Pick<Message, 'blocks'>): string {
  return blocks.map((block) => (block.kind === 'list' ? block.items.join('\n') : block.text)).join('\n\n');
}
