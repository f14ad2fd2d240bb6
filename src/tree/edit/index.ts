import { unreasonableLine } from '../markdown.ts';
import { type Edit, type Plan, refuse, type Splice } from './edit.ts';
import { planField } from './fields.ts';
import { planFrontMatter } from './front-matter.ts';
import { planItemAdd, planItemMove, planItemRemove, planTick } from './items.ts';
import { type Reading, reading } from './reading.ts';
import { planSectionAdd, planSectionMove, planSectionRemove } from './sections.ts';
import { planCell, planRows } from './tables.ts';
import { isUnchangedElsewhere } from './unchanged.ts';

export type { Edit, FrontMatterValue, SectionName, Splice } from './edit.ts';

/** A range of a document's bytes and how many bytes stand there now. */
export interface ChangedRange {
  readonly start: number;
  readonly end: number;
  readonly length: number;
}

/** A changed document. */
export interface Edited {
  readonly bytes: Uint8Array;
  /** The bytes that were replaced, in order; a move has two ranges, an edit that changes nothing none. */
  readonly ranges: readonly ChangedRange[];
  /** The smallest range that holds them all. */
  readonly range: ChangedRange;
  /** The same replacements in offsets of the text (UTF-16, without the BOM). */
  readonly splices: readonly Splice[];
}

/**
 * Applies an edit to a document's bytes as splices: every byte outside the replaced ranges stays. The result is read again and
 * given back only if the value reads back and everything else is still read as it was; a value that the document holds already
 * changes no byte. Throws BizosError (exit 2) where the place is not found or means more than one (the nearest names are named),
 * the bytes are no UTF-8, the front matter is broken, or the value can't be written without hurting the document. Load this
 * module only by `import()`, when something is edited: it brings the Markdown and YAML parsers.
 */
export function applyEdit(document: Uint8Array, edit: Edit): Edited {
  const { text, bom } = decoded(document);
  if (unreasonableLine(text) !== undefined)
    throw refuse('it is longer or deeper than a person writes', 'es ist länger oder tiefer verschachtelt, als ein Mensch schreibt');
  const now = reading(text);
  const [broken] = now.front.problems;
  if (broken) throw refuse(lowered(broken.message.en), lowered(broken.message.de));
  const plan = planOf(edit, now);
  const tried = new Set<string>();
  for (const splices of plan.ways) {
    const changed = spliced(text, splices);
    if (tried.has(changed)) continue;
    tried.add(changed);
    if (splices.length > 0 && !isGood(now, changed, splices, plan)) continue;
    return edited(document, text, bom, splices, changed);
  }
  throw refuse(
    'the value can not be written there without changing the rest',
    'der Wert lässt sich dort nicht schreiben, ohne den Rest zu ändern',
  );
}

function planOf(edit: Edit, now: Reading): Plan {
  switch (edit.kind) {
    case 'field':
      return planField(edit, now);
    case 'cell':
      return planCell(edit, now);
    case 'row-add':
      return planRows(edit, now);
    case 'front-matter':
      return planFrontMatter(edit, now);
    case 'section-add':
      return planSectionAdd(edit, now);
    case 'section-remove':
      return planSectionRemove(edit, now);
    case 'section-move':
      return planSectionMove(edit, now);
    case 'item-add':
      return planItemAdd(edit, now);
    case 'item-remove':
      return planItemRemove(edit, now);
    case 'item-move':
      return planItemMove(edit, now);
    case 'tick':
      return planTick(edit, now);
  }
}

/** Reads the changed text again, as it will stand in the file: what UTF-8 can't carry is lost there. */
function isGood(now: Reading, changed: string, splices: readonly Splice[], plan: Plan): boolean {
  if (changed !== Buffer.from(changed).toString() || changed.includes('\u0000') || unreasonableLine(changed) !== undefined) return false;
  const after = reading(changed);
  if (after.front.problems.length > 0) return false;
  return plan.holds(after) && isUnchangedElsewhere(now.root, after.root, splices, now.text.length);
}

function spliced(text: string, splices: readonly Splice[]): string {
  let out = '';
  let at = 0;
  for (const { start, end, text: words } of splices) {
    out += text.slice(at, start) + words;
    at = end;
  }
  return out + text.slice(at);
}

/** Puts the bytes together from those of the file and those of the new words, and sees that they are the text that was checked. */
function edited(document: Uint8Array, text: string, bom: string, splices: readonly Splice[], changed: string): Edited {
  const parts: Uint8Array[] = [];
  const ranges: ChangedRange[] = [];
  let [at, chars] = [Buffer.byteLength(bom), 0];
  let kept = 0;
  for (const splice of splices) {
    const start = at + Buffer.byteLength(text.slice(chars, splice.start));
    const end = start + Buffer.byteLength(text.slice(splice.start, splice.end));
    const words = Buffer.from(splice.text);
    parts.push(document.subarray(kept, start), words);
    ranges.push({ start, end, length: words.length });
    [at, chars, kept] = [end, splice.end, end];
  }
  parts.push(document.subarray(kept));
  const bytes = new Uint8Array(Buffer.concat(parts));
  if (decoded(bytes).text !== changed) throw new Error('an edit changed bytes outside its range');
  const [first, last] = [ranges[0], ranges[ranges.length - 1]];
  const range = first
    ? { start: first.start, end: last.end, length: last.end - first.start + bytes.length - document.length }
    : { start: 0, end: 0, length: 0 };
  return { bytes, ranges, range, splices };
}

function decoded(bytes: Uint8Array): { text: string; bom: string } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refuse('it is not UTF-8', 'es ist kein UTF-8');
  }
  return text.startsWith('\ufeff') ? { text: text.slice(1), bom: '\ufeff' } : { text, bom: '' };
}

function lowered(sentence: string): string {
  return (sentence[0].toLowerCase() + sentence.slice(1)).replace(/\.$/, '');
}
