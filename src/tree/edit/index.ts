import { readFrontMatter } from '../front-matter.ts';
import { parseBody, unreasonableLine } from '../markdown.ts';
import { cellSplices, fieldSplices, itemSplices, rowSplices, sectionSplices } from './blocks.ts';
import { type Edit, refuse, type Source, type Splice } from './edit.ts';
import { frontMatterSplices } from './front-matter.ts';
import { readsBack } from './verify.ts';

export type { Edit, Splice } from './edit.ts';

/** A changed document and what was replaced, in offsets of the text without its BOM. */
export interface Edited {
  readonly bytes: Uint8Array;
  readonly splices: readonly Splice[];
}

/**
 * Applies an edit to a document's bytes as splices: every byte outside the replaced ranges stays. The result is read again and
 * given back only if the value reads back and the rest of the document is what it was. Throws BizosError (exit 2) where the place
 * is not found, the text is no UTF-8, or the value can't be written without hurting the document. Load this module only when
 * something is edited: it brings the Markdown parser.
 */
export function applyEdit(document: Uint8Array, edit: Edit): Edited {
  const { text, bom } = decoded(document);
  const source: Source = { text, eol: /\r\n/.exec(text.slice(0, text.indexOf('\n') + 1)) ? '\r\n' : '\n' };
  if (unreasonableLine(text) !== undefined)
    throw refuse('it is longer or deeper than a person writes', 'es ist länger oder tiefer verschachtelt, als ein Mensch schreibt');
  for (const splices of candidates(edit, source)) {
    const changed = spliced(text, splices);
    if (!readsBack(text, changed, edit)) continue;
    return { bytes: new TextEncoder().encode(bom + changed), splices };
  }
  throw refuse(
    'the value can not be written there without changing the rest',
    'der Wert lässt sich dort nicht schreiben, ohne den Rest zu ändern',
  );
}

function candidates(edit: Edit, source: Source): Splice[][] {
  if (edit.kind === 'front-matter') return frontMatterSplices(edit, source);
  const root = parseBody(hidden(source.text));
  switch (edit.kind) {
    case 'field':
      return fieldSplices(edit, source, root);
    case 'cell':
      return cellSplices(edit, source, root);
    case 'row-add':
      return rowSplices(edit, source, root);
    case 'section-add':
    case 'section-remove':
    case 'section-move':
      return sectionSplices(edit, source, root);
    default:
      return itemSplices(edit, source, root);
  }
}

/** The text with its front matter blanked out: positions stay. */
export function hidden(text: string): string {
  const { end } = readFrontMatter(text, '');
  return end > 0 ? text.slice(0, end).replace(/[^\r\n]/g, ' ') + text.slice(end) : text;
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

function decoded(bytes: Uint8Array): { text: string; bom: string } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refuse('it is not UTF-8', 'es ist kein UTF-8');
  }
  return text.startsWith('\ufeff') ? { text: text.slice(1), bom: '\ufeff' } : { text, bom: '' };
}
