import type { Nodes, Root, RootContent } from 'mdast';
import type { Problem } from '../core/problem.ts';
import { tablesOf } from './block-tables.ts';
import type { Item, ParsedDocument, Section } from './document.ts';
import { fieldsOf } from './fields.ts';
import { readFrontMatter } from './front-matter.ts';
import { linksOf } from './links.ts';
import { parseBody, plainText, unreasonableLine } from './markdown.ts';

export { parseMarkdown, plainText } from './markdown.ts';

/** Text of a file: BOM off, invalid UTF-8 as U+FFFD (and said, with the line of the first such byte). */
export function decodeDocument(bytes: Uint8Array, file: string): { text: string; problems: Problem[] } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), problems: [] };
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes);
    const line = text.slice(0, Math.max(0, text.indexOf('\ufffd'))).split('\n').length;
    const problem = fault(
      'not-utf8',
      file,
      line,
      'The file is not UTF-8; characters are lost from here on.',
      'Die Datei ist kein UTF-8; ab hier gehen Zeichen verloren.',
    );
    return { text, problems: [{ ...problem, remedy: { en: 'Save it as UTF-8.', de: 'Speichere sie als UTF-8.' } }] };
  }
}

/**
 * Reads a document into sections, fields, tables, items and links. Never throws for what a file holds: invalid UTF-8, bad front
 * matter, broken tables and texts beyond reason are problems in the document, and what can be read is read.
 */
export function readDocument(path: string, bytes: Uint8Array): ParsedDocument {
  const { text, problems } = decodeDocument(bytes, path);
  const front = readFrontMatter(text, path);
  problems.push(...front.problems);
  // Blanks of the same length keep all positions while the front matter is out of the parser's way.
  const body = front.end > 0 ? text.slice(0, front.end).replace(/[^\r\n]/g, ' ') + text.slice(front.end) : text;
  let sections: readonly Section[];
  const tooMuch = unreasonableLine(body);
  try {
    if (tooMuch !== undefined) throw new RangeError();
    sections = sectionsOf(parseBody(body), text, front.end, path, problems);
  } catch (error) {
    // A stack that is used up is the parser's way of saying "nested beyond reason"; anything else is a bug.
    if (!(error instanceof RangeError)) throw error;
    problems.push(
      fault(
        'document-unreasonable',
        path,
        tooMuch ?? 1,
        'The document is too long or too deeply nested to be taken apart.',
        'Das Dokument ist zu lang oder zu tief verschachtelt, um gelesen zu werden.',
      ),
    );
    sections = [wholeText(text, front.end)];
  }
  return { path, text, frontMatter: front.data, title: sections.find(({ depth }) => depth > 0)?.title ?? nameOf(path), sections, problems };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/, '');
}

function fault(code: string, file: string, line: number, en: string, de: string): Problem {
  return { code, level: 'error', message: { en, de }, place: { file, line }, remedy: { en: 'Split it up.', de: 'Teile es auf.' } };
}

/** A document that is not taken apart is still there to be searched. */
function wholeText(text: string, from: number): Section {
  return {
    title: '',
    depth: 0,
    above: [],
    line: 1,
    start: from,
    end: text.length,
    fields: [],
    tables: [],
    items: [],
    links: [],
    body: text.slice(from),
  };
}

interface Start {
  readonly title: string;
  readonly depth: number;
  readonly line: number;
  readonly start: number;
  readonly bodyStart: number;
  readonly nodes: RootContent[];
}

function sectionsOf(root: Root, text: string, from: number, file: string, problems: Problem[]): Section[] {
  const starts: Start[] = [{ title: '', depth: 0, line: 1, start: from, bodyStart: from, nodes: [] }];
  for (const node of root.children) {
    if (node.type === 'heading') {
      const { start, end } = node.position!;
      starts.push({
        title: plainText(node).trim(),
        depth: node.depth,
        line: start.line,
        start: start.offset!,
        bodyStart: end.offset!,
        nodes: [],
      });
    } else starts[starts.length - 1].nodes.push(node);
  }
  const above: Start[] = [];
  return starts
    .map((section, i): Section => {
      const end = starts[i + 1]?.start ?? text.length;
      while (above.length > 0 && above[above.length - 1].depth >= section.depth) above.pop();
      const titles = above.map(({ title }) => title);
      if (section.depth > 0) above.push(section);
      const { nodes, title, depth, line, start } = section;
      const found = tablesOf(nodes, text, file);
      problems.push(...found.problems);
      return {
        title,
        depth,
        above: titles,
        line,
        start,
        end,
        fields: fieldsOf(nodes, text),
        tables: found.tables,
        items: nodes.flatMap((node) => itemsOf(node, 0)),
        links: linksOf(nodes, line),
        body: text.slice(section.bodyStart, end).replace(/^[ \t]*\r?\n/, ''),
      };
    })
    .filter((section) => section.depth > 0 || section.body.trim() !== '');
}

function itemsOf(node: Nodes, depth: number): Item[] {
  if (node.type === 'blockquote') return node.children.flatMap((child) => itemsOf(child, depth));
  if (node.type !== 'list') return [];
  return node.children.flatMap((item) => {
    const own = item.children.filter((child) => child.type !== 'list');
    const code: string[] = [];
    for (const child of own) collectCode(child, code);
    return [
      {
        text: own
          .map((child) => plainText(child))
          .join(' ')
          .trim(),
        depth,
        ordered: Boolean(node.ordered),
        checked: item.checked ?? undefined,
        code,
        line: item.position!.start.line,
      },
      ...item.children.flatMap((child) => itemsOf(child, depth + 1)),
    ];
  });
}

function collectCode(node: Nodes, into: string[]): void {
  if (node.type === 'inlineCode') into.push(node.value);
  if ('children' in node) for (const child of node.children) collectCode(child as Nodes, into);
}
