/** A value of a JSON text with the places of its parts. */
type Node = Plain | Container;

interface Plain {
  readonly kind: 'plain';
  readonly start: number;
  readonly end: number;
}

interface Container {
  readonly kind: 'object' | 'array';
  readonly start: number;
  readonly end: number;
  readonly parts: readonly Part[];
}

/** An item of an array, or a member of an object from its key's quote to its value's end. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly key?: string;
  readonly value: Node;
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Work {
  readonly text: string;
  readonly newline: string;
  readonly indent: string;
  readonly edits: Edit[];
}

/** More new parts than these on one line, and they get lines of their own. */
const ON_ONE_LINE_MAX = 3;

/**
 * A JSON text that says `after`, with every byte of the old one kept that means the same in both: spaces, the order of keys, numbers as
 * they were written, a byte order mark, line ends. New members stand behind those that are there. Taking out what was put in gives the
 * old text again, byte for byte, unless it was put into an empty object or list that had blanks inside. Where a key stands twice in an
 * object the last one counts, as for `JSON.parse`. The text must be JSON: what `JSON.parse` refuses is not given to this.
 */
export function spliceJson(text: string, after: unknown): string {
  const work: Work = {
    text,
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent: /[{[]\r?\n([ \t]+)/.exec(text)?.[1] ?? '  ',
    edits: [],
  };
  change(work, readValue(text, text.startsWith('\ufeff') ? 1 : 0), JSON.parse(JSON.stringify(after)));
  const ordered = work.edits.map((edit, i) => ({ ...edit, i })).sort((a, b) => b.from - a.from || b.to - a.to || b.i - a.i);
  return ordered.reduce((whole, { from, to, text: put }) => whole.slice(0, from) + put + whole.slice(to), text);
}

function change(work: Work, node: Node, after: unknown): void {
  if (same(jsonOf(work.text, node), after)) return;
  if (node.kind === 'object' && isObject(after)) changeMembers(work, node, after);
  else if (node.kind === 'array' && Array.isArray(after)) changeItems(work, node, after);
  else work.edits.push({ from: node.start, to: node.end, text: written(work, after, lineIndent(work.text, node.start)) });
}

function changeMembers(work: Work, node: Container, after: Readonly<Record<string, unknown>>): void {
  const there = new Map(node.parts.map((part) => [part.key, part]));
  for (const [key, part] of there) if (key !== undefined && Object.hasOwn(after, key)) change(work, part.value, after[key]);
  const kept = node.parts.map(({ key }) => key !== undefined && Object.hasOwn(after, key));
  const made = Object.keys(after).filter((key) => !there.has(key));
  const writeOne = (key: string) => (base: string) => `${JSON.stringify(key)}: ${written(work, after[key], base)}`;
  put(work, node, kept, new Map([[kept.lastIndexOf(true), made.map(writeOne)]]));
}

/** Items that are in both lists in the same order stay; between them, one that went makes place for one that came. */
function changeItems(work: Work, node: Container, after: readonly unknown[]): void {
  const before = node.parts.map(({ value }) => jsonOf(work.text, value));
  const kept = before.map(() => false);
  const made = new Map<number, ((base: string) => string)[]>();
  let [i, j, last] = [0, 0, -1];
  for (const [nextI, nextJ] of [...commonItems(before, after), [before.length, after.length]]) {
    for (; i < nextI && j < nextJ; i++, j++) {
      change(work, node.parts[i].value, after[j]);
      kept[i] = true;
      last = i;
    }
    const came = after.slice(j, nextJ).map((item) => (base: string) => written(work, item, base));
    if (came.length > 0) made.set(last, came);
    if (nextI < before.length) kept[nextI] = true;
    last = nextI;
    [i, j] = [nextI + 1, nextJ + 1];
  }
  put(work, node, kept, made);
}

/** Removes the parts that aren't kept, and puts new ones behind the part with a number (-1: before all). */
function put(
  work: Work,
  node: Container,
  kept: readonly boolean[],
  made: ReadonlyMap<number, readonly ((base: string) => string)[]>,
): void {
  const { text, edits } = work;
  const { parts } = node;
  const all = [...made.values()].flat();
  const [open, close] = [node.start + 1, node.end - 1];
  if (!kept.includes(true)) {
    if (parts.length > 0 || all.length > 0) edits.push(intoEmpty(work, node, all));
    return;
  }
  for (let from = 0; from < parts.length; from++) {
    if (kept[from]) continue;
    let to = from;
    while (to + 1 < parts.length && !kept[to + 1]) to++;
    // Behind another part: with the comma before it. At the front: with the comma behind it.
    if (from > 0) edits.push({ from: parts[from - 1].end, to: parts[to].end, text: '' });
    else edits.push({ from: parts[0].start, to: parts[to + 1]?.start ?? close, text: '' });
    from = to;
  }
  for (const [behind, texts] of made) {
    if (texts.length === 0) continue;
    const at = behind < 0 ? kept.indexOf(true) : behind;
    const gap = text.slice(at === 0 ? open : parts[at - 1].end, parts[at].start).replace(/^\s*,/, '');
    const base = lineIndent(text, node.start);
    const lines = gap.includes('\n') || texts.length > ON_ONE_LINE_MAX;
    const between = gap.includes('\n') ? gap : lines ? `${work.newline}${base}${work.indent}` : gap || ' ';
    const inner = lines ? between.slice(between.lastIndexOf('\n') + 1) : base;
    const said = texts.map((one) => one(inner));
    if (behind < 0) edits.push({ from: parts[at].start, to: parts[at].start, text: said.map((one) => `${one},${between}`).join('') });
    else edits.push({ from: parts[at].end, to: parts[at].end, text: said.map((one) => `,${between}${one}`).join('') });
  }
}

/** The inside of an object or list that nothing of is left. */
function intoEmpty(work: Work, node: Container, texts: readonly ((base: string) => string)[]): Edit {
  const { text, newline, indent } = work;
  const [from, to] = [node.start + 1, node.end - 1];
  if (texts.length === 0) return { from, to, text: '' };
  const base = lineIndent(text, node.start);
  const inner = `${base}${indent}`;
  const blank = text.slice(from, to);
  const tail = node.parts.length === 0 && /^\s*\n\s*$/.test(blank) ? blank : `${newline}${base}`;
  return { from, to, text: `${newline}${texts.map((one) => `${inner}${one(inner)}`).join(`,${newline}`)}${tail}` };
}

function written({ indent, newline }: Work, value: unknown, base: string): string {
  return JSON.stringify(value, null, indent).replaceAll('\n', `${newline}${base}`);
}

/** Blanks at the beginning of the line that a place is in. */
function lineIndent(text: string, at: number): string {
  return /^\ufeff?([ \t]*)/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1, at))?.[1] ?? '';
}

