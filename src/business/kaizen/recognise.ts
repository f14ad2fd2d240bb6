import type { Entity } from '../../tree/kinds/entity.ts';
import type { LearnKind } from '../../tree/kinds/learn-routes.ts';
import { becauseIn, ifIn, thenIn } from './clause-words.ts';
import { companiesNamed, isGroup } from './company-names.ts';
import type { Layer } from './experiment.ts';
import { firstSentence } from './first-sentence.ts';

/** An idea taken apart: `If we … then … because …`, in English or German. */
export interface Hypothesis {
  /** The whole sentence as it will stand in the log. */
  readonly sentence: string;
  /** Undefined where the words have no such part. */
  readonly change?: string;
  readonly outcome?: string;
  readonly reason?: string;
}

/** Splits the words, which stay as they were said; what is no such sentence, or not surely, is not taken apart. */
export function splitHypothesis(words: string): Hypothesis {
  const text = words.trim();
  const opening = ifIn(text);
  const then = opening && thenIn(text, opening.end);
  if (!opening || !then) return { sentence: text };
  const change = text.slice(opening.end, then.index).trim();
  const rest = text.slice(then.end);
  const because = becauseIn(rest);
  const outcome = (because ? rest.slice(0, because.index) : rest).trim();
  const reason = because ? rest.slice(because.end).trim() : undefined;
  if (change === '' || outcome === '' || reason === '') return { sentence: text };
  const comma = because && /^(?:because|since)$/i.test(because.word) ? ' ' : ', ';
  const behind = because ? `${comma}${because.word.toLowerCase()} ${reason}` : '';
  const sentence = `${capital(opening.word.toLowerCase())} ${change}, ${then.word.toLowerCase()} ${outcome}${behind}`;
  return { sentence: /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`, change, outcome: capital(withoutStop(outcome)), reason };
}

/** A heading's length at most; a title is cut at a word. */
const TITLE_MAX = 72;

/** A title from the change that is tried, or from the first sentence of other words. */
export function titleOf({ change, sentence }: Hypothesis): string {
  const words = (change ?? (firstSentence(sentence) || sentence))
    .replace(/[\s,;]+(?:because|weil)\s.*$/is, '')
    .replace(/^(?:we|they|i|wir|sie|ich|man)\s+/i, '')
    .replace(/\s+/g, ' ')
    .trim();
  const title = withoutStop(words);
  const cut = title.length <= TITLE_MAX ? title : `${title.slice(0, TITLE_MAX).replace(/\s+\S*$/, '')} …`;
  return capital(cut);
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function withoutStop(words: string): string {
  return words.replace(/[.,;:!]+$/, '');
}

/** The letters of Latin scripts in lower case: to look for letters of any script or case takes V8 milliseconds to make ready. */
const LETTER = '[a-z\u00aa\u00b5\u00ba\u00df-\u00f6\u00f8-\u024f]';

/** Finds whole words in a text in lower case; an ellipsis stands for any end of a word. */
function wordsOf(alternatives: string): RegExp {
  return new RegExp(`(?<!${LETTER})(?:${alternatives.replaceAll('…', `${LETTER}*`)})(?!${LETTER})`, 'g');
}

const LAYER_WORDS: Readonly<Record<Layer, RegExp>> = {
  System: wordsOf(
    'crm|zoho|odoo|eats365|n8n|telegram|e-?mail|api|bot|digest|alerts?|automat…|pipelines?|integrat…|exports?|imports?|data|flows?|skills?|dashboards?|fields?|forms?|webhooks?|scripts?|daten…|felde?r?n?|automatisch…|schnittstelle…|meldung…|skripte?',
  ),
  Process: wordsOf(
    'reviews?|meetings?|1:1s?|weekly|daily|monthly|cadence|hand-?overs?|checklists?|agendas?|routines?|rituals?|process(?:es)?|stand-?ups?|calls?|owners? (?:hand|call|check)…|wöchentlich…|täglich…|besprechung…|übergabe…|ablauf|abläufe|prozess…|rund(?:e|en|gang)|checklisten?',
  ),
  Model: wordsOf(
    'kpis?|ptl|ttl|weights?|scor(?:e|es|ing)|targets?|bonus(?:es)?|commissions?|comp(?:ensation)?|incentives?|thresholds?|pricing|models?|gewicht…|ziele?n?|zielwerte?|kennzahl…|vergütung|provision…|modelle?|schwellen?(?:werte?)?',
  ),
};

/** The layer that the words of an idea speak of: the one with most words of its own; undefined where none or two are ahead. */
export function layerIn(words: string): Layer | undefined {
  const lower = words.toLowerCase();
  const counts = (Object.keys(LAYER_WORDS) as Layer[])
    .map((layer) => ({ layer, count: lower.match(LAYER_WORDS[layer])?.length ?? 0 }))
    .sort((a, b) => b.count - a.count);
  return counts[0].count > counts[1].count ? counts[0].layer : undefined;
}

/** Companies that the words name, in the order of the tree; the group only as the holding: its name may be any word (`Group`). */
export function entitiesIn(words: string, entities: readonly Entity[]): Entity[] {
  return companiesNamed(words, entities).filter((entity) => !isGroup(entity) || THE_HOLDING.test(words) || HOLDING.test(words));
}

/** `stop holding meetings` names nobody. */
const THE_HOLDING = /(?<![a-zäöüß])(?:the|our|die|der|unsere[rn]?)\s+holding(?![a-zäöüß]|\s+of\s)/i;

/** `Holding meetings daily` doesn't either: it begins a sentence, where any word has a capital. */
const HOLDING = /(?<![A-Za-zÄÖÜäöüß])(?:Holding|HOLDING)(?![A-Za-zÄÖÜäöüß]|(?<=(?:^|[.!?:]\s|\n)\s?H\w+)\s+[A-Za-zÄÖÜäöüß])/;

const LESSON_WORDS: Readonly<Record<Exclude<LearnKind, 'kaizen'>, RegExp>> = {
  failure: wordsOf(
    'failed|failure|fail|broke|broken|lost|missed|wrong|mistake|outage|incident|crashed|forgot|forgotten|late|delayed|stuck|cancelled|complain…|(?:was|were) cut|cut off|fehlgeschlagen|kaputt|verloren|vergessen|verpasst|schief(?:gegangen|gelaufen|ging…)?|nicht (?:geklappt|funktioniert…|gewirkt|geholfen)|(?:did|does)(?:n.t| not) (?:work|help)|falsch…|fehler|ausfall|panne|zu spät|verspätet|storniert|beschwer…|hängen geblieben|liegen geblieben|abgeschnitten',
  ),
  rule: wordsOf(
    "always|never|must|must not|no one|nobody|only|every|before you|do not|don't|immer|nie|niemals|muss|müssen|darf|dürfen|niemand|nur|jede[rs]?|kein…",
  ),
  pattern: wordsOf(
    '(?<!n.t |not )(?:works?|helps?)|worked|works well|helped|success|best|repeat|again|wirkt|wirkte|hilft|half|bewährt|erfolg…|(?<!nicht )(?:ge)?klappt…|(?<!nicht )funktioniert…',
  ),
};

/** What tells that somebody did not do something is no rule: `nobody saw it`. */
const TOLD =
  /(?<!\p{L})(?:(?:nobody|no one)\s+(?!need)(?:saw|knew|told|came|went|had|was|did|\p{L}{2,}ed)|niemand\s+(?!sollte|dürfte|könnte|müsste)(?:sah|wusste|kam|hatte|war|\p{L}{2,}te))(?!\p{L})/gu;

/**
 * The sort of lesson that the words speak of; undefined where none or two are ahead. What stands behind `because` doesn't count: `… was cut,
 * because nobody knew the limit` is no rule.
 */
export function lessonIn(words: string): Exclude<LearnKind, 'kaizen'> | undefined {
  const because = becauseIn(words);
  const lower = words.slice(0, because?.index).toLowerCase().replace(TOLD, '');
  const counts = (Object.keys(LESSON_WORDS) as Exclude<LearnKind, 'kaizen'>[])
    .map((kind) => ({ kind, count: lower.match(LESSON_WORDS[kind])?.length ?? 0 }))
    .sort((a, b) => b.count - a.count);
  return counts[0].count > counts[1].count ? counts[0].kind : undefined;
}

/** `because …` of a lesson, for its "Why"; with `weil`, behind which German has its verb last: it is no sentence without it. */
export function reasonIn(words: string): string | undefined {
  const because = becauseIn(words);
  if (!because || !/^(?:because|weil)$/i.test(because.word)) return undefined;
  // What is said in other paragraphs is no part of it.
  const [reason] = words
    .slice(because.end)
    .trim()
    .split(/\n\s*\n/);
  return reason === '' ? undefined : /weil/i.test(because.word) ? `Weil ${reason}` : capital(reason);
}
