import { isLabel } from '../../tree/fields.ts';
import { labelKey } from '../../tree/tables.ts';
import { EXPERIMENT_FIELD } from '../../tree/vocabulary.ts';

/** A `**Label:** value` of an entry, or a label with what stands below it. Offsets are of the text that the entry was cut from. */
export interface EntryField {
  readonly label: string;
  /** As written. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** 0-based, from where the reading began. */
  readonly line: number;
  /** The label stands alone on its line. */
  readonly open: boolean;
}

/** The fields of an experiment that the program knows. */
export type KnownField = keyof typeof EXPERIMENT_FIELD;

const LABEL = /^[ \t]*(?:\*\*([^*\r\n]+?):\*\*|\*\*([^*\r\n]+?)\*\*:|\*\*([^*\r\n]+?)\*\*(?=[ \t]*(?:\(|$)))/;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const CONTAINER = /^ {0,3}(?:[-*+](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$)|>)/;
const INTERRUPTS = /^ {0,3}(?:[-*+][ \t]+\S|1[.)][ \t]+\S|>|`{3}|~{3})/;

interface Open {
  label: string;
  start: number;
  end: number;
  line: number;
  open: boolean;
  /** Text of it, in pieces. */
  words: string[];
  /** Only what its own paragraph holds counts any more. */
  closed: boolean;
}

/**
 * The labelled values in a stretch of text, by the same rules as the reader of documents: a label alone on its line owns what follows
 * up to the next label, any other only its own paragraph. Labels in lists, quotes and fences are none.
 */
export function fieldsIn(text: string, from: number, to: number): EntryField[] {
  const found: Open[] = [];
  let fence = '';
  let container = false;
  let blank = true;
  /** The lines above in the same paragraph began with a label. */
  let labelled = false;
  /** The line above ends a paragraph without an empty line: a heading, a rule, the end of a fence. */
  let broken = false;
  let number = 0;
  for (let at = from; at < to; number++) {
    const next = text.indexOf('\n', at);
    const stop = next < 0 || next >= to ? to : next;
    const line = text.slice(at, text[stop - 1] === '\r' && stop > at ? stop - 1 : stop);
    const last = found[found.length - 1];
    if (fence !== '') {
      if (new RegExp(`^ {0,3}${fence[0]}{${fence.length},}[ \\t]*$`).test(line)) fence = '';
      broken = true;
      take(last, line, at);
    } else if (line.trim() === '') {
      blank = true;
      container = false;
      if (last && !last.open) last.closed = true;
      else if (last && last.words.length > 0) last.words.push('');
    } else if (!container && isWords(line)) {
      // Most lines: a letter at the margin opens nothing.
      if (blank || broken) labelled = false;
      take(last, line, at);
      blank = false;
      broken = false;
    } else {
      const opening = /^ {0,3}(`{3,}|~{3,})/.exec(line);
      if (opening) {
        fence = opening[1];
        // No words below a fence go on with the list or quote above it.
        container = false;
      } else if (CONTAINER.test(line)) container = true;
      if (last && !last.open && !blank && INTERRUPTS.test(line)) last.closed = true;
      const first = blank || broken;
      const bold = container || opening || /^(?: {4}|\t)/.test(line) ? null : LABEL.exec(line);
      const mark: RegExpExecArray | null =
        bold && isLabel(bold[1] ?? bold[2] ?? bold[3], bold[1] !== undefined, first, labelled) ? bold : null;
      if (first) labelled = mark !== null;
      if (mark) found.push(opened(mark, line, at, number));
      else if (!(blank && RULE.test(line))) take(last, line, at);
      blank = false;
      broken = /^ {0,3}#{1,6}(?:[ \t]|$)/.test(line) || RULE.test(line);
    }
    at = stop + 1;
  }
  return found.map(({ label, start, end, line, open, words }) => ({ label, start, end, line, open, value: words.join('\n').trim() }));
}

function isWords(line: string): boolean {
  const first = line.charCodeAt(0);
  return (first > 64 && first < 91) || (first > 96 && first < 123);
}

function opened(mark: RegExpExecArray, line: string, at: number, number: number): Open {
  const rest = line.slice(mark[0].length);
  return {
    label: (mark[1] ?? mark[2] ?? mark[3]).trim(),
    start: at,
    end: at + line.trimEnd().length,
    line: number,
    open: rest.trim() === '',
    words: rest.trim() === '' ? [] : [rest],
    closed: false,
  };
}

function take(field: Open | undefined, line: string, at: number): void {
  if (!field || field.closed) return;
  field.words.push(line);
  field.end = at + line.trimEnd().length;
}

const BY_KEY = new Map<string, KnownField>(
  (Object.keys(EXPERIMENT_FIELD) as KnownField[]).flatMap((name) => EXPERIMENT_FIELD[name].map((key) => [key, name] as const)),
);

/** Which field of an experiment a label means, in English or German. */
export function knownField(label: string): KnownField | undefined {
  // Labels come a hundred thousand times in a large log, and are few.
  let known = SEEN.get(label);
  if (known === undefined) {
    known = BY_KEY.get(labelKey(label)) ?? null;
    if (SEEN.size < 1000) SEEN.set(label, known);
  }
  return known ?? undefined;
}

const SEEN = new Map<string, KnownField | null>();

/** `(pending)`, `(filled after experiment completes)`, `[Measurable outcome]`, a dash: nobody has written anything yet. */
export function isGiven(value: string): boolean {
  if (value.length > 80 && !/^\s*[([]/.test(value)) return true;
  return !/^(?:\((?:[^()]*)\)|\[[^\][]*\]|[-–—…]|tbd|pending|offen|ausstehend|)$/i.test(value.trim());
}
