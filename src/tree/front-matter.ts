import { createRequire } from 'node:module';
import type { Document } from 'yaml';
import type { Problem } from '../core/problem.ts';
import type { Text } from '../core/text.ts';

// Loaded at the first front matter that is met: documents without any don't pay for it, and none pays for the way to it again.
const load = createRequire(import.meta.url);
let loadedYaml: typeof import('yaml') | undefined;
let loadedMatter: typeof import('gray-matter') | undefined;

function yamlLibrary(): typeof import('yaml') {
  loadedYaml ??= load('yaml') as typeof import('yaml');
  return loadedYaml;
}

function grayMatter(): typeof import('gray-matter') {
  loadedMatter ??= load('gray-matter') as typeof import('gray-matter');
  return loadedMatter;
}

/** A document's front matter and where its text begins. */
export interface FrontMatter {
  readonly data: Readonly<Record<string, unknown>>;
  /** Offset of the first character behind the closing fence's line; 0 without front matter. */
  readonly end: number;
  readonly problems: readonly Problem[];
}

const NONE: FrontMatter = { data: {}, end: 0, problems: [] };

/** Largest front matter that is read; longer ones are a mistake or an attack. */
const LENGTH_MAX = 256 * 1024;

/** Collections in each other: the YAML parser recurses. */
const NESTING_MAX = 100;

/** Languages that other tools run or read behind the dashes. */
const OTHER_LANGUAGES = /^(?:js|javascript|ts|typescript|coffee|coffeescript|cson|json5?|toml|php|lisp|clojure|ruby|python)$/;

/**
 * Reads YAML front matter (1.2, core schema). Dates, `010`, `1.10`, `10:30` and `NO` stay the text that they look like. Never
 * evaluates anything: every other language behind the fence, tags, alias bombs, keys given twice and keys that would reach into an
 * object's prototype are problems with their line. A document that merely begins with a thematic break has none. `text` has no BOM.
 */
export function readFrontMatter(text: string, file: string): FrontMatter {
  const fence = /^---([^\r\n]*)(?:\r?\n|$)/.exec(text);
  if (!fence) return NONE;
  const language = fence[1].trim().toLowerCase();
  const close = closingFence(text, fence[0].length);
  if (language !== '' && language !== 'yaml' && language !== 'yml') {
    const isLanguage = OTHER_LANGUAGES.test(language) || (close !== undefined && /^[a-z][\w+-]*$/.test(language));
    return isLanguage
      ? { data: {}, end: close?.end ?? 0, problems: [problem('front-matter-language', file, 1, otherLanguage(language))] }
      : NONE;
  }
  const yaml = text.slice(fence[0].length, close?.start);
  if (!beginsLikeYaml(yaml)) return close && yaml.trim() === '' && !/\n[ \t]*\r?\n/.test(`\n${yaml}`) ? { ...NONE, end: close.end } : NONE;
  // Without a closing fence the dashes are a thematic break, unless a key follows: then somebody forgot it.
  if (!close) return { ...NONE, problems: [problem('front-matter-open', file, 1, WORDS.open)] };
  if (yaml.length > LENGTH_MAX) return { data: {}, end: close.end, problems: [problem('front-matter-long', file, 1, WORDS.long)] };
  return { ...parse(yaml, file), end: close.end };
}

/**
 * True when the first line that says something is a `key:` (or opens a flow mapping). A paragraph between two thematic breaks that
 * happens to begin so is told apart by what YAML never has: a blank line together with a line of plain prose.
 */
