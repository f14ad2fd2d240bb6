import type { List, ListItem, Nodes, Root, RootContent, Table } from 'mdast';
import { plainText } from '../markdown.ts';
import { labelKey } from '../tables.ts';
import { notFound } from './edit.ts';

/** A heading with what stands below it: `end` up to the next heading of any depth, `deepEnd` with all sections below it. */
export interface FoundSection {
  readonly title: string;
  readonly depth: number;
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
  readonly deepEnd: number;
  readonly nodes: readonly RootContent[];
}

/** Start and end offsets of a node. */
export function rangeOf(node: Nodes): [number, number] {
  return [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0];
}

/** All sections in order. */
export function sectionsIn(root: Root, length: number): FoundSection[] {
  const heads = root.children.flatMap((node, k) => (node.type === 'heading' ? [{ node, k }] : []));
  return heads.map(({ node, k }, i) => {
    const next = heads[i + 1];
    const deeper = heads.slice(i + 1).find((other) => other.node.depth <= node.depth);
    return {
      title: plainText(node),
      depth: node.depth,
      start: rangeOf(node)[0],
      bodyStart: rangeOf(node)[1],
      end: next ? rangeOf(next.node)[0] : length,
      deepEnd: deeper ? rangeOf(deeper.node)[0] : length,
      nodes: root.children.slice(k + 1, next?.k),
    };
  });
}

/** The section with this heading; a title that begins with it and an id in brackets (`[K-BIZ-001]`) count too. Throws BizosError. */
export function findSection(root: Root, length: number, title: string): FoundSection {
  const sections = sectionsIn(root, length);
  const wanted = labelKey(title);
  const found =
    sections.find((section) => labelKey(section.title) === wanted) ??
    sections.find((section) => /^\[?[A-Z]-/.test(title) && labelKey(section.title).startsWith(wanted));
  if (!found)
    throw notFound(
      'section',
      title,
      sections.map((section) => section.title),
    );
  return found;
}

/** Top-level nodes of a section, or of the whole document. */
export function nodesOf(root: Root, length: number, section: string | undefined): readonly RootContent[] {
  return section === undefined ? root.children : findSection(root, length, section).nodes;
}

/** Every list item below these nodes, with the list it stands in. */
export function itemsIn(nodes: readonly Nodes[]): { item: ListItem; list: List; text: string }[] {
  return nodes.flatMap((node) =>
    node.type === 'list'
      ? node.children.flatMap((item) => [{ item, list: node, text: itemText(item) }, ...itemsIn(item.children)])
      : node.type === 'blockquote'
        ? itemsIn(node.children)
        : [],
  );
}

/** Text of an item without the lists below it. */
export function itemText(item: ListItem): string {
  return item.children
    .filter((child) => child.type !== 'list')
    .map((child) => plainText(child))
    .join(' ')
    .trim();
}

/** The item with this text. Throws BizosError that names those there are. */
export function findItem(nodes: readonly Nodes[], text: string): { item: ListItem; list: List } {
  const items = itemsIn(nodes);
  const found = items.find((entry) => entry.text === text.trim()) ?? items.find((entry) => labelKey(entry.text) === labelKey(text));
  if (!found)
    throw notFound(
      'list item',
      text,
      items.map((entry) => entry.text),
    );
  return found;
}

/** The first table that has all these columns. Throws BizosError. */
export function findTable(nodes: readonly Nodes[], columns: readonly string[]): { table: Table; at: number[] } {
  const tables = nodes.filter((node): node is Table => node.type === 'table');
  for (const table of tables) {
    const header = table.children[0].children.map((cell) => labelKey(plainText(cell)));
    const at = columns.map((column) => header.indexOf(labelKey(column)));
    if (!at.includes(-1)) return { table, at };
  }
  throw notFound(
    'table with the columns',
    columns.join(', '),
    tables.flatMap((table) => table.children[0].children.map((cell) => plainText(cell))),
  );
}
