import type { List, ListItem, Nodes, Root, RootContent, Table } from 'mdast';
import type { Field } from '../document.ts';
import { fieldsOf } from '../fields.ts';
import { type FrontMatter, readFrontMatter } from '../front-matter.ts';
import { parseBody, plainText } from '../markdown.ts';
import { headingKey, labelKey } from '../tables.ts';
import { ambiguous, notFound, type SectionName } from './edit.ts';

/** A document taken apart for an edit. Offsets are of the text without its BOM. */
export interface Reading {
  readonly text: string;
  readonly front: FrontMatter;
  readonly root: Root;
  /** The first stands for the text before the first heading: no title, depth 0. */
  readonly sections: readonly FoundSection[];
}

/** A heading with what stands below it: `end` up to the next heading of any depth, `deepEnd` with all sections below it. */
export interface FoundSection {
  readonly title: string;
  readonly depth: number;
  readonly above: readonly string[];
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly deepEnd: number;
  readonly nodes: readonly RootContent[];
}

/** What was taken apart last: the next of several edits begins with the text that the one before it read again. */
let last: WeakRef<Reading> | undefined;

/** Takes a text apart. Front matter that is broken is left to the caller to refuse. */
export function reading(text: string): Reading {
  const known = last?.deref();
  if (known?.text === text) return known;
  const front = readFrontMatter(text, '');
  // Blanks of the same length keep all positions while the front matter is out of the parser's way.
  const root = parseBody(front.end > 0 ? text.slice(0, front.end).replace(/[^\r\n]/g, ' ') + text.slice(front.end) : text);
  const read: Reading = { text, front, root, sections: sectionsIn(root, text, front.end) };
  last = new WeakRef(read);
  return read;
}

/** Start and end offsets of a node. */
export function rangeOf(node: Nodes): [number, number] {
  return [node.position!.start.offset!, node.position!.end.offset!];
}

/** Where the line begins that an offset lies in. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Where the line's text ends, before its line end. */
export function lineEnd(text: string, at: number): number {
  const next = text.indexOf('\n', at);
  if (next < 0) return text.length;
  return text[next - 1] === '\r' && next > at ? next - 1 : next;
}

/** The line end that most lines around a place have; of the whole text where it has none near, LF where there is none at all. */
export function eolNear(text: string, at: number): '\n' | '\r\n' {
  const around = text.slice(Math.max(0, at - 1000), at + 1000);
  const lines = around.match(/\r?\n/g) ?? text.match(/\r?\n/g) ?? [];
  return lines.filter((end) => end === '\r\n').length * 2 > lines.length ? '\r\n' : '\n';
}

function sectionsIn(root: Root, text: string, from: number): FoundSection[] {
  const heads = root.children.flatMap((node, k) =>
    node.type === 'heading' ? [{ node, k, start: lineStart(text, rangeOf(node)[0]) }] : [],
  );
  const above: { title: string; depth: number }[] = [];
  const first: FoundSection = {
    title: '',
    depth: 0,
    above: [],
    line: 1,
    start: from,
    end: heads[0]?.start ?? text.length,
    deepEnd: heads[0]?.start ?? text.length,
    nodes: root.children.slice(0, heads[0]?.k),
  };
  return [
    first,
    ...heads.map(({ node, k, start }, i): FoundSection => {
      const { depth } = node;
      const title = plainText(node).trim();
      while (above.length > 0 && above[above.length - 1].depth >= depth) above.pop();
      const titles = above.map((one) => one.title);
      above.push({ title, depth });
      const deeper = heads.slice(i + 1).find((other) => other.node.depth <= depth);
      const next = heads[i + 1];
      return {
        title,
        depth,
        above: titles,
        line: node.position!.start.line,
        start,
        end: next?.start ?? text.length,
        deepEnd: deeper?.start ?? text.length,
        nodes: root.children.slice(k + 1, next?.k),
      };
    }),
  ];
}

const SECTION = { en: 'section', de: 'den Abschnitt' };