function beginsLikeYaml(yaml: string): boolean {
  const lines = yaml.slice(0, LENGTH_MAX).split(/\r?\n/);
  const first = lines.find((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  if (first === undefined || !/^\s*(?:[^\s:#>*|-][^:]*|"[^"]*"[ \t]*|'[^']*'[ \t]*|<<):(?:\s|$)|^\s*(?:\{|\?\s|[\w"']+\t*:)/.test(first))
    return false;
  const body = yaml.replace(/\r?\n$/, '').split(/\r?\n/);
  const prose = body.some((line) => /^[\p{L}\p{N}*_`][^:]*$/u.test(line) && /\s\S+\s/.test(line));
  return !(prose && body.some((line) => line.trim() === ''));
}

function closingFence(text: string, from: number): { start: number; end: number } | undefined {
  const pattern = /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/gm;
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found ? { start: found.index, end: found.index + found[0].length } : undefined;
}

function parse(yaml: string, file: string): Omit<FrontMatter, 'end'> {
  const problems: Problem[] = [];
  const source = yaml.replaceAll('\r\n', '\n').replace(/(?<!\n)$/, '\n');
  const engine = {
    // Not what gray-matter cut out: it ends at any line that begins with three dashes, and the rest would be lost.
    parse: (): object => readYaml(source, file, problems),
    stringify: (): string => {
      throw new Error('documents are edited by splices, never written from their values');
    },
  };
  const refuse = {
    parse: (): object => {
      throw new Error('only YAML is read');
    },
    stringify: engine.stringify,
  };
  // Options make gray-matter leave its cache alone: cached objects are shared and could be changed by others.
  const { data } = grayMatter()(`---\n${source}---\n`, {
    language: 'yaml',
    engines: {
      yaml: engine,
      javascript: refuse,
      js: refuse,
      json: refuse,
      coffee: refuse,
      coffeescript: refuse,
      cson: refuse,
      toml: refuse,
    },
  });
  return { data: data as Record<string, unknown>, problems };
}

function readYaml(source: string, file: string, problems: Problem[]): object {
  if (deepest(source) > NESTING_MAX) {
    problems.push(problem('front-matter-yaml', file, 1, WORDS.deep));
    return {};
  }
  const document = yamlLibrary().parseDocument(source, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    strict: true,
    merge: false,
    customTags: [],
    resolveKnownTags: false,
    logLevel: 'error',
  });
  for (const fault of [...document.errors, ...document.warnings]) {
    problems.push(
      problem(
        'front-matter-yaml',
        file,
        (fault.linePos?.[0].line ?? 0) + 1,
        explained(fault.code, fault.message.split('\n')[0].replace(/:$/, '')),
      ),
    );
  }
  if (document.errors.length > 0) return {};
  keepAsWritten(document, source, file, problems);
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (value === null || value === undefined) return {};
    if (typeof value === 'object' && !Array.isArray(value)) return value;
    problems.push(problem('front-matter-yaml', file, 2, WORDS.noKeys));
  } catch {
    // The library refuses to expand aliases beyond its limit.
    problems.push(problem('front-matter-yaml', file, 1, WORDS.aliases));
  }
  return {};
}

/** Numbers that would lose something (`010`, `1.10`, ids beyond 2^53) become their text; keys that are no plain words are taken out. */
function keepAsWritten(document: Document, source: string, file: string, problems: Problem[]): void {
  const { isScalar, visit } = yamlLibrary();
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'number' && node.source !== undefined && String(node.value) !== node.source) node.value = node.source;
    },
    Pair: (_, pair) => {
      const key = isScalar(pair.key) ? pair.key : undefined;
      const name = key ? String(key.source ?? key.value) : '';
      if (key && name !== '' && !['__proto__', 'constructor', 'prototype'].includes(name)) {
        key.value = name;
        return undefined;
      }
      const at = (pair.key as { range?: readonly number[] } | null)?.range?.[0] ?? 0;
      problems.push(problem('front-matter-key', file, source.slice(0, at).split('\n').length + 1, WORDS.key));
      return visit.REMOVE;
    },
  });
}

/** Depth of brackets, and of indentation at two columns a level. */
function deepest(source: string): number {
  let depth = 0;
  let most = 0;
  for (let i = 0; i < source.length; i++) {
    const c = source.charCodeAt(i);
    if (c === 91 || c === 123) most = Math.max(most, ++depth);
    else if ((c === 93 || c === 125) && depth > 0) depth--;
    else if (c === 10) depth = 0;
  }
  for (const m of source.matchAll(/^ *(?:[-?] +)*/gm)) most = Math.max(most, m[0].length >> 1);
  return most;
}

const WORDS = {
  open: { en: 'there is no closing ---', de: 'es fehlt das schließende ---' },
  long: { en: 'it is longer than 256 KB', de: 'es ist länger als 256 KB' },
  deep: { en: 'it is nested too deeply', de: 'es ist zu tief verschachtelt' },
  noKeys: { en: 'it has no "key: value" lines', de: 'es hat keine Zeilen „schlüssel: wert“' },
  aliases: { en: 'its aliases (*name) multiply beyond reason', de: 'seine Aliase (*name) vervielfachen sich über jedes Maß' },
  key: { en: 'this key is not a plain word', de: 'dieser Schlüssel ist kein einfaches Wort' },
} satisfies Record<string, Text>;

function otherLanguage(language: string): Text {
  return { en: `"---${language}" is not read, and never run`, de: `„---${language}“ wird nicht gelesen und nie ausgeführt` };
}

/** What the YAML library's error codes mean; its own words where it is another. */
const YAML_FAULTS: Readonly<Record<string, Text>> = {
  DUPLICATE_KEY: { en: 'this key stands there twice', de: 'dieser Schlüssel steht zweimal da' },
  TAB_AS_INDENT: {
    en: 'tabs indent this line; YAML takes blanks only',
    de: 'Tabulatoren rücken diese Zeile ein; YAML kennt nur Leerzeichen',
  },
  TAG_RESOLVE_FAILED: { en: 'tags (!…) are not read', de: 'Tags (!…) werden nicht gelesen' },
  MULTIPLE_DOCS: { en: 'there is more than one document in it', de: 'es enthält mehr als ein Dokument' },
  BAD_ALIAS: {
    en: 'an alias (*name) has no anchor; quote the value',
    de: 'ein Alias (*name) hat keinen Anker; setze den Wert in Anführungszeichen',
  },
  BAD_INDENT: { en: 'the indentation does not fit', de: 'die Einrückung passt nicht' },
  MULTILINE_IMPLICIT_KEY: {
    en: 'a colon is missing in this line or the one above',
    de: 'in dieser Zeile oder der darüber fehlt ein Doppelpunkt',
  },
  MISSING_CHAR: {
    en: 'a quote, bracket, comma or colon is missing',
    de: 'ein Anführungszeichen, eine Klammer, ein Komma oder ein Doppelpunkt fehlt',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    en: 'there are two colons in this line; quote the value',
    de: 'in dieser Zeile stehen zwei Doppelpunkte; setze den Wert in Anführungszeichen',
  },
};

function explained(code: string, message: string): Text {
  return YAML_FAULTS[code] ?? { en: message, de: message };
}

function problem(code: string, file: string, line: number, what: Text): Problem {
  return {
    code,
    level: 'error',
    message: { en: `The front matter can't be used: ${what.en}.`, de: `Das Front Matter ist nicht brauchbar: ${what.de}.` },
    place: { file, line },
    remedy: {
      en: 'Write plain "key: value" lines between two lines of three dashes.',
      de: 'Schreibe einfache Zeilen „schlüssel: wert“ zwischen zwei Zeilen aus drei Strichen.',
    },
  };
}
