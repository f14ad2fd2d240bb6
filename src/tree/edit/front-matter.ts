import { isMap, isScalar, isSeq, type Pair, parseDocument, stringify } from 'yaml';
import { type Edit, refuse, type Source, type Splice } from './edit.ts';

const FENCES = /^---[ \t]*\r?\n([\s\S]*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m;

/** Range of the YAML between the fences; undefined without front matter. Throws BizosError for another language. */
export function yamlRange(text: string): { start: number; end: number } | undefined {
  if (/^---[ \t]*[^\s-]/.test(text)) throw refuse('its front matter is not YAML', 'sein Front Matter ist kein YAML');
  const found = FENCES.exec(text);
  if (found?.index !== 0) return undefined;
  const start = text.indexOf('\n') + 1;
  return { start, end: start + found[1].length };
}

/** Sets or removes one key by the byte range of its value; comments, quotes and order of the others stay. */
export function frontMatterSplices(edit: Extract<Edit, { kind: 'front-matter' }>, source: Source): Splice[][] {
  const { text, eol } = source;
  const range = yamlRange(text);
  if (!range) {
    if (edit.value === null) return [[]];
    return [[{ start: 0, end: 0, text: `---${eol}${line(edit.key, edit.value, eol)}---${eol}${text === '' ? '' : eol}` }]];
  }
  const yaml = text.slice(range.start, range.end);
  const document = parseDocument(yaml, { keepSourceTokens: true, uniqueKeys: true });
  if (document.errors.length > 0)
    throw refuse(
      `its front matter is broken (${document.errors[0].message.split('\n')[0]})`,
      `sein Front Matter ist kaputt (${document.errors[0].message.split('\n')[0]})`,
    );
  if (document.contents === null)
    return edit.value === null ? [[]] : [[{ start: range.end, end: range.end, text: line(edit.key, edit.value, eol) }]];
  if (!isMap(document.contents)) throw refuse('its front matter is no list of keys', 'sein Front Matter ist keine Liste von Schlüsseln');
  if (document.contents.flow)
    throw refuse('its front matter is written in one line of braces', 'sein Front Matter steht in geschweiften Klammern in einer Zeile');
  const pair = document.contents.items.find((item) => isScalar(item.key) && String(item.key.value) === edit.key);
  if (!pair) {
    if (edit.value === null) return [[]];
    const gap = yaml === '' || yaml.endsWith('\n') ? '' : eol;
    return [[{ start: range.end, end: range.end, text: gap + line(edit.key, edit.value, eol) }]];
  }
  if (edit.value === null) return [[{ ...pairLines(pair, yaml, range.start), text: '' }]];
  return [[valueSplice(pair, edit.key, edit.value, yaml, range.start, eol)]];
}

function valueSplice(
  pair: Pair,
  key: string,
  value: Exclude<Extract<Edit, { kind: 'front-matter' }>['value'], null>,
  yaml: string,
  offset: number,
  eol: string,
): Splice {
  const node = pair.value;
  const words = Array.isArray(value) ? undefined : scalar(value as string | number | boolean);
  const simple = isScalar(node) && (node.type === 'PLAIN' || node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') && node.range;
  if (simple && words !== undefined && node.range && node.range[1] > node.range[0])
    return { start: offset + node.range[0], end: offset + node.range[1], text: words };
  if (isSeq(node) && node.flow && node.range && words === undefined)
    return { start: offset + node.range[0], end: offset + node.range[1], text: `[${(value as readonly string[]).map(scalar).join(', ')}]` };
  // Blocks, folded texts and empty values are written anew, the whole pair and only it.
  return { ...pairLines(pair, yaml, offset), text: line(key, value, eol) };
}

function pairLines(pair: Pair, yaml: string, offset: number): { start: number; end: number } {
  const key = pair.key as { range?: [number, number, number] | null };
  const value = pair.value as { range?: [number, number, number] | null } | null;
  const start = yaml.lastIndexOf('\n', (key.range?.[0] ?? 0) - 1) + 1;
  const valueEnd = Math.max(key.range?.[1] ?? 0, value?.range?.[1] ?? 0);
  // A block's range ends behind its line; anything else before it.
  const end = yaml[valueEnd - 1] === '\n' ? valueEnd : yaml.indexOf('\n', valueEnd) < 0 ? yaml.length : yaml.indexOf('\n', valueEnd) + 1;
  return { start: offset + start, end: offset + end };
}

function line(key: string, value: Exclude<Extract<Edit, { kind: 'front-matter' }>['value'], null>, eol: string): string {
  if (!Array.isArray(value)) return `${scalar(key)}: ${scalar(value as string | number | boolean)}${eol}`;
  return value.length === 0
    ? `${scalar(key)}: []${eol}`
    : `${scalar(key)}:${eol}${value.map((item) => `  - ${scalar(item)}${eol}`).join('')}`;
}

/** A scalar on one line that reads back as the same value, quoted where it must be. */
function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const plain = stringify(value, { lineWidth: 0, defaultStringType: 'PLAIN', defaultKeyType: 'PLAIN' }).trimEnd();
  return /[\r\n]/.test(plain) || /^[|>]/.test(plain) ? JSON.stringify(value) : plain;
}