/** The one section that a name means. Throws BizosError where there is none or more than one. */
export function findSection(now: Reading, name: SectionName): FoundSection {
  const path = typeof name === 'string' ? [name] : name;
  const title = path[path.length - 1] ?? '';
  const shown = path.join(' › ');
  const below = now.sections.filter((section) => section.depth > 0 && leads(section.above, path.slice(0, -1)));
  for (const fits of [sameTitle, sameId, sameHeading]) {
    const found = below.filter((section) => fits(section.title, title));
    if (found.length === 1) return found[0];
    if (found.length > 1)
      throw ambiguous(
        SECTION,
        shown,
        found.map(({ above, title: own, line }) => `${[...above, own].join(' › ')}, line ${line}`),
      );
  }
  throw notFound(
    SECTION,
    shown,
    now.sections.map((section) => section.title),
  );
}

const sameTitle = (title: string, name: string): boolean => labelKey(title) === labelKey(name);
const sameHeading = (title: string, name: string): boolean => headingKey(title) !== '' && headingKey(title) === headingKey(name);

/** `[K-1]` or `K-1` for `[K-1] First`. */
function sameId(title: string, name: string): boolean {
  const id = /^\[?([\p{L}\d]+(?:-[\p{L}\d~]+)+)\]?$/u.exec(name.trim())?.[1];
  return id !== undefined && new RegExp(`^\\[?${id}(?![\\p{L}\\d~-])`, 'iu').test(title);
}

/** Whether the headings stand in `above` in this order. */
function leads(above: readonly string[], path: readonly string[]): boolean {
  let at = 0;
  for (const title of above) if (at < path.length && (sameTitle(title, path[at]) || sameHeading(title, path[at]))) at++;
  return at === path.length;
}

/** The section of this name, or all of them. */
export function sectionsFor(now: Reading, name: SectionName | undefined): readonly FoundSection[] {
  return name === undefined ? now.sections : [findSection(now, name)];
}

/** The fields of a section, as the reader of documents sees them. */
export function fieldsIn(section: FoundSection, text: string): Field[] {
  return fieldsOf(section.nodes, text);
}

/** Every node of a type below these, outermost first, in document order. */
export function nodesOfType<T extends Nodes['type']>(nodes: readonly Nodes[], type: T): Extract<Nodes, { type: T }>[] {
  const found: Extract<Nodes, { type: T }>[] = [];
  const visit = (node: Nodes): void => {
    if (node.type === type) found.push(node as Extract<Nodes, { type: T }>);
    if ('children' in node) for (const child of node.children) visit(child as Nodes);
  };
  for (const node of nodes) visit(node);
  return found;
}

/** An item of a list with the list and its place in it. */
export interface FoundItem {
  readonly item: ListItem;
  readonly list: List;
  readonly at: number;
  readonly text: string;
}

/** Every list item below these nodes. */
export function itemsIn(nodes: readonly Nodes[]): FoundItem[] {
  return nodesOfType(nodes, 'list')
    .flatMap((list) => list.children.map((item, at) => ({ item, list, at, text: itemText(item) })))
    .sort((a, b) => rangeOf(a.item)[0] - rangeOf(b.item)[0]);
}

/** Text of an item without the lists below it. */
export function itemText(item: ListItem): string {
  return item.children
    .filter((child) => child.type !== 'list')
    .map((child) => plainText(child))
    .join(' ')
    .trim();
}

/** The one item with this text. Throws BizosError. */
export function findItem(sections: readonly FoundSection[], text: string): FoundItem {
  const items = itemsIn(sections.flatMap(({ nodes }) => nodes));
  const what = { en: 'list item', de: 'den Listenpunkt' };
  for (const key of [(words: string) => words.replace(/\s+/g, ' ').trim(), labelKey]) {
    const found = items.filter((entry) => key(entry.text) === key(text));
    if (found.length === 1) return found[0];
    if (found.length > 1)
      throw ambiguous(
        what,
        text,
        found.map(({ item }) => `line ${item.position!.start.line}`),
      );
  }
  throw notFound(
    what,
    text,
    items.map((entry) => entry.text),
  );
}

/** Rows of a table that a reader takes for rows: up to the first line without a pipe, or a second header. */
export function rowsIn(table: Table, text: string): Table['children'] {
  const sources = table.children.map((row) => text.slice(...rangeOf(row)));
  const dashes = /^[\s|:-]*-[\s|:-]*$/;
  const end = sources.findIndex((source, k) => k > 0 && (!source.includes('|') || dashes.test(sources[k + 1] ?? '')));
  return end < 0 ? table.children : table.children.slice(0, end);
}
