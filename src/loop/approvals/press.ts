import { BizosError } from '../../core/problem.ts';
import type { Language, Text } from '../../core/text.ts';
import { isRunning } from '../dispatch/world.ts';
import type { EntryData, LedgerEntry } from '../ledger/entries/index.ts';
import { readLedger } from '../ledger/read.ts';
import { foldOutbox } from '../outbox/state.ts';
import { type AnswerWorld, actionAsked, giveAnswer } from './answer.ts';

/** What the buttons below a request mean, by the letter that a press sends back. */
const VERBS = { y: 'approved', n: 'rejected', p: 'postponed', s: 'show', e: 'edit' } as const;
export type Verb = keyof typeof VERBS;

/** As many digits of the content's hash as a button has room for (at most 64 bytes): 96 bits. */
const SHOWN_DIGITS = 24;

const DATA = new RegExp(`^([${Object.keys(VERBS).join('')}]):([0-9a-f]{24}):([0-9a-f]{${SHOWN_DIGITS}})$`);

/** What a button sends back: what it means, the nonce of the asking, and the content that it was shown below. */
export function pressData(verb: Verb, { nonce, content }: Pick<EntryData<'ask'>, 'nonce' | 'content'>): string {
  return `${verb}:${nonce}:${content.slice(0, SHOWN_DIGITS)}`;
}

/** What a press did. */
export interface Pressed {
  /** Shown to the person; at most 200 characters. */
  readonly words: string;
  readonly result: 'decided' | 'show' | 'edit' | 'refused';
  /** Undefined where the press names none. */
  readonly action?: string;
  /** Code of `bizos explain`, where it was refused. */
  readonly code?: string;
}

/**
 * Decides by a button, for a person whose numeric id and chat the channel has held against the policy. Whatever is pressed is answered; forged,
 * replayed, expired and changed ones decide nothing. Throws BizosError (exit 4) only where the ledger can't be written.
 */
export function decidePress(world: AnswerWorld & { readonly language: Language }, data: string): Pressed {
  const say = (text: Text): string => text[world.language];
  const found = DATA.exec(data);
  if (!found) return refusal('approval-forged', say(UNKNOWN));
  const [, verb, nonce, shown] = found as unknown as [string, Verb, string, string];
  const { entries } = readLedger(world.root);
  const action = actionAsked(foldOutbox(entries, isRunning).values(), nonce);
  if (!action?.ask) return refusal(...olderAsking(entries, nonce, world.now(), world.language));
  const { content } = action.ask.data;
  if (!content.startsWith(shown)) return { ...refusal('approval-changed', say(CHANGED)), action: action.action };
  const meant = VERBS[verb];
  if (meant === 'show') return { words: say(SHOWN), result: 'show', action: action.action };
  if (meant === 'edit')
    return {
      words: `${say(EDIT)}: bizos approvals edit ${action.action.slice(0, 8)}`,
      result: 'edit',
      action: action.action,
    };
  try {
    giveAnswer(world, { action: action.action, shown: content, nonce, answer: meant });
  } catch (error) {
    if (!(error instanceof BizosError) || error.exit !== 3) throw error;
    const code = /\((approval-[a-z]+)\)/.exec(error.text.en)?.[1] ?? 'approval-forged';
    return { ...refusal(code, error.text[world.language]), action: action.action };
  }
  return { words: say(DONE[meant]), result: 'decided', action: action.action };
}

/** Why a nonce that is no open asking's doesn't count: answered, run out, asked anew since, or nobody's. */
function olderAsking(entries: readonly LedgerEntry[], nonce: string, moment: number, language: Language): [string, string] {
  const ask = entries.find((entry) => entry.kind === 'ask' && entry.data.nonce === nonce);
  if (ask?.kind !== 'ask') return ['approval-forged', UNKNOWN[language]];
  if (entries.some((entry) => entry.kind === 'approval' && entry.data.nonce === nonce)) return ['approval-replayed', REPLAYED[language]];
  return moment >= Date.parse(ask.data.expires) ? ['approval-expired', EXPIRED[language]] : ['approval-changed', CHANGED[language]];
}

function refusal(code: string, words: string): Pressed {
  return { words: words.length > 200 ? `${words.slice(0, 199)}…` : words, result: 'refused', code };
}

const UNKNOWN = { en: 'This was not asked here; nothing was decided.', de: 'Das wurde hier nicht gefragt; nichts ist entschieden.' };
const REPLAYED = { en: 'It was answered already; nothing was changed.', de: 'Es wurde schon beantwortet; nichts ist geändert.' };
const EXPIRED = { en: 'This request has expired; you are asked anew.', de: 'Diese Anfrage ist abgelaufen; du wirst neu gefragt.' };
const CHANGED = {
  en: 'The content is another one by now; look at the newest request.',
  de: 'Der Inhalt ist inzwischen ein anderer; sieh dir die neueste Anfrage an.',
};
const SHOWN = { en: 'It follows as a message.', de: 'Es folgt als Nachricht.' };
const EDIT = { en: 'Edit it at a terminal', de: 'Ändere es an einem Terminal' };
const DONE = {
  approved: { en: 'Approved: exactly what was shown, once.', de: 'Freigegeben: genau das Gezeigte, einmal.' },
  rejected: { en: 'Rejected for good.', de: 'Endgültig abgelehnt.' },
  postponed: { en: 'Postponed; you are asked again.', de: 'Aufgeschoben; du wirst wieder gefragt.' },
} as const;
