import type { ActionDraft, MessageBlock } from '../../core/action.ts';
import type { Language } from '../../core/text.ts';
import { REQUEST } from '../actions/approval-request-kind.ts';
import type { OutboxAction } from '../outbox/state.ts';
import { pressData, type Verb } from './press.ts';

const LABELS: Readonly<Record<Verb, readonly [string, string]>> = {
  y: ['✓ Approve', '✓ Freigeben'],
  n: ['✗ Reject', '✗ Ablehnen'],
  p: ['Later', 'Später'],
  s: ['Show', 'Zeigen'],
  e: ['Edit', 'Ändern'],
};

/** Where and how a request is put. */
export interface RequestWay {
  readonly channel: string;
  readonly to: readonly string[];
  readonly language: Language;
  /** Until when it can be answered, in words of the tree's wall clock. */
  readonly until: string;
  /** Pressed `Show`: the id of the press; the message says everything that is known. */
  readonly shown?: string;
}

/**
 * The message that asks for an approval: everything that would leave, quoted, and to whom, with buttons that are bound to this content and this
 * asking. One asking makes one message, however often it is planned.
 */
export function requestDraft(action: OutboxAction, draft: ActionDraft, way: RequestWay): ActionDraft | undefined {
  const ask = action.ask?.data;
  if (!ask) return undefined;
  const at = way.language === 'de' ? 1 : 0;
  const button = (verb: Verb) => ({ label: LABELS[verb][at], data: pressData(verb, ask) });
  return {
    kind: REQUEST,
    entity: action.plan.entity,
    findings: [],
    template: way.shown === undefined ? 'request' : 'request-shown',
    stage: '',
    occasion: way.shown === undefined ? ask.nonce : `${ask.nonce} ${way.shown}`,
    channel: way.channel,
    message: {
      to: [...way.to],
      subject: `${way.language === 'de' ? 'Freigabe' : 'Approval'} ${action.action.slice(0, 8)}`,
      blocks: requestBlocks(action, draft, way),
      buttons: [
        [button('y'), button('n')],
        [button('p'), button('s'), button('e')],
      ],
    },
    why: { en: `A person decides about ${action.action}.`, de: `Über ${action.action} entscheidet ein Mensch.` },
    evidence: { action: action.action },
  };
}

function requestBlocks(action: OutboxAction, draft: ActionDraft, { language, until, shown }: RequestWay): MessageBlock[] {
  const german = language === 'de';
  const { message } = draft;
  const facts = [
    `${german ? 'Aktion' : 'Action'}: ${draft.kind}, ${draft.entity}, ${german ? 'durch' : 'through'} ${draft.channel}`,
    `${german ? 'An' : 'To'}: ${message.to.join(', ')}`,
    `${german ? 'Warum' : 'Why'}: ${draft.why[language]}`,
    `${german ? 'Bis' : 'Until'}: ${until}`,
  ];
  const more =
    shown === undefined
      ? []
      : [
          ...(action.why ? [`${german ? 'Tor' : 'Gate'}: ${action.why[language]}`] : []),
          ...Object.entries(draft.evidence).map(
            ([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
          ),
          `SHA-256: ${action.content}`,
        ];
  const body = message.blocks.map((block) => (block.kind === 'list' ? block.items.map((item) => `- ${item}`).join('\n') : block.text));
  const words = [...(message.subject === undefined ? [] : [`${german ? 'Betreff' : 'Subject'}: ${message.subject}`]), ...body];
  const data = message.data === undefined ? [] : [JSON.stringify(message.data, null, 1)];
  return [
    { kind: 'list', items: [...facts, ...more] },
    { kind: 'heading', text: german ? 'Genau das ginge hinaus' : 'Exactly this would leave' },
    { kind: 'quoted', text: [...words, ...data].join('\n\n') },
  ];
}
