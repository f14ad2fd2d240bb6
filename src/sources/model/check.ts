import { HIDDEN } from '../../core/hidden.ts';
import type { Problem } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';

/** What a draft may hold; all of it comes from the policy. */
export interface DraftLimits {
  /** Hosts that links may lead to; a host stands for what is below it too. */
  readonly links: readonly string[];
  /** Mail addresses that may stand in the text. */
  readonly recipients: readonly string[];
  readonly charactersMax: number;
}

/** Anything that a mail program would make a link: with a scheme, or a bare host. */
const LINK =
  /(?<![\w@.])(?:[a-z][a-z0-9+.-]{1,20}:\/\/\S+|(?:mailto|tel|tg|javascript|data|file|sms):\S+|(?:[\p{L}\p{N}-]{1,63}\.)+\p{L}{2,24}(?![\p{L}\p{N}@])(?:[/:?#]\S*)?)/giu;
const ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]+@(?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]+/giu;

/** Words of somebody who talks to a machine, or of a machine that answers him; in English and German. */
const ECHOES: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|previous|above|system)/i,
  /\b(?:ignorier|vergiss|missachte)\w*\b.{0,40}\b(?:anweisung|regel|vorherig|obig|system)/i,
  /<\/?\s*(?:system|assistant|user|human|tool\w*|function\w*|instructions?|data|untrusted)\b[^>]*>?|<\|[^|]*\|>|\[\/?INST\]/i,
  /\b(?:system prompt|as an ai\b|language model|sprachmodell|als ki\b)/i,
  /^\s*(?:system|assistant|human|user)\s*:/im,
  /\b(?:approved|freigegeben|genehmigt) (?:by|von|durch)\b/i,
  /\b(?:api[ _-]?key|access token|passwor[dt]|passwort)\b/i,
];

/** What a text of our own names: hosts that it links to, and mail addresses. Pure. */
export function namedIn(text: string): { readonly links: readonly string[]; readonly addresses: readonly string[] } {
  const links = [...text.replace(ADDRESS, ' ').matchAll(LINK)].flatMap(([link]) => urlOf(link)?.hostname ?? []);
  return { links, addresses: [...text.matchAll(ADDRESS)].map(([address]) => address) };
}

/** What keeps a draft from being shown as it is; empty where nothing does. Pure: the same draft, the same problems. */
export function checkDraft(draft: string, limits: DraftLimits): Problem[] {
  const problems: Problem[] = [];
  const add = (code: string, message: Text, count?: number): void => {
    problems.push({ code, level: 'error', message, remedy: REMEDY, ...(count !== undefined && { count }) });
  };
  if (draft.trim() === '') add('draft-empty', { en: 'The draft is empty.', de: 'Der Entwurf ist leer.' });
  if (draft.length > limits.charactersMax)
    add('draft-too-long', {
      en: `The draft has ${draft.length} characters; ${limits.charactersMax} are allowed.`,
      de: `Der Entwurf hat ${draft.length} Zeichen; erlaubt sind ${limits.charactersMax}.`,
    });
  const foreign = strangeAddresses(draft, limits);
  if (foreign > 0)
    add(
      'draft-recipient',
      { en: 'The draft names a mail address that is not allowed.', de: 'Der Entwurf nennt eine Mailadresse, die nicht erlaubt ist.' },
      foreign,
    );
  const links = strangeLinks(draft, limits);
  if (links > 0)
    add('draft-link', { en: 'The draft has a link that is not allowed.', de: 'Der Entwurf hat einen Link, der nicht erlaubt ist.' }, links);
  const hidden = draft.replace(/\r\n/g, '\n').match(HIDDEN)?.length ?? 0;
  if (hidden > 0 || /\p{Surrogate}/u.test(draft))
    add(
      'draft-hidden',
      { en: 'The draft has characters that a reader can not see.', de: 'Der Entwurf hat Zeichen, die man beim Lesen nicht sieht.' },
      Math.max(hidden, 1),
    );
  if (ECHOES.some((pattern) => pattern.test(draft)))
    add('draft-echo', {
      en: 'The draft repeats instructions that somebody put into the data, or speaks as a machine.',
      de: 'Der Entwurf wiederholt Anweisungen, die jemand in die Daten geschrieben hat, oder spricht als Maschine.',
    });
  if (/!\[[^\]]*\]\(|\]\([^)]*\)|<[a-z!/][^>]*>|\{\{|\$\{/i.test(draft))
    add('draft-markup', {
      en: 'The draft has markup or an unfilled placeholder.',
      de: 'Der Entwurf hat Auszeichnungen oder einen leeren Platzhalter.',
    });
  return problems;
}

const REMEDY: Text = {
  en: 'The template was taken instead; or edit the draft.',
  de: 'Stattdessen gilt die Vorlage; oder bearbeite den Entwurf.',
};

function strangeAddresses(draft: string, limits: DraftLimits): number {
  const allowed = new Set(limits.recipients.map((address) => address.toLowerCase()));
  return [...draft.matchAll(ADDRESS)].filter(([address]) => !allowed.has(address.toLowerCase())).length;
}

function strangeLinks(draft: string, limits: DraftLimits): number {
  const allowed = limits.links.map((host) => host.toLowerCase());
  return [...draft.replace(ADDRESS, ' ').matchAll(LINK)].filter(([link]) => {
    const url = urlOf(link);
    if (!url || url.username || url.password || url.port) return true;
    return !allowed.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  }).length;
}

/** The web address that a word means; undefined where it means another kind of link, which is never allowed. */
function urlOf(link: string): URL | undefined {
  const text = link.replace(/[.,;:!?)\]]+$/, '');
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/?#]*:\d/.test(text) ? text : `https://${text}`);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
  } catch {
    return undefined;
  }
}
