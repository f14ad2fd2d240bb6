import { isLabel } from '../../tree/fields.ts';
import { labelKey } from '../../tree/tables.ts';
import { EXPERIMENT_FIELD } from '../../tree/vocabulary.ts';
import { remembered } from './remembered.ts';

/** The fields of an experiment that the program knows. */
export type KnownField = keyof typeof EXPERIMENT_FIELD;

const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const CONTAINER = /^ {0,3}(?:[-*+](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$)|>)/;
const INTERRUPTS = /^ {0,3}(?:[-*+][ \t]+\S|1[.)][ \t]+\S|>|`{3}|~{3})/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}(?:[ \t]|$)/;
export const LINE_END = 10;
const [RETURN, BLANK, STAR, COLON, ASCII] = [13, 32, 42, 58, 127];

/**
 * A `**Label:** value` of an entry, or a label with what stands below it. Offsets are of the text that the entry was cut from. A label
 * alone on its line owns what follows up to the next label or heading, any other only its own paragraph. What it says is found out when it is asked.
 */
export class EntryField {
  readonly start: number;
  private readonly meaning: number;
  private readonly after: number;
  private readonly until: number;
  private read: { readonly value: string; readonly end: number } | undefined;

  /** The label at a place of `labels`, in an entry whose labels end at `last` and whose text ends at `to`. */
  constructor(
    private readonly text: string,
    labels: Labels,
    place: number,
    last: number,
    to: number,
  ) {
    this.meaning = labels.numbers[place];
    this.start = labels.numbers[place + 1];
    this.after = labels.numbers[place + 2];
    this.until = place + 4 < last ? labels.numbers[place + 4] : to;
    this.read = undefined;
  }

  get label(): string {
    return this.text
      .slice(this.start, this.after)
      .replace(/^[ \t]*\*\*|:?\*\*:?$/g, '')
      .trim();
  }

  /** Which field of an experiment it is, in English or German; undefined where it is none that the program knows. */
  get known(): KnownField | undefined {
    return KNOWN[this.meaning];
  }

  /** The label stands alone on its line. */
  get open(): boolean {
    return this.text.slice(this.after, lineEnd(this.text, this.start, this.until)).trim() === '';
  }

  /** As written. */
  get value(): string {
    this.read ??= stretchOf(this.text, this.start, this.after, this.until);
    return this.read.value;
  }

  get end(): number {
    this.read ??= stretchOf(this.text, this.start, this.after, this.until);
    return this.read.end;
  }
}

/** The labelled values in a stretch of text, by the same rules as the reader of documents. Labels in lists, quotes and fences are none. */
export function fieldsIn(text: string, from: number, to: number): EntryField[] {
  const labels = new Labels();
  labels.find(text, from, to);
  return Array.from({ length: labels.length / 3 }, (_, k) => new EntryField(text, labels, 3 * k, labels.length, to));
}

/** The fields of an entry that the program knows; of two with one meaning the first. */
export function knownFields(fields: readonly EntryField[]): ReadonlyMap<KnownField, EntryField> {
  const known = new Map<KnownField, EntryField>();
  for (const field of fields) if (field.known !== undefined && !known.has(field.known)) known.set(field.known, field);
  return known;
}

/**
 * Labels of the entries of a log, three numbers each: its meaning, where its line begins, where what it says begins. A large log has a
 * hundred thousand, of which a command asks for few: numbers in a row cost least.
 */
export class Labels {
  constructor(
    public numbers = new Int32Array(96),
    public length = 0,
  ) {}

  add(meaning: number, line: number, after: number): void {
    if (this.length + 3 > this.numbers.length) {
      const wider = new Int32Array(2 * this.numbers.length);
      wider.set(this.numbers);
      this.numbers = wider;
    }
    this.numbers[this.length++] = meaning;
    this.numbers[this.length++] = line;
    this.numbers[this.length++] = after;
  }

  /** Adds the labels in a stretch of text. */
  find(text: string, from: number, to: number): void {
    findLabels(this, text, from, to);
  }
}

/** What takes a closer look in what stands below a label: fences, headings, rules, other line ends, lines of blanks. */
const ODD = /\r|`{3}|~{3}|(?:^|\n) {0,3}#|([-*_])[ \t]*\1[ \t]*\1|\n[^\S\n]+\n/;

/** What a label says, of all that stands behind it up to the next one or the end of its entry. */
export function wordsValue(words: string): string {
  return plainValue(words) ?? stretchOf(words, 0, 0, words.length).value;
}

/** The same where it is found at once: in one line, or in plain paragraphs and lists below; undefined where it takes a closer look. */
function plainValue(words: string): string | undefined {
  const stop = lineEnd(words, 0, words.length);
  const beside = words.slice(0, stop).trim();
  if (stop + 1 >= words.length) return beside;
  if (beside === '') {
    const below = words.slice(stop + 1);
    return ODD.test(below) ? undefined : below.trim();
  }
  // What comes then is an empty line, or words that go on.
  return words.charCodeAt(stop + 1) === LINE_END || words.startsWith('\r\n', stop + 1) ? beside : undefined;
}

