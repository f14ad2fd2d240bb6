import type { Root } from 'mdast';
import { readFrontMatter } from '../front-matter.ts';
import { parseBody, plainText } from '../markdown.ts';
import { labelKey } from '../tables.ts';
import { labelsIn } from './blocks.ts';
import type { Edit } from './edit.ts';
import { findItem, findSection, findTable, itemsIn, nodesOf, sectionsIn } from './locate.ts';

/** Whether the changed text holds the edit's value and, besides it, the same structure as before. */
export function readsBack(before: string, after: string, edit: Edit): boolean {
  const [old, now] = [parsed(before), parsed(after)];
  if (!old || !now) return false;
  try {
    return sameBesides(old, now, edit) && holds(now, edit);
  } catch {
    // What was edited can't be found any more.
    return false;
  }
}

interface Read {
  readonly text: string;
  readonly root: Root;
  readonly front: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function parsed(text: string): Read | undefined {
  const { data, end, problems } = readFrontMatter(text, '');
  if (problems.length > 0) return undefined;
  const body = end > 0 ? text.slice(0, end).replace(/[^\r\n]/g, ' ') + text.slice(end) : text;
  return { text, root: parseBody(body), front: text.slice(0, end), data };
}

const headings = ({ root, text }: Read): string[] => sectionsIn(root, text.length).map(({ title, depth }) => `${depth} ${title}`);

/** Kinds of the top-level nodes, with the size of tables; paragraphs of a field may be more or fewer. */
function outline({ root }: Read, withParagraphs: boolean): string[] {
  return root.children
    .filter((node) => withParagraphs || node.type !== 'paragraph')
    .map((node) =>
      node.type === 'table'
        ? `table ${node.children.map((row) => row.children.length).join()}`
        : node.type === 'heading'
          ? `heading ${node.depth} ${plainText(node)}`
          : node.type === 'list'
            ? `list ${itemsIn([node]).length}`
            : node.type,
    );
}

const same = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((item, k) => item === b[k]);

function sameBesides(old: Read, now: Read, edit: Edit): boolean {
  switch (edit.kind) {
    case 'front-matter': {
      const others = ({ data }: Read): string => JSON.stringify(Object.entries(data).filter(([key]) => key !== edit.key));
      return same(outline(old, true), outline(now, true)) && others(old) === others(now);
    }
    case 'field': {
      // A value may have been blocks of its own (a list below its label); those are part of what is replaced.
      const others = (read: Read): string =>
        JSON.stringify(allLabels(read, edit.section).filter(([label]) => labelKey(label) !== labelKey(edit.label)));
      return old.front === now.front && same(headings(old), headings(now)) && others(old) === others(now);
    }
    case 'section-add':
      return headings(now).length >= headings(old).length + 1 && isSubsequence(headings(old), headings(now)) && old.front === now.front;
    case 'section-remove':
      return isSubsequence(headings(now), headings(old)) && headings(now).length < headings(old).length && old.front === now.front;
    case 'section-move':
      return (
        same([...headings(old)].sort(), [...headings(now)].sort()) && same([...outline(old, true)].sort(), [...outline(now, true)].sort())
      );
    case 'row-add':
      return same(headings(old), headings(now)) && old.front === now.front && now.root.children.length === old.root.children.length;
    case 'item-add':
    case 'item-remove':
    case 'item-move':
      return same(headings(old), headings(now)) && old.front === now.front;
    default:
      return old.front === now.front && same(outline(old, true), outline(now, true));
  }
}

function allLabels(read: Read, section: string): [string, string][] {
  const { nodes, end } = findSection(read.root, read.text.length, section);
  return labelsIn(nodes, read.text, end).map(({ label, valueStart, end: until }) => [label, read.text.slice(valueStart, until)]);
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const item of whole) if (item === part[at]) at++;
  return at === part.length;
}

/** Reads the edited place again. */
function holds(now: Read, edit: Edit): boolean {
  const { root, text } = now;
  switch (edit.kind) {
    case 'field':
      return (
        readField(now, edit.section, edit.label) ===
        edit.value
          .trim()
          .split(/\r?\n/)
          .map((line) => line.trim())
          .join('\n')
      );
    case 'cell': {
      const { table, at } = findTable(nodesOf(root, text.length, edit.section), [edit.key.column, edit.column]);
      const row = table.children
        .slice(1)
        .find(
          (line) =>
            line.children[at[0]] &&
            (labelKey(edit.key.column) === labelKey(edit.column)
              ? plainText(line.children[at[1]]) === edit.value.trim()
              : labelKey(plainText(line.children[at[0]])) === labelKey(edit.key.value)),
        );
      return row !== undefined && plainText(row.children[at[1]]).trim() === edit.value.trim();
    }
    case 'row-add': {
      const table = findSection(root, text.length, edit.section).nodes.find((node) => node.type === 'table');
      const last = table?.type === 'table' ? table.children[table.children.length - 1].children.map((cell) => plainText(cell).trim()) : [];
      return edit.cells.every((cell, k) => last[k] === cell.trim());
    }
    case 'front-matter':
      return JSON.stringify(now.data[edit.key] ?? null) === JSON.stringify(edit.value);
    case 'item-add':
      return itemsIn(findSection(root, text.length, edit.section).nodes).some((item) => item.text === edit.text.trim());
    case 'tick':
      return findItem(nodesOf(root, text.length, edit.section), edit.item).item.checked === edit.checked;
    default:
      return true;
  }
}

/** A field's value without the escapes that writing it needed. */
function readField({ root, text }: Read, section: string, label: string): string {
  const { nodes, end } = findSection(root, text.length, section);
  const found = labelsIn(nodes, text, end).find((one) => labelKey(one.label) === labelKey(label));
  if (!found) return '';
  const parts: string[] = [];
  for (const node of nodes) {
    const [from, to] = [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0];
    if (to <= found.valueStart || from >= found.end) continue;
    parts.push(
      node.type === 'paragraph'
        ? valuePart(text, plainText(node), node, found)
        : text.slice(Math.max(from, found.valueStart), Math.min(to, found.end)),
    );
  }
  return parts
    .join('\n\n')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

/** The part of a paragraph's plain text that belongs to the value: what lies between this label and the next. */
function valuePart(
  text: string,
  plain: string,
  node: { position?: { start: { offset?: number }; end: { offset?: number } } },
  found: { label: string; start: number; valueStart: number; end: number },
): string {
  const from = node.position?.start.offset ?? 0;
  const to = node.position?.end.offset ?? 0;
  if (from >= found.valueStart && to <= found.end) return plain;
  const slice = text.slice(Math.max(from, found.valueStart), Math.min(to, found.end)).trim();
  if (slice === '') return '';
  // Parsed alone the words keep their meaning: a label never opens a mark that its value closes.
  const alone = parseBody(`x ${slice}`);
  return alone.children.length === 1 ? plainText(alone.children[0]).slice(2) : slice;
}
