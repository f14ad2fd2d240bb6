import { isAlias, isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { type EditOf, type FrontMatterValue, NOTHING, type Plan, refuse, type Splice } from './edit.ts';
import { eolNear, lineEnd, lineStart, type Reading } from './reading.ts';
import { commaRemoval, listSplices } from './yaml-lists.ts';
import { flowList, pairLines, type Style, scalar } from './yaml-words.ts';

/** Sets or removes one key by the byte range of its value: comments, quotes, flow style and order of everything else stay. */
export function planFrontMatter(edit: EditOf<'front-matter'>, now: Reading): Plan {
  const { key, value } = edit;
  if (!/^[\p{L}\p{N}_](?:[\p{L}\p{N}_ .-]*[\p{L}\p{N}_])?$/u.test(key) || ['__proto__', 'constructor', 'prototype'].includes(key))
    throw refuse(`"${key}" is no name for a key`, `„${key}“ ist kein Name für einen Schlüssel`);
  const { front, text } = now;
  const there = Object.hasOwn(front.data, key);
  if (value === null ? !there : there && isSame(front.data[key], value)) return NOTHING;
  const others = (document: Reading): string => JSON.stringify(Object.entries(document.front.data).filter(([name]) => name !== key));
  return {
    ways: front.end === 0 ? [made(key, value as FrontMatterValue, text)] : splicesFor(key, value, text, front.end),
    holds: ({ front: after }) =>
      after.problems.length === 0 &&
      JSON.stringify(Object.entries(after.data).filter(([name]) => name !== key)) === others(now) &&
      (value === null ? !Object.hasOwn(after.data, key) : Object.hasOwn(after.data, key) && isSame(after.data[key], value)),
  };
}

function isSame(a: unknown, b: FrontMatterValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function made(key: string, value: FrontMatterValue, text: string): Splice[] {
  const eol = eolNear(text, 0);
  const gap = text === '' || /^\r?\n/.test(text) ? '' : eol;
  return [{ start: 0, end: 0, text: `---${eol}${pairLines(key, value, '', eol)}---${eol}${gap}` }];
}

/** What the splices need to know of the YAML between the fences; `at` is its offset in the text. */
interface Yaml {
  readonly text: string;
  readonly at: number;
  readonly eol: string;
}

function splicesFor(key: string, value: FrontMatterValue | null, text: string, end: number): Splice[][] {
  const at = text.indexOf('\n') + 1;
  const close = /^(?:---|\.\.\.)[ \t]*(?:\r?\n)?$/m.exec(text.slice(lineStart(text, end - (text[end - 1] === '\n' ? 1 : 0)), end));
  const stop = end - (close?.[0].length ?? 0);
  const yaml: Yaml = { text: text.slice(at, stop), at, eol: eolNear(text, at) };
  const { contents } = parseDocument(yaml.text, { keepSourceTokens: true, logLevel: 'silent', resolveKnownTags: false });
  if (contents === null) {
    const gap = yaml.text === '' || yaml.text.endsWith('\n') ? '' : yaml.eol;
    return [[{ start: stop, end: stop, text: gap + pairLines(key, value as FrontMatterValue, '', yaml.eol) }]];
  }
  if (!isMap(contents)) throw refuse('its front matter is no list of keys', 'sein Front Matter ist keine Liste von Schlüsseln');
  const k = contents.items.findIndex((item) => isScalar(item.key) && String(item.key.source ?? item.key.value) === key);
  const pair = contents.items[k];
  const splices =
    pair === undefined
      ? added(key, value as FrontMatterValue, contents, yaml)
      : value === null
        ? removed(contents, k, yaml)
        : changed(pair, key, value, yaml, Boolean(contents.flow));
  return splices.map((way) => way.map((one) => ({ ...one, start: one.start + at, end: one.end + at })));
}

function added(key: string, value: FrontMatterValue, map: YAMLMap, yaml: Yaml): Splice[][] {
  if (map.flow) {
    const last = map.items[map.items.length - 1];
    const words = `${scalar(key, 'PLAIN', true)}: ${typeof value === 'object' ? flowList(value) : scalar(value, 'PLAIN', true)}`;
    const at = last ? endOf(last as Pair) : map.range![0] + 1;
    return [[{ start: at, end: at, text: last ? `, ${words}` : words }]];
  }
  const first = startOf(map.items[0] as Pair);
  const indent = yaml.text.slice(lineStart(yaml.text, first), first);
  const gap = yaml.text.endsWith('\n') ? '' : yaml.eol;
  const end = yaml.text.length;
  return [[{ start: end, end, text: gap + pairLines(key, value, indent, yaml.eol) }]];
}

function removed(map: YAMLMap, k: number, yaml: Yaml): Splice[][] {
  const pairs = map.items as Pair[];
  if (map.flow)
    return [
      [
        commaRemoval(
          pairs.map((pair) => [startOf(pair), endOf(pair)]),
          k,
        ),
      ],
    ];
  return [[{ ...linesOf(pairs[k], yaml), text: '' }]];
}

function changed(pair: Pair, key: string, value: FrontMatterValue, yaml: Yaml, inFlow: boolean): Splice[][] {
  const node = pair.value;
  if (isMap(node)) throw refuse(`"${key}" has keys of its own`, `„${key}“ hat eigene Schlüssel`);
  if (isSeq(node)) {
    if (node.items.some((item) => !isScalar(item)))
      throw refuse(`"${key}" is a list of more than plain values`, `„${key}“ ist eine Liste aus mehr als einfachen Werten`);
    if (typeof value === 'object') {
      const splices = listSplices(node, value, yaml.text, yaml.eol);
      if (splices) return [splices];
    }
    if (node.flow && node.range)
      return [
        [{ start: node.range[0], end: node.range[1], text: typeof value === 'object' ? flowList(value) : scalar(value, 'PLAIN', inFlow) }],
      ];
    return [rewritten(pair, key, value, yaml)];
  }
  const words = (style: Style): string => (typeof value === 'object' ? flowList(value) : scalar(value, style, inFlow));
  if (isAlias(node) && node.range) return [[{ start: node.range[0], end: node.range[1], text: words('PLAIN') }]];
  if (!isScalar(node) || !node.range) {
    if (node === null) return [[behindColon(pair, yaml, words('PLAIN'))]];
    throw refuse(`"${key}" holds more than a value`, `„${key}“ enthält mehr als einen Wert`);
  }
  const [start, end] = node.range;
  if (start === end) return [[behindColon(pair, yaml, words('PLAIN'))]];
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') return [rewritten(pair, key, value, yaml)];
  // Text stays in the quotes that it had; a number or a date of its own needs none.
  return [[{ start, end, text: words(typeof value === 'string' ? (node.type as Style) : 'PLAIN') }]];
}

/** A key without a value: the value goes behind its colon, before a comment. */
function behindColon(pair: Pair, yaml: Yaml, words: string): Splice {
  const key = rangeOf(pair.key)![1];
  const colon = yaml.text.indexOf(':', key) + 1;
  return { start: colon, end: colon, text: ` ${words}` };
}

/** The whole pair anew, and only it. */
function rewritten(pair: Pair, key: string, value: FrontMatterValue, yaml: Yaml): Splice[] {
  const { start, end } = linesOf(pair, yaml);
  const indent = yaml.text.slice(start, startOf(pair));
  return [{ start, end, text: pairLines(key, value, indent, yaml.eol) }];
}

function rangeOf(node: unknown): readonly number[] | undefined {
  return (node as { range?: readonly number[] | null } | null)?.range ?? undefined;
}

function startOf(pair: Pair): number {
  return rangeOf(pair.key)?.[0] ?? 0;
}

function endOf(pair: Pair): number {
  return Math.max(rangeOf(pair.key)?.[1] ?? 0, rangeOf(pair.value)?.[1] ?? 0);
}

function linesOf(pair: Pair, { text }: Yaml): { start: number; end: number } {
  const valueEnd = endOf(pair);
  // A block's range ends behind its line; anything else before it.
  const stop = text[valueEnd - 1] === '\n' ? valueEnd : lineEnd(text, valueEnd);
  const end =
    stop === valueEnd && text[valueEnd - 1] === '\n' ? stop : text.indexOf('\n', stop) < 0 ? text.length : text.indexOf('\n', stop) + 1;
  return { start: lineStart(text, startOf(pair)), end };
}
