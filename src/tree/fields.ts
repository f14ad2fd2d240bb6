import type { Paragraph, RootContent } from 'mdast';
import type { Field, Item, Section } from './document.ts';

/** `**Label:** value`, `**Label**: value`, or a bold start that stands alone on its line or before a parenthesis. */
const LABEL = /^[ \t]*(?:\*\*([^*\n]+?):\*\*|\*\*([^*\n]+?)\*\*:|\*\*([^*\n]+?)\*\*(?=[ \t]*(?:\(|\r?$)))/gm;

interface Part {
  readonly label: string;
  readonly value: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** The label stands alone on its line. */
  readonly open: boolean;
}

/**
 * The labelled values in the blocks of a section. A label alone on its line owns the paragraphs, lists and tables that follow, up to
 * the next label; their text is kept as written.
 */
export function fieldsOf(nodes: readonly RootContent[], text: string): Field[] {
  const fields: (Field & { open: boolean })[] = [];
  for (const node of nodes) {
    const start = node.position!.start.offset!;
    const end = node.position!.end.offset!;
    const parts = node.type === 'paragraph' ? labelledParts(node, text.slice(start, end)) : [];
    const free = text.slice(start, start + (parts[0]?.start ?? end - start)).trim();
    const last = fields[fields.length - 1];
    if (last?.open && free !== '' && node.type !== 'thematicBreak') {
      const until = parts.length > 0 ? start + text.slice(start, start + parts[0].start).trimEnd().length : end;
      fields[fields.length - 1] = { ...last, value: last.value === '' ? free : `${last.value}\n\n${free}`, end: until };
    }
    const line = node.position!.start.line;
    for (const part of parts)
      fields.push({
        label: part.label,
        value: part.value,
        line: line + part.line,
        start: start + part.start,
        end: start + part.end,
        open: part.open,
      });
  }
  return fields.map(({ open: _open, ...field }) => field);
}

/**
 * Whether bold words at the beginning of a line are a label and no prose. With the colon inside they are. Without it they are when their
 * paragraph begins with a label, for a sentence may break before a bold word; and a bold sentence of its own is one that is stressed.
 */
export function isLabel(words: string, colonInside: boolean, first: boolean, afterLabel: boolean): boolean {
  return colonInside || ((first || afterLabel) && words.length <= 80 && !/[.!…]$/.test(words.trim()));
}

function labelledParts(node: Paragraph, paragraph: string): Part[] {
  if (!paragraph.includes('**')) return [];
  const from = node.position!.start.offset!;
  // What lies in code, in a link or in raw HTML is a part of that.
  const inside = (at: number): boolean =>
    node.children.some(({ type, position }) => {
      // What the reader made of a bare address has no place of its own.
      const [start, end] = [position?.start.offset ?? 0, position?.end.offset ?? 0];
      return type !== 'text' && type !== 'strong' && start < from + at && from + at < end;
    });
  const marks: RegExpMatchArray[] = [];
  for (const mark of paragraph.matchAll(LABEL)) {
    const at = mark.index + /^[ \t]*/.exec(mark[0])![0].length;
    const first = mark.index === 0;
    if (!inside(at) && isLabel(mark[1] ?? mark[2] ?? mark[3], mark[1] !== undefined, first, marks[0]?.index === 0)) marks.push(mark);
  }
  return marks.map((mark, i) => {
    const index = mark.index!;
    const end = marks[i + 1]?.index ?? paragraph.length;
    const value = paragraph.slice(index + mark[0].length, end).trim();
    return {
      label: (mark[1] ?? mark[2] ?? mark[3]).trim(),
      value,
      line: paragraph.slice(0, index).split('\n').length - 1,
      start: index,
      end: index + paragraph.slice(index, end).trimEnd().length,
      open: /^[ \t]*(?:\r?\n|$)/.test(paragraph.slice(index + mark[0].length)),
    };
  });
}

/** The list items that stand below a field, up to the section's next field. */
export function itemsBelow(section: Section, field: Field): readonly Item[] {
  const next = section.fields.find(({ line }) => line > field.line)?.line ?? Number.POSITIVE_INFINITY;
  return section.items.filter(({ line }) => line > field.line && line < next);
}
