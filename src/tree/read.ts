import type { Nodes, Root, RootContent, Table as MdTable } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import type { Problem } from '../core/problem.ts';
import type { Field, Item, Link, ParsedDocument, Section, Table } from './document.ts';
import { readFrontMatter } from './front-matter.ts';

/** Documents over this are not taken apart: no person wrote them. */
const LENGTH_MAX = 4 * 1024 * 1024;

/** The syntax tree of a Markdown text (CommonMark, GFM, front matter) with positions. */
export function parseMarkdown(text: string): Root {
  return fromMarkdown(text, { extensions: [gfm(), frontmatter(['yaml'])], mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown(['yaml'])] });
}

/** Text of a file: BOM off, invalid UTF-8 as U+FFFD (and said). */
export function decodeDocument(bytes: Uint8Array, file: string): { text: string; problems: Problem[] } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), problems: [] };
  } catch {
    return { text: new TextDecoder('utf-8').decode(bytes), problems: [fault('not-utf8', file, 'The file is not UTF-8; some characters are lost to reading.', 'Die Datei ist kein UTF-8; einige Zeichen sind nicht lesbar.', 'Save it as UTF-8.', 'Speichere sie als UTF-8.')] };
  }
}

/** Reads a document into sections, fields, tables, items and links. Never throws for what a file holds. */
export function readDocument(path: string, bytes: Uint8Array): ParsedDocument {
  const { text, problems } = decodeDocument(bytes, path);
  const empty = { path, text, frontMatter: {}, title: nameOf(path), sections: [] };
  if (text.length > LENGTH_MAX || deepest(text) > 200) {
    return { ...empty, problems: [...problems, fault('document-unreasonable', path, 'The document is too long or too deeply nested to be read.', 'Das Dokument ist zu lang oder zu tief verschachtelt, um gelesen zu werden.', 'Split it up.', 'Teile es auf.')] };
  }
  const front = readFrontMatter(text, path);
  // Blanks of the same length keep all positions while the front matter is out of the parser's way.
  const body = front.end > 0 ? text.slice(0, front.end).replace(/[^\r\n]/g, ' ') + text.slice(front.end) : text;
  const root = fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const sections = sectionsOf(root, text, front.end);
  return { path, text, frontMatter: front.data, title: sections.find(({ depth }) => depth > 0)?.title ?? nameOf(path), sections, problems: [...problems, ...front.problems] };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/, '');
}

/** Depth of block quotes and lists by their marks: what makes a parser recurse. */
function deepest(text: string): number {
  let most = 0;
  for (const m of text.matchAll(/^[ \t]*(?:[>*+-][ \t]*){20,}/gm)) most = Math.max(most, m[0].replace(/[ \t]/g, '').length);
  return most;
}

function fault(code: string, file: string, en: string, de: string, remedyEn: string, remedyDe: string): Problem {
  return { code, level: 'error', message: { en, de }, place: { file, line: 1 }, remedy: { en: remedyEn, de: remedyDe } };
}

function sectionsOf(root: Root, text: string, from: number): Section[] {
  const starts: { title: string; depth: number; line: number; start: number; bodyStart: number; nodes: RootContent[] }[] = [
    { title: '', depth: 0, line: 1, start: from, bodyStart: from, nodes: [] },
  ];
  for (const node of root.children) {
    if (node.type === 'heading') {
      const position = node.position!;
      starts.push({ title: plainText(node), depth: node.depth, line: position.start.line, start: position.start.offset!, bodyStart: position.end.offset!, nodes: [] });
    } else starts[starts.length - 1].nodes.push(node);
  }
  const above: { depth: number; title: string }[] = [];
  return starts
    .map((section, i) => {
      const end = starts[i + 1]?.start ?? text.length;
      while (above.length > 0 && above[above.length - 1].depth >= section.depth) above.pop();
      const titles = above.map(({ title }) => title);
      if (section.depth > 0) above.push(section);
      return {
        title: section.title,
        depth: section.depth,
        above: titles,
        line: section.line,
        start: section.start,
        end,
        fields: fieldsOf(section.nodes, text),
        tables: section.nodes.filter((node) => node.type === 'table').map((node) => tableOf(node as MdTable)),
        items: section.nodes.flatMap((node) => itemsOf(node, 0)),
        links: linksOf(section.nodes, section.line),
        body: text.slice(section.bodyStart, end).replace(/^[ \t]*\r?\n/, ''),
      };
    })
    .filter((section) => section.depth > 0 || section.body.trim() !== '');
}

