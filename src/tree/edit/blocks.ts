import type { Nodes, RootContent } from 'mdast';
import { type parseBody, plainText } from '../markdown.ts';
import { labelKey } from '../tables.ts';
import { type Edit, notFound, refuse, type Source, type Splice } from './edit.ts';
import { findItem, findSection, findTable, nodesOf, rangeOf } from './locate.ts';

type Tree = ReturnType<typeof parseBody>;

/** Punctuation that Markdown may read as a mark. */
const SPECIAL = /[\\`*_[\]<>&!~|#$]/g;

/** Ways to write a value into one line, the plainest first; the first that reads back is taken. */
export function spellings(value: string): string[] {
  const escaped = value.replace(SPECIAL, '\\$&').replace(/^([-+=:]|\d+[.)])/, '\\$1');
  // `:` and `www.` begin links by themselves, an @ makes an address; broken with a backslash they are text.
  const broken = escaped
    .replace(/:\/\//g, '\\:\\/\\/')
    .replace(/@/g, '\\@')
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}\\.`);
  return [...new Set([value, value.replace(/\|/g, '\\|'), escaped, broken])];
}

interface Label {
  readonly label: string;
  readonly start: number;
  /** Behind the label's mark. */
  readonly valueStart: number;
  readonly end: number;
}

const LABEL = /^[ \t]*(?:\*\*([^*\n\r]+?):\*\*|\*\*([^*\n\r]+?)\*\*:)/gm;

/** The labels of a section with the range of their values: up to the next label, or to the section's end. */
export function labelsIn(nodes: readonly RootContent[], text: string, end: number): Label[] {
  const marks: { label: string; start: number; valueStart: number }[] = [];
  for (const node of nodes) {
    if (node.type !== 'paragraph') continue;
    const [from, to] = rangeOf(node);
    for (const m of text.slice(from, to).matchAll(LABEL))
      marks.push({ label: m[1] ?? m[2], start: from + m.index, valueStart: from + m.index + m[0].length });
  }
  const lastEnd = nodes.length > 0 ? rangeOf(nodes[nodes.length - 1])[1] : end;
  return marks.map((mark, k) => {
    const until = marks[k + 1]?.start ?? lastEnd;
    return { ...mark, end: mark.valueStart + text.slice(mark.valueStart, until).trimEnd().length };
  });
}

/** Where the value of a label stands, and how it is written. */
export function fieldSplices(edit: Extract<Edit, { kind: 'field' }>, source: Source, root: Tree): Splice[][] {
  const section = findSection(root, source.text.length, edit.section);
  const labels = labelsIn(section.nodes, source.text, section.end);
  const found = labels.find(({ label }) => labelKey(label) === labelKey(edit.label));
  if (!found)
    throw notFound(
      'label',
      edit.label,
      labels.map(({ label }) => label),
    );
  const old = source.text.slice(found.valueStart, found.end);
  const gap = /^\s*/.exec(old)?.[0] ?? '';
  const value = edit.value.trim();
  // A value below its label stays below; one beside it stays beside unless it has lines of its own.
  const lead = value === '' ? '' : /\r?\n/.test(value) && !/\n/.test(gap) ? source.eol : gap.trim() === '' && gap !== '' ? gap : ' ';
  return multiline(value, source.eol).map((text) => [{ start: found.valueStart, end: found.end, text: lead + text }]);
}

function multiline(value: string, eol: string): string[] {
  const lines = value.split(/\r?\n/);
  if (lines.length === 1) return spellings(value);
  const all = lines.map((line) => spellings(line.trim()));
  // Either every line in its plain form, or every line escaped.
  return [all.map((forms) => forms[0]).join(eol), all.map((forms) => forms[forms.length - 1]).join(eol)];
}

/** Replaces the text of one cell; the blanks around it stay. */
export function cellSplices(edit: Extract<Edit, { kind: 'cell' }>, source: Source, root: Tree): Splice[][] {
  if (/[\r\n]/.test(edit.value)) throw refuse('a cell holds one line', 'eine Zelle fasst eine Zeile');
  const { table, at } = findTable(nodesOf(root, source.text.length, edit.section), [edit.key.column, edit.column]);
  const rows = table.children.slice(1);
  const row = rows.find((line) => line.children[at[0]] && labelKey(plainText(line.children[at[0]])) === labelKey(edit.key.value));
  if (!row)
    throw notFound(
      'row',
      edit.key.value,
      rows.map((line) => (line.children[at[0]] ? plainText(line.children[at[0]]) : '')),
    );
  const cell = row.children[at[1]];
  if (!cell)
    throw refuse(`the row "${edit.key.value}" is too short to have this cell`, `die Zeile „${edit.key.value}“ ist zu kurz für diese Zelle`);
  const [from, to] = rangeOf(cell);
  const raw = source.text.slice(from, to);
  const inner = /^(\|?[ \t]*)(.*?)([ \t]*\|?)$/s.exec(raw) as RegExpExecArray;
  // In an empty cell the blanks on both sides stay: `|  |` becomes `| 3 |`.
  const blanks = /[ \t]*$/.exec(inner[1])?.[0].length ?? 0;
  const back = inner[2] === '' && blanks > 1 ? 1 : 0;
  const start = from + inner[1].length - back;
  const end = start + inner[2].length;
  const pad = inner[2] === '' && blanks === 0 ? ' ' : '';
  const behind = inner[2] === '' && blanks < 2 ? ' ' : '';
  return spellings(edit.value.trim()).map((text) => [{ start, end, text: pad + text + (text ? behind : '') }]);
}

