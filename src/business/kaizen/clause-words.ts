/** A word that leads on to another part of a sentence, with the signs before it. */
export interface Turn {
  /** The word as it was said. */
  readonly word: string;
  /** Where the part before it ends, and the one behind it begins. */
  readonly index: number;
  readonly end: number;
}

const IF = /^\s*(if|when|wenn|falls)\s+/i;

/** `If`, `When`, `Wenn`, `Falls` at the beginning. */
export function ifIn(text: string): Turn | undefined {
  const found = IF.exec(text);
  return found ? { word: found[1], index: 0, end: found[0].length } : undefined;
}

/** Signs before a word begin where none stands before them: so that a long row of blanks is gone through once. */
const SIGNS = '(?<![\\s,;:])([\\s,;:]+)';

const THEN = new RegExp(`${SIGNS}(then|dann)\\s+`, 'gi');

/** Behind these it tells the order of two deeds, a time or a condition: `call first and then write`, `by then`, `erst dann`. */
const NO_THEN =
  /(?:^|[^a-zäöüß])(?:and|or|but|by|since|until|till|before|after|even|only|back|just|und|oder|aber|bis|erst|nur|auch|sogar|selbst|seit)$/i;

/** What makes a row behind a comma, and no new clause: `call, write and mail`. */
const ROW = /\s(?:and|or|und|oder)\s/i;

/** Nobody says a longer change in one breath; in signs. */
const CHANGE_MAX = 2000;

/**
 * `then` or `dann` behind an offset where it surely begins what follows from the words before: behind a comma, or where no clause has begun since.
 * `…, dann ist der Chef da` is; `…, ist der Chef dann da` and `call first and then write` are not.
 */
export function thenIn(text: string, from: number): Turn | undefined {
  const near = text.slice(from, from + CHANGE_MAX);
  for (const { 0: whole, 1: signs, 2: word, index } of near.matchAll(THEN)) {
    const before = near.slice(0, index);
    if (NO_THEN.test(before.slice(-LONGEST))) continue;
    const clause = [...before.matchAll(/[,;:]\s/g)].at(-1);
    const begun = clause !== undefined && !ROW.test(before.slice(clause.index));
    if (!/[,;:]/.test(signs) && (begun || becauseIn(before))) continue;
    return { word, index: from + index, end: from + index + whole.length };
  }
  return undefined;
}

/** What follows `since` and `da` where they give a reason: behind a time or a place no such words stand. */
const SINCE =
  "since(?=\\s+(?:(?:it|he|she|this|that|there)(?:'s|’s|\\s+(?:is|does|can|will|must|[a-z]{3,}s))|(?:they|we|you|i|people)\\s+(?:are|do|can|will|must|need|want|know))\\b)";
const DA = 'da(?=\\s+(?:ich|du|er|sie|es|wir|ihr|man|der|die|das|den|dem|niemand|jede[rs]?|alle|kein[a-zäöüß]*|ein[a-zäöüß]*)\\s)';

const BECAUSE = new RegExp(`${SIGNS}(?:(because|weil|${SINCE})|(denn|${DA}))\\s+`, 'gi');

/** `Not because … but because …` gives no reason that stands alone. */
const NO_BECAUSE = /(?:^|[^a-zäöüß])(?:not|but|and|or|nicht|sondern|und|oder)$/i;

/** Longer than any word that is looked for before another. */
const LONGEST = 10;

/**
 * The word that begins a reason: `because`, `weil`, others only where they surely do. `The best since 2019`, `ist der Chef da` and `mehr denn je`
 * give none: `denn` and `da` do behind a comma.
 */
export function becauseIn(text: string): Turn | undefined {
  for (const { 0: whole, 1: signs, 2: word, 3: behindComma, index } of text.matchAll(BECAUSE)) {
    if (NO_BECAUSE.test(text.slice(Math.max(0, index - LONGEST), index)) || (word === undefined && !signs.includes(','))) continue;
    return { word: word ?? behindComma, index, end: index + whole.length };
  }
  return undefined;
}
