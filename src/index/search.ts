import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredSection } from './schema.ts';
import type { Store } from './store.ts';

/** A section that the words were found in. */
export interface Hit {
  readonly path: string;
  readonly document: string;
  readonly section: string;
  /** Line of the first hit in the section, 1-based. */
  readonly line: number;
  /** The line's text in parts; `hit` marks the words that were looked for. */
  readonly snippet: readonly { readonly text: string; readonly hit: boolean }[];
}

const SNIPPET_MAX = 160;

/**
 * Sections that hold all the words (`"a phrase"`, `begin*`), best first: BM25, a hit in the heading counting five times. Accents
 * and case do not matter. Nothing that is typed is an error.
 */
export function search(store: Store, root: string, words: string, limit: number): Hit[] {
  const terms = termsOf(words);
  if (terms.length === 0) return [];
  const match = terms.map((term) => `"${term.text.replaceAll('"', '""')}"${term.prefix ? '*' : ''}`).join(' AND ');
  const rows = store
    .prepare(
      `SELECT d.id, d.path, d.title, w.rowid - d.id FROM section_words w JOIN document d ON d.id = (SELECT max(id) FROM document WHERE id <= w.rowid)
       WHERE section_words MATCH ? ORDER BY bm25(section_words, 5.0, 1.0), d.path, w.rowid LIMIT ?`,
    )
    .raw()
    .all(match, limit) as [id: number, path: string, document: string, ordinal: number][];
  const sectionsOf = store.prepare('SELECT sections FROM outline WHERE document = ?').pluck();
  const texts = new Map<string, string[]>();
  return rows.map(([id, path, document, ordinal]) => {
    const [section, , , line, lastLine] = (JSON.parse(sectionsOf.get(id) as string) as StoredSection[])[ordinal];
    let lines = texts.get(path);
    if (!lines) {
      lines = linesOf(join(root, path));
      texts.set(path, lines);
    }
    const found = firstHit(lines, line, lastLine, terms);
    return { path, document, section, line: found, snippet: marked(lines[found - 1] ?? '', terms) };
  });
}

interface Term {
  readonly text: string;
  readonly prefix: boolean;
}

function termsOf(words: string): Term[] {
  const terms: Term[] = [];
  for (const m of words.matchAll(/"([^"]*)"|(\S+)/g)) {
    const text = (m[1] ?? m[2]).replace(/\*+$/, '');
    // The tokenizer keeps letters and digits: a term without any would match nothing and everything.
    if (/[\p{L}\p{N}]/u.test(text))
      terms.push({ text, prefix: m[2] !== undefined && (m[2].endsWith('*') || /[\u3040-\u9fff\uac00-\ud7af]/.test(text)) });
  }
  return terms;
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function firstHit(lines: readonly string[], from: number, to: number, terms: readonly Term[]): number {
  const wanted = terms.map(({ text }) => folded(text));
  let best = from;
  let most = 0;
  for (let line = from; line <= to; line++) {
    const text = folded(lines[line - 1] ?? '');
    const hits = wanted.filter((word) => text.includes(word)).length;
    if (hits > most) {
      most = hits;
      best = line;
    }
  }
  return best;
}

function marked(line: string, terms: readonly Term[]): Hit['snippet'] {
  const text = line.trim();
  const plain = folded(text);
  // Folding may change the length of a text with decomposed accents; then the line is shown without marks.
  if (plain.length !== text.length) return [{ text: text.slice(0, SNIPPET_MAX), hit: false }];
  const spans = terms
    .flatMap(({ text: term }) => {
      const at = plain.indexOf(folded(term));
      return at < 0 ? [] : [[at, at + folded(term).length] as const];
    })
    .sort((a, b) => a[0] - b[0]);
  const start = Math.max(0, (spans[0]?.[0] ?? 0) - 60);
  const parts: { text: string; hit: boolean }[] = start > 0 ? [{ text: '…', hit: false }] : [];
  let at = start;
  for (const [from, to] of spans) {
    if (from < at || to > start + SNIPPET_MAX) continue;
    if (from > at) parts.push({ text: text.slice(at, from), hit: false });
    parts.push({ text: text.slice(from, to), hit: true });
    at = to;
  }
  const rest = text.slice(at, start + SNIPPET_MAX);
  if (rest) parts.push({ text: rest + (text.length > start + SNIPPET_MAX ? '…' : ''), hit: false });
  return parts;
}
