import type { Nodes, Root } from 'mdast';
import { type Extension, fromMarkdown, type Options } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';

/** Documents over this are not taken apart: no person wrote them, and the parser would take seconds. */
const LENGTH_MAX = 2 * 1024 * 1024;

/** Marks of emphasis in one block from which on the parser's time grows with their square. */
const MARKS_MAX = 1500;

/** Headings made by a line of dashes or equal signs below them, in one block. */
const UNDERLINES_MAX = 100;

/** Brackets that stand open at once in one block: each is tried again at every closing one. */
const BRACKETS_MAX = 200;

/** Lines of dashes below a header in one document. */
const TABLES_MAX = 1000;

/** Quotes and lists in each other: more than people nest, less than what exhausts the stack. */
const NESTING_MAX = 60;
const LIST_INDENT_MAX = 240;

/** Made with the first text that is parsed, and once: they hold nothing of it. */
let body: Options | undefined;
let whole: Options | undefined;

/** The syntax tree of a Markdown text (CommonMark, GFM, front matter) with positions. */
export function parseMarkdown(text: string): Root {
  whole ??= {
    extensions: [gfm(), frontmatter(['yaml'])],
    mdastExtensions: [...gfmFromMarkdown().map(withoutIdleSearch), frontmatterFromMarkdown(['yaml'])],
  };
  return fromMarkdown(text, whole);
}

/** The same for a text whose front matter is already out of the way: three dashes at the top are a thematic break. */
export function parseBody(text: string): Root {
  body ??= { extensions: [gfm()], mdastExtensions: gfmFromMarkdown().map(withoutIdleSearch) };
  return fromMarkdown(text, body);
}

/**
 * The extension that looks for addresses in a finished tree takes an eighth of the time of a parse to find none: it is asked only where some
 * text holds what all of them have.
 */
function withoutIdleSearch(extension: Extension): Extension {
  if (!extension.enter?.literalAutolink) return extension;
  return { ...extension, transforms: extension.transforms?.map((search) => (tree) => (mayHoldAddress(tree) ? search(tree) : undefined)) };
}

/** Whether a text node holds what every address has in it: `@`, `http://`, `https://` or `www.`. */
function mayHoldAddress(node: Nodes): boolean {
  if (node.type === 'text') return /@|https?:\/\/|www\./i.test(node.value);
  return 'children' in node && node.children.some(mayHoldAddress);
}

/** Text of a node without its marks; hard breaks and `<br>` as blanks, other HTML left out. */
export function plainText(node: Nodes): string {
  if (node.type === 'html') return /^<br\s*\/?>$/i.test(node.value) ? ' ' : '';
  if ('value' in node) return node.value;
  if (node.type === 'break') return ' ';
  if (node.type === 'image') return node.alt ?? '';
  return 'children' in node ? node.children.map((child) => plainText(child as Nodes)).join('') : '';
}

/**
 * Why a text is not given to the parser: its first line (1-based) that is too much, by length, depth or number of marks.
 * Undefined: it is fine. Linear in the length; what passes is parsed in time linear in its length too.
 */
export function unreasonableLine(text: string): number | undefined {
  if (text.length > LENGTH_MAX) return 1;
  const block = { marks: 0, open: 0, underlines: 0 };
  let tables = 0;
  let number = 0;
  for (const line of text.split('\n')) {
    number++;
    if (line.trim() === '') {
      block.marks = 0;
      block.open = 0;
      block.underlines = 0;
      continue;
    }
    // Cells and items are parsed one by one; the marks of a paragraph add up over its lines.
    if (/^[ \t]*(?:\||[-*+][ \t]|\d+[.)][ \t])/.test(line)) block.marks = 0;
    if (/^\|?[ \t]*:?-+:?[ \t]*\|/.test(line.trimStart())) tables++;
    if (/^ {0,3}(?:=+|-+)[ \t\r]*$/.test(line)) block.underlines++;
    const most = countMarks(line, block);
    if (block.marks > MARKS_MAX || most > BRACKETS_MAX || block.underlines > UNDERLINES_MAX || tables > TABLES_MAX) return number;
    if (nestingOf(line) > NESTING_MAX || listIndent(line) > LIST_INDENT_MAX) return number;
  }
  return undefined;
}

/** Adds a line's marks to its block's; the most brackets that stood open in it. */
function countMarks(line: string, block: { marks: number; open: number }): number {
  let most = 0;
  for (let i = 0; i < line.length; i++) {
    const c = line.charCodeAt(i);
    if (c === 42 || c === 95 || c === 126 || c === 33) block.marks++;
    else if (c === 91) most = Math.max(most, ++block.open);
    else if (c === 93 && block.open > 0) block.open--;
  }
  return most;
}

/** Quote and list marks that a line begins with. */
function nestingOf(line: string): number {
  let depth = 0;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (c === ' ' || c === '\t') continue;
    if (c === '>') depth++;
    else if ((c === '-' || c === '*' || c === '+') && /[ \t\r]/.test(line[i + 1] ?? ' ')) depth++;
    else if (c >= '0' && c <= '9') {
      const m = /^\d{1,9}[.)](?=[ \t])/.exec(line.slice(i, i + 12));
      if (!m) return depth;
      depth++;
      i += m[0].length - 1;
    } else return depth;
  }
  // A line of marks alone is a thematic break, not a nest of lists.
  return /^[ \t]*(?:(?:\*[ \t\r]*)+|(?:-[ \t\r]*)+)$/.test(line) ? 0 : depth;
}

/** Columns before a list mark; 0 for other lines. */
function listIndent(line: string): number {
  const m = /^[ \t]{100,}(?=[-*+]|\d+[.)])/.exec(line);
  return m ? m[0].length : 0;
}