/** Longest run of items, in order, that two lists share: their numbers in both. */
function commonItems(before: readonly unknown[], after: readonly unknown[]): readonly (readonly [number, number])[] {
  const [left, right] = [before.map((item) => keyOf(item)), after.map((item) => keyOf(item))];
  const longest = Array.from({ length: left.length + 1 }, () => new Uint32Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      longest[i][j] = left[i] === right[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
  const pairs: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < left.length && j < right.length; ) {
    if (left[i] === right[j]) pairs.push([i++, j++]);
    else if (longest[i + 1][j] >= longest[i][j + 1]) i++;
    else j++;
  }
  return pairs;
}

/** The same text for values that mean the same: keys in order. */
function keyOf(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

function same(a: unknown, b: unknown): boolean {
  return keyOf(a) === keyOf(b);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonOf(text: string, { start, end }: Node): unknown {
  return JSON.parse(text.slice(start, end));
}

/** Reads a value that begins at or behind a place. The text is known to be JSON. */
function readValue(text: string, from: number): Node {
  const start = blanksEnd(text, from);
  const open = text[start];
  if (open !== '{' && open !== '[') return { kind: 'plain', start, end: plainEnd(text, start) };
  const parts: Part[] = [];
  let at = blanksEnd(text, start + 1);
  while (text[at] !== '}' && text[at] !== ']') {
    const part = at;
    let key: string | undefined;
    if (open === '{') {
      const keyEnd = plainEnd(text, at);
      key = JSON.parse(text.slice(at, keyEnd)) as string;
      at = blanksEnd(text, keyEnd) + 1;
    }
    const value = readValue(text, at);
    parts.push({ start: part, end: value.end, key, value });
    at = blanksEnd(text, value.end);
    if (text[at] === ',') at = blanksEnd(text, at + 1);
  }
  return { kind: open === '{' ? 'object' : 'array', start, end: at + 1, parts };
}

function blanksEnd(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r') at++;
  return at;
}

/** The end of a string, a number or a word. */
function plainEnd(text: string, start: number): number {
  const found = text[start] === '"' ? /"(?:[^"\\]+|\\.)*"/y : /[^\s,\]}]+/y;
  found.lastIndex = start;
  return start + (found.exec(text)?.[0].length ?? 0);
}
