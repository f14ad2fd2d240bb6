import { becauseIn, ifIn, thenIn } from './clause-words.ts';
import { COUNT_PATTERN } from './duration-words.ts';

const LENGTH = `(?:${COUNT_PATTERN})\\s+(?:days?|weeks?|months?|quarters?|tagen?|tage?|wochen?|monate?n?|quartale?n?)`;
const DURATION = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(for|over|during|über|für)\\s+(${LENGTH})(?:\\s+(?:lang|hinweg))?|(${LENGTH})\\s+lang)(?!\\p{L})`,
  'giu',
);

/** The end of what is said: of a sentence, of the change before `then`, of a remark. */
const END = /^[^\S\n]*(?:$|[.!?;:,)…\n]|[–—-]\s|(?:then|dann|because|weil)\s)/i;

/** A clause that tells of something else, or of what was: `leads that were silent for 30 days`. */
const ASIDE =
  /(?<![a-zäöüß])(?:that(?!\s*$)|which|who|whom|whose|where|when|while|until|unless|was|were|been|had|war|waren|gewesen|hatten?|wurden?)(?![a-zäöüß])|^,\s*(?:(?:in|an|auf|bei|mit|von|zu|für|aus)\s+)?(?:die|der|das|dem|den|denen|deren|dessen|welche[rsmn]?|wo|wenn|als|nachdem|bevor|dass|ob)\s/i;

/** What lasts that long already: `leads silent for 30 days`, `offers without an answer for 2 weeks`. */
const LASTS =
  /(?<![a-zäöüß])(?:silent|quiet|open|idle|inactive|unpaid|overdue|due|stuck|old|cold|late|pending|stale|dormant|waiting|gone|away|absent|missing|closed|on hold|un[a-z]+ed|unread|not [a-z]+ed|(?:without|no)(?: any| an?)? (?:contact|reply|answer|response|activity|news|visit|orders?|payment|change|update|movement)|offen|still|ruhig|alt|inaktiv|fällig|überfällig|un[a-zäöü]+t|nicht [a-zäöü]+|(?:ohne|kein[a-z]*) [a-zäöü]+)\s*$/i;

/** `stille Leads`: a length before such words may be of them (`30 Tage lang stille Leads`). */
const QUALITY =
  /^\s+(?!(?:d(?:ie|er|as|en|em)|(?:jede|alle|diese|unsere|eine|keine|ihre|seine|meine|eure)[rsnm]?|unser|einen|keinen)\s)[a-zäöüß]+(?:e|en|er|es|em)\s+[A-ZÄÖÜ]/;

/**
 * A length of time that the words name for the trial itself: `for 4 weeks` at the end of the change or of a sentence, `6 Wochen lang`, a sentence of
 * its own. What is said of leads, offers or the outcome is none; nor is where that is not sure.
 */
export function durationIn(words: string): string | undefined {
  // To look for letters of any script takes V8 milliseconds to make ready.
  if (!/day|week|month|quart|tag|woche|monat/i.test(words)) return undefined;
  for (const { 0: whole, 1: sign, 2: behindSign, 3: lang, index } of words.matchAll(DURATION)) {
    const before =
      words
        .slice(Math.max(0, index - SENTENCE_MAX), index)
        .split(/[.!?…]\s|[\n;:]/)
        .at(-1) ?? '';
    const after = words.slice(index + whole.length, index + whole.length + SENTENCE_MAX);
    const german = lang !== undefined || /\slang$/i.test(whole) ? 'lang' : /^für$/i.test(sign) ? 'für' : undefined;
    if (isOfTrial(before, after, german, sign)) return behindSign ?? lang;
  }
  return undefined;
}

/** Nobody says a longer sentence; in signs. */
const SENTENCE_MAX = 1000;

/** Whether a length between these words of its sentence and what stands behind it says how long something is tried. */
function isOfTrial(before: string, after: string, german: 'lang' | 'für' | undefined, sign: string | undefined): boolean {
  const ends = END.test(after);
  if (before.trim() === '' && ends) return true;
  // `invoices over 3 months` are old.
  if (german === undefined && !/^for$/i.test(sign ?? '')) return false;
  const opening = ifIn(before)?.end ?? 0;
  // Behind the change, only what is set apart from the outcome and the reason.
  if (thenIn(before, opening) || becauseIn(before)) return ends && /[,(–—-]\s*$/.test(before);
  const clause = before.slice(Math.max(opening, before.lastIndexOf(',')));
  if (ASIDE.test(clause) || LASTS.test(clause)) return false;
  if (ends) return true;
  if (before.trim() === '' && german === undefined) return /^\s+(?:we|let)(?![a-z])/i.test(after);
  if (german === undefined || QUALITY.test(after)) return false;
  // German has its verb behind it.
  if (german === 'lang') return true;
  return (
    /^\s+[a-zäöüß]+(?:n|ren)\s*(?:$|[,.;!?]|dann\s|weil\s)/.test(after) ||
    (/(?:^|\s)(?:wir|ich|man)?\s*$/i.test(before) && /^\s+[a-zäöüß]/.test(after))
  );
}
