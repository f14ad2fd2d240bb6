import { createRequire } from 'node:module';
import type { Problem } from '../core/problem.ts';

const require = createRequire(import.meta.url);

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

/**
 * Reads YAML front matter (1.2 core: dates, `010`, `NO` stay what they look like). Never evaluates anything: every other
 * language behind the fence, custom tags, alias bombs and duplicate keys are problems with their line. `text` has no BOM.
 */
export function readFrontMatter(text: string, file: string): FrontMatter {
  const fence = /^---([^\r\n]*)\r?\n/.exec(text);
  if (!fence) return NONE;
  const language = fence[1].trim().toLowerCase();
  if (language !== '' && language !== 'yaml' && language !== 'yml') {
    const end = closingFence(text, fence[0].length)?.end ?? 0;
    return { data: {}, end, problems: [problem('front-matter-language', file, 1, `"---${language}" is not read`, `„---${language}“ wird nicht gelesen`)] };
  }
  const close = closingFence(text, fence[0].length);
  if (!close) {
    // Without a closing fence the dashes are a thematic break, unless a key follows: then somebody forgot it.
    const forgotten = /^[\w-]+:\s/.test(text.slice(fence[0].length));
    return forgotten ? { ...NONE, problems: [problem('front-matter-open', file, 1, 'the front matter has no closing ---', 'dem Front Matter fehlt das schließende ---')] } : NONE;
  }
  const yaml = text.slice(fence[0].length, close.start);
  // A thematic break at the top with prose below it and another break later is no front matter (and must not vanish).
  if (!/^\s*(?:#.*)?$|^\s*["'\w{[?&!|>%-].*/m.test(yaml) || !looksLikeYaml(yaml)) return NONE;
  if (yaml.length > LENGTH_MAX) return { data: {}, end: close.end, problems: [problem('front-matter-long', file, 1, 'the front matter is longer than 256 KB', 'das Front Matter ist länger als 256 KB')] };
  return parse(yaml, close.end, file);
}

function looksLikeYaml(yaml: string): boolean {
  const lines = yaml.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  return lines.length === 0 || lines.some((line) => /^\s*(?:["']?[\p{L}\p{N}_.<-][^:]*["']?\s*:(?:\s|$)|\{|-\s|\?\s)/u.test(line));
}

function closingFence(text: string, from: number): { start: number; end: number } | undefined {
  const pattern = /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/gm;
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found ? { start: found.index, end: found.index + found[0].length } : undefined;
}

function parse(yaml: string, end: number, file: string): FrontMatter {
  const problems: Problem[] = [];
  const engine = {
    parse: (source: string): object => {
      const { parseDocument } = require('yaml') as typeof import('yaml');
      const document = parseDocument(source, { version: '1.2', schema: 'core', uniqueKeys: true, strict: true, customTags: [], logLevel: 'silent' });
      for (const fault of [...document.errors, ...document.warnings]) {
        problems.push(problem('front-matter-yaml', file, (fault.linePos?.[0].line ?? 1) + 1, fault.message.split('\n')[0], fault.message.split('\n')[0]));
      }
      if (document.errors.length > 0) return {};
      const value: unknown = document.toJS({ maxAliasCount: 100 });
      return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
    },
    stringify: (): string => {
      throw new Error('documents are edited by splices, never written from their values');
    },
  };
  const refuse = (): never => {
    throw new Error('only YAML is read');
  };
  try {
    const matter = require('gray-matter') as typeof import('gray-matter');
    // Options make gray-matter leave its cache alone (cached objects are shared and can be changed by others).
    const { data } = matter(`---\n${yaml.endsWith('\n') ? yaml : `${yaml}\n`}---\n`, {
      language: 'yaml',
      engines: { yaml: engine, javascript: refuse as never, js: refuse as never, json: refuse as never, coffee: refuse as never, toml: refuse as never },
    });
    return { data: plain(data), end, problems };
  } catch (error) {
    return { data: {}, end, problems: [...problems, problem('front-matter-yaml', file, 1, (error as Error).message.split('\n')[0], (error as Error).message.split('\n')[0])] };
  }
}

/** Own, plain keys only: `__proto__` and its kin never reach an object. */
function plain(data: object): Record<string, unknown> {
  const kept = Object.entries(data).filter(([key]) => key !== '__proto__' && key !== 'constructor' && key !== 'prototype');
  return Object.fromEntries(kept);
}

function problem(code: string, file: string, line: number, en: string, de: string): Problem {
  return {
    code,
    level: 'error',
    message: { en: `The front matter can't be used: ${en}.`, de: `Das Front Matter ist nicht brauchbar: ${de}.` },
    place: { file, line },
    remedy: { en: 'Write plain "key: value" lines between two lines of three dashes.', de: 'Schreibe einfache Zeilen „schlüssel: wert“ zwischen zwei Zeilen aus drei Strichen.' },
  };
}