/** Text of a node without its marks; hard breaks as blanks. */
export function plainText(node: Nodes): string {
  if ('value' in node && node.type !== 'html') return node.value;
  if (node.type === 'break') return ' ';
  if (node.type === 'image') return node.alt ?? '';
  return 'children' in node ? node.children.map((child) => plainText(child as Nodes)).join('') : '';
}

function tableOf(node: MdTable): Table {
  const [head, ...rows] = node.children;
  const width = head.children.length;
  const cells = (row: MdTable['children'][number]): string[] => Array.from({ length: width }, (_, k) => (row.children[k] ? plainText(row.children[k]).trim() : ''));
  return { line: node.position!.start.line, header: cells(head), rows: rows.map((row) => ({ line: row.position!.start.line, cells: cells(row) })) };
}

function itemsOf(node: Nodes, depth: number): Item[] {
  if (node.type !== 'list') return [];
  return node.children.flatMap((item) => {
    const own = item.children.filter((child) => child.type !== 'list');
    const code: string[] = [];
    for (const child of own) collectCode(child, code);
    return [
      { text: own.map((child) => plainText(child)).join(' ').trim(), depth, ordered: Boolean(node.ordered), checked: item.checked ?? undefined, code, line: item.position!.start.line },
      ...item.children.flatMap((child) => itemsOf(child, depth + 1)),
    ];
  });
}

function collectCode(node: Nodes, into: string[]): void {
  if (node.type === 'inlineCode') into.push(node.value);
  if ('children' in node) for (const child of node.children) collectCode(child as Nodes, into);
}

/**
 * `**Label:** value` lines. A label alone on its line owns the following paragraphs, lists and so on up to the next label.
 */
function fieldsOf(nodes: readonly RootContent[], text: string): Field[] {
  const fields: (Field & { open: boolean })[] = [];
  for (const node of nodes) {
    const start = node.position!.start.offset!;
    const end = node.position!.end.offset!;
    if (node.type === 'paragraph' && node.children[0]?.type === 'strong') {
      for (const part of labelledParts(text.slice(start, end))) {
        fields.push({ label: part.label, value: part.value, line: node.position!.start.line + part.line, start: start + part.start, end: start + part.end, open: part.value === '' });
      }
      if (/^\*\*/.test(text.slice(start))) continue;
    }
    const last = fields[fields.length - 1];
    if (last?.open) fields[fields.length - 1] = { ...last, value: last.value === '' ? text.slice(start, end) : `${last.value}\n\n${text.slice(start, end)}`, end };
  }
  return fields.map(({ open: _open, ...field }) => field);
}

function labelledParts(paragraph: string): { label: string; value: string; line: number; start: number; end: number }[] {
  const marks = [...paragraph.matchAll(/^[ \t]*(?:\*\*([^*\n]+?):\*\*|\*\*([^*\n]+?)\*\*:|\*\*([^*\n]+?)\*\*(?=[ \t]*(?:\(|$)))/gm)];
  return marks.map((mark, i) => {
    const end = marks[i + 1]?.index ?? paragraph.length;
    const value = paragraph.slice(mark.index + mark[0].length, end).trim();
    return { label: (mark[1] ?? mark[2] ?? mark[3]).trim(), value, line: paragraph.slice(0, mark.index).split('\n').length - 1, start: mark.index, end: mark.index + paragraph.slice(mark.index, end).trimEnd().length };
  });
}

/** Backticked words that look like a place in the tree. */
const PATH_LIKE = /^(?:bizos|cto-brain|_SESSIONS|_INBOX|templates)\/[^\s*]+$|^[\w[\].-]+(?:\/[\w[\].-]+)*\.md$/;

function linksOf(nodes: readonly Nodes[], sectionLine: number): Link[] {
  const links: Link[] = [];
  const visit = (node: Nodes): void => {
    const line = node.position?.start.line ?? sectionLine;
    if (node.type === 'link' || node.type === 'definition') links.push({ target: node.url, kind: 'link', line });
    else if (node.type === 'image') links.push({ target: node.url, kind: 'image', line });
    else if (node.type === 'inlineCode' && PATH_LIKE.test(node.value)) links.push({ target: node.value, kind: 'path', line });
    else if (node.type === 'text') for (const m of node.value.matchAll(/\[\[([^\][\n]{1,200})\]\]/g)) links.push({ target: m[1].split('|')[0].trim(), kind: 'wiki', line });
    if ('children' in node) for (const child of node.children) visit(child as Nodes);
  };
  for (const node of nodes) visit(node);
  return links;
}