/** Puts a row behind the last one of the first table of a section. */
export function rowSplices(edit: Extract<Edit, { kind: 'row-add' }>, source: Source, root: Tree): Splice[][] {
  const nodes = findSection(root, source.text.length, edit.section).nodes;
  const table = nodes.find((node) => node.type === 'table');
  if (!table) throw notFound('table in', edit.section, []);
  if (edit.cells.some((cell) => /[\r\n]/.test(cell))) throw refuse('a cell holds one line', 'eine Zelle fasst eine Zeile');
  const end = rangeOf(table)[1];
  const forms = edit.cells.map((cell) => spellings(cell.trim()));
  return [1, 3].map((form) => [
    { start: end, end, text: `${source.eol}| ${forms.map((all) => all[Math.min(form, all.length - 1)]).join(' | ')} |` },
  ]);
}

/** Lines of a node with their line ends: from the beginning of its first line to behind its last. */
function wholeLines(node: Nodes, text: string): [number, number] {
  const [from, to] = rangeOf(node);
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const next = text.indexOf('\n', to);
  return [start, next < 0 ? text.length : next + 1];
}

/** Adds, moves or removes an item of a list, or ticks its box. */
export function itemSplices(
  edit: Extract<Edit, { kind: 'item-add' | 'item-remove' | 'item-move' | 'tick' }>,
  source: Source,
  root: Tree,
): Splice[][] {
  const { text, eol } = source;
  const nodes = nodesOf(root, text.length, edit.section);
  if (edit.kind === 'tick') {
    const { item } = findItem(nodes, edit.item);
    const [from, to] = rangeOf(item);
    const box = /^([-*+]|\d+[.)])[ \t]+\[([ xX])\]/.exec(text.slice(from, to));
    if (!box) throw refuse(`"${edit.item}" has no box to tick`, `„${edit.item}“ hat kein Kästchen`);
    const at = from + box[0].length - 2;
    return [[{ start: at, end: at + 1, text: edit.checked ? 'x' : ' ' }]];
  }
  if (edit.kind === 'item-add') {
    if (/[\r\n]/.test(edit.text)) throw refuse('an item is one line', 'ein Listenpunkt ist eine Zeile');
    const list = nodes.findLast((node) => node.type === 'list');
    if (list?.type !== 'list') throw notFound('list in', edit.section, []);
    const last = list.children[list.children.length - 1];
    const [from, to] = rangeOf(last);
    const lineStart = text.lastIndexOf('\n', from - 1) + 1;
    const marker = /^(?:[-*+]|\d+[.)])[ \t]+/.exec(text.slice(from))?.[0] ?? '- ';
    const next = list.ordered ? marker.replace(/\d+/, (n) => String(Number(n) + 1)) : marker;
    const end = from + text.slice(from, to).trimEnd().length;
    return spellings(edit.text.trim()).map((words) => [{ start: end, end, text: `${eol}${text.slice(lineStart, from)}${next}${words}` }]);
  }
  const { item } = findItem(nodes, edit.item);
  const [start, end] = wholeLines(item, text);
  if (edit.kind === 'item-remove') return [[{ start, end, text: '' }]];
  const target = findItem(nodes, edit.after).item;
  const [, behind] = wholeLines(target, text);
  if (behind > start && behind <= end) return [[]];
  const moved = text.slice(start, end);
  return [moveSplices(text, eol, start, end, behind, moved)];
}

/** Adds, moves or removes a section with all below it. */
export function sectionSplices(
  edit: Extract<Edit, { kind: 'section-add' | 'section-remove' | 'section-move' }>,
  source: Source,
  root: Tree,
): Splice[][] {
  const { text, eol } = source;
  if (edit.kind === 'section-add') {
    const body = edit.text.replace(/\r?\n/g, eol).trimEnd();
    if (!/^#{1,6} /.test(body)) throw refuse('a section begins with its heading', 'ein Abschnitt beginnt mit seiner Überschrift');
    const at = edit.after === undefined ? text.length : findSection(root, text.length, edit.after).deepEnd;
    const before = text.slice(0, at);
    const gap = before === '' ? '' : before.endsWith(eol + eol) ? '' : before.endsWith(eol) ? eol : eol + eol;
    return [[{ start: at, end: at, text: `${gap}${body}${eol}${at < text.length ? eol : ''}` }]];
  }
  const section = findSection(root, text.length, edit.section);
  if (edit.kind === 'section-remove') return [[{ start: section.start, end: section.deepEnd, text: '' }]];
  const target = findSection(root, text.length, edit.after);
  if (target.start >= section.start && target.start < section.deepEnd)
    throw refuse(
      'a section can not be moved behind itself or a part of itself',
      'ein Abschnitt lässt sich nicht hinter sich selbst oder einen Teil von sich verschieben',
    );
  if (target.deepEnd === section.start) return [[]];
  return [moveSplices(text, eol, section.start, section.deepEnd, target.deepEnd, text.slice(section.start, section.deepEnd))];
}

/** Takes a range out and puts it elsewhere; where the end of the file lacks a line end, the pieces get one between them. */
function moveSplices(text: string, eol: string, start: number, end: number, to: number, moved: string): Splice[] {
  const wasLast = end === text.length && !moved.endsWith('\n');
  const becomesLast = to === text.length && !text.endsWith('\n');
  const words = wasLast ? `${moved}${eol}` : moved;
  const splices: Splice[] = [
    { start, end, text: '' },
    { start: to, end: to, text: becomesLast ? eol + words.replace(/\r?\n$/, '') : words },
  ];
  return splices.sort((a, b) => a.start - b.start);
}