/** What a label says that begins its line at `start` and ends at `after`, and where that ends; at `until` the next one stands, or nothing. */
function stretchOf(text: string, start: number, after: number, until: number): { readonly value: string; readonly end: number } {
  const stop = lineEnd(text, start, until);
  const beside = lineOf(text, after, stop);
  const open = beside.trim() === '';
  const words = open ? [] : [beside];
  let end = start + text.slice(start, stop).trimEnd().length;
  let fence = '';
  let blank = false;
  for (let at = stop + 1; at < until; ) {
    const next = lineEnd(text, at, until);
    const line = lineOf(text, at, next);
    if (fence === '' && line.trim() === '') {
      if (!open) break;
      if (words.length > 0) words.push('');
      blank = true;
    } else {
      if (fence !== '') fence = closes(line, fence) ? '' : fence;
      // What stands below a heading is not the field's.
      else if (HEADING.test(line) || (!open && INTERRUPTS.test(line))) break;
      else fence = FENCE.exec(line)?.[1] ?? '';
      if (!(blank && RULE.test(line))) {
        words.push(line);
        end = at + line.trimEnd().length;
      }
      blank = false;
    }
    at = next + 1;
  }
  return { value: words.length === 1 ? words[0].trim() : words.join('\n').trim(), end };
}

function findLabels(labels: Labels, text: string, from: number, to: number): void {
  let fence = '';
  let container = false;
  let blank = true;
  /** The lines above in the same paragraph began with a label. */
  let labelled = false;
  /** The line above ends a paragraph without an empty line: a heading, a rule, the end of a fence. */
  let broken = false;
  for (let at = from; at < to; ) {
    const stop = lineEnd(text, at, to);
    const first = blank || broken;
    const code = text.charCodeAt(at);
    if (fence !== '') {
      if (closes(lineOf(text, at, stop), fence)) fence = '';
      broken = true;
    } else if (at === stop || ((code <= BLANK || code > ASCII) && text.slice(at, stop).trim() === '')) {
      blank = true;
      container = false;
    } else if (!container && (isLetter(code) || addLabel(labels, text, at, at, stop, first, labelled))) {
      // Most lines: a letter at the margin opens nothing, and a label nothing else.
      if (first) labelled = !isLetter(code);
      blank = false;
      broken = false;
    } else {
      const line = lineOf(text, at, stop);
      const opening = FENCE.exec(line)?.[1];
      broken = HEADING.test(line) || RULE.test(line);
      if (opening !== undefined) fence = opening;
      // No words below a fence, a heading or a rule go on with the list or quote above it.
      if (opening !== undefined || broken) container = false;
      else if ((first ? CONTAINER : INTERRUPTS).test(line)) container = true;
      const indent = /^(?! {4}|\t)[ \t]*/.exec(line)?.[0].length ?? 0;
      const mark: boolean = !container && opening === undefined && addLabel(labels, text, at, at + indent, stop, first, labelled);
      if (first) labelled = mark;
      blank = false;
    }
    at = stop + 1;
  }
}

/** Adds the label that begins at `from`, on the line that begins at `line`; gives whether there is one. */
function addLabel(labels: Labels, text: string, line: number, from: number, stop: number, first: boolean, afterLabel: boolean): boolean {
  if (text.charCodeAt(from) !== STAR || text.charCodeAt(from + 1) !== STAR) return false;
  const close = text.indexOf('*', from + 2);
  if (close < 0 || close >= stop || close === from + 2 || text.charCodeAt(close + 1) !== STAR) return false;
  const inside = text.charCodeAt(close - 1) === COLON && close - 1 > from + 2;
  let after = close + 2;
  if (!inside) {
    if (text.charCodeAt(after) === COLON) after++;
    else if (!/^[ \t]*(?:\(|\r?$)/.test(text.slice(after, stop))) return false;
    if (!isLabel(text.slice(from + 2, close), false, first, afterLabel)) return false;
  }
  labels.add(meaningOf(text.slice(from + 2, inside ? close - 1 : close)), line, after);
  return true;
}

function lineEnd(text: string, at: number, to: number): number {
  const next = text.indexOf('\n', at);
  return next < 0 || next > to ? to : next;
}

function lineOf(text: string, at: number, stop: number): string {
  return text.slice(at, stop > at && text.charCodeAt(stop - 1) === RETURN ? stop - 1 : stop);
}

/** In ASCII. */
export function isVisible(code: number): boolean {
  return code > BLANK && code < ASCII;
}

function isLetter(code: number): boolean {
  return (code > 64 && code < 91) || (code > 96 && code < 123);
}

function closes(line: string, fence: string): boolean {
  return new RegExp(`^ {0,3}${fence[0]}{${fence.length},}[ \\t]*$`).test(line);
}

const KNOWN = Object.keys(EXPERIMENT_FIELD) as KnownField[];

/** How many fields an experiment can have that the program knows. */
export const FIELDS = KNOWN.length;

/** The numbers of the known fields in `Labels`. */
export const MEANING = Object.fromEntries(KNOWN.map((name, meaning) => [name, meaning])) as Record<KnownField, number>;

const BY_KEY = new Map<string, number>(KNOWN.flatMap((name, k) => EXPERIMENT_FIELD[name].map((key) => [key, k] as const)));

/**
 * Which field the words of a label mean, as its place among the known; -1: none of them, as what goes over the end of a line. A log has a
 * dozen of them, ten thousand times.
 */
export const meaningOf = remembered((words: string) => (words.includes('\n') ? -1 : (BY_KEY.get(labelKey(words)) ?? -1)));

/** `(pending)`, `(filled after experiment completes)`, `[Measurable outcome]`, a dash: nobody has written anything yet. */
export function isGiven(value: string): boolean {
  const first = value.charCodeAt(0);
  // What begins with a digit, or with a letter that none of the words begins with, is none of them.
  if ((first > 47 && first < 58) || (isLetter(first) && !'tpoaTPOA'.includes(value[0]))) return true;
  if (value.length > 80 && !/^\s*[([]/.test(value)) return true;
  return !SAYS_NOTHING.test(value.trim());
}

const SAYS_NOTHING = /^(?:\((?:[^()]*)\)|\[[^\][]*\]|[-–—…]|tbd|pending|offen|ausstehend|)$/i;
