/** What ends with a full stop and goes on, in lower case: `Mr. Tan`, `bzw. Hippos`. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  (
    'mr mrs ms dr prof st jr sr inc ltd co corp bros dept est etc approx appr incl excl resp vs viz cf ext fig vol tel ' +
    'sdn bhd pte pty hr fr frl dipl allg bspw bzgl bzw ca dgl ebd einschl etw evtl exkl ff geb gegr gem ges ggf ggfs grds hrsg inkl insb ' +
    'jährl jhd mind mio mrd mtl nr nrn od rd sog std stk str tägl tsd usf usw vgl wg wöchentl zb zbsp zz zzgl'
  ).split(' '),
);

/**
 * The first sentence of words: up to `!` or `?`, or to a full stop before a capital letter or the end of the line, unless it belongs to an
 * abbreviation (`Mr.`, `z. B.`, `e.g.`) or an ordinal (`am 3. Mai`).
 */
export function firstSentence(words: string): string {
  const [line] = words.split('\n', 1);
  for (const { 0: stop, index } of line.matchAll(/(?<![.!?…])[.!?…]+["”“»’)\]]*(?=\s|$)/g)) {
    const end = index + stop.length;
    const rest = line.slice(end).trimStart();
    if (rest === '' || /[!?]/.test(stop)) return line.slice(0, end);
    if (beginsCapital(rest) && !goesOn(line.slice(Math.max(0, index - LONGEST), index))) return line.slice(0, end);
  }
  return line;
}

/** Longer than an abbreviation; in signs. */
const LONGEST = 20;

function beginsCapital(rest: string): boolean {
  const letter = rest.replace(/^["„“”«»‚‘'([]+/, '').charAt(0);
  return letter !== letter.toLowerCase();
}

/** Whether the stop behind these words is a part of the last of them: of one letter or digits, of letters with stops between, or an abbreviation. */
function goesOn(before: string): boolean {
  const word = before.split(/[\s("„“'/-]/).at(-1) ?? '';
  return word.length < 2 || /^\d{1,2}$/.test(word) || /^.(?:\..)+$/s.test(word) || ABBREVIATIONS.has(word.toLowerCase());
}
