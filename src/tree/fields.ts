import type { RootContent } from 'mdast';
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
    const parts = node.type === 'paragraph' ? labelledParts(text.slice(start, end)) : [];
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

function labelledParts(paragraph: string): Part[] {
  if (!paragraph.includes('**')) return [];
  const marks = [...paragraph.matchAll(LABEL)];
  return marks.map((mark, i) => {
    const end = marks[i + 1]?.index ?? paragraph.length;
    const value = paragraph.slice(mark.index + mark[0].length, end).trim();
    return {
      label: (mark[1] ?? mark[2] ?? mark[3]).trim(),
      value,
      line: paragraph.slice(0, mark.index).split('\n').length - 1,
      start: mark.index,
      end: mark.index + paragraph.slice(mark.index, end).trimEnd().length,
      open: /^[ \t]*(?:\r?\n|$)/.test(paragraph.slice(mark.index + mark[0].length)),
    };
  });
}

/** The list items that stand below a field, up to the section's next field. */
export function itemsBelow(section: Section, field: Field): readonly Item[] {
  const next = section.fields.find(({ line }) => line > field.line)?.line ?? Number.POSITIVE_INFINITY;
  return section.items.filter(({ line }) => line > field.line && line < next);
}
