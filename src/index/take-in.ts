import { readFileSync } from 'node:fs';
import type { Problem } from '../core/problem.ts';
import type { DocumentKind, KindReading, MetricRow } from '../tree/kinds.ts';
import { pathMatcher } from '../tree/patterns.ts';
import type { WalkedFile } from '../tree/walk.ts';
import { resolveLink, standsOnDisk } from './links.ts';
import { readOutline } from './outline.ts';
import { stampOf } from './stamp.ts';
import type { Store } from './store.ts';

/** A file written so shortly before it was read may be written again within the clock's tick: it is read once more next time. */
const RACY_MS = 20;

/** Larger documents are listed, not read: no person wrote them. */
const SIZE_MAX = 8 * 1024 * 1024;

interface Reading {
  readonly file: WalkedFile;
  readonly racy: boolean;
  readonly kind?: DocumentKind;
  readonly title: string;
  readonly value?: unknown;
  readonly frontMatter: unknown;
  readonly problems: readonly Problem[];
  readonly metrics: readonly MetricRow[];
  readonly sections: readonly { title: string; above: readonly string[]; depth: number; line: number; lastLine: number; body: string }[];
  readonly links: readonly { target: string; line: number; kind: string }[];
}

/** A document as the index has it. */
interface Held {
  readonly id: number;
  readonly title: string;
  readonly stamp: string;
}

/** What a walk found to be otherwise than the index has it. */
export interface Changes {
  readonly changed: readonly WalkedFile[];
  /** Paths that are no longer there. */
  readonly gone: readonly string[];
  /** When the walk began, in milliseconds. */
  readonly started: number;
  /** Names the kinds that the documents are read with. */
  readonly signature: string;
}

/**
 * Reads the changed documents and puts them into the index, in one transaction: each goes in as soon as it is read, so that memory
 * stays flat. Links come last, since what they lead to depends on the names of all documents.
 */
export async function takeIn(store: Store, root: string, kinds: readonly DocumentKind[], changes: Changes): Promise<void> {
  const { changed, gone, started, signature } = changes;
  const matchers = kinds.map((kind) => ({ kind, matches: kind.paths.map((pattern) => pathMatcher(pattern)) }));
  store.exec('BEGIN IMMEDIATE');
  try {
    const find = store.prepare('SELECT id, title, stamp FROM document WHERE path = ?');
    const empty = store.prepare('SELECT 1 FROM document').get() === undefined;
    const held = (path: string): Held | undefined => (empty ? undefined : (find.get(path) as Held | undefined));
    const remove = removal(store);
    for (const path of gone) remove(held(path));
    const sameKinds = store.prepare("SELECT value FROM meta WHERE key = 'kinds'").pluck().get() === signature;
    const insert = insertion(store);
    const links: { readonly from: string; readonly document: number | bigint; readonly links: Reading['links'] }[] = [];
    let sameNames = gone.length === 0;
    for (const file of changed) {
      const before = held(file.path);
      // Another process was faster, while this one waited for its turn.
      if (sameKinds && before?.stamp === stampOf(file)) continue;
      remove(before);
      const kind = matchers.find(({ matches }) => matches.some((match) => match(file.path)))?.kind;
      const reading = await readFile(root, file, kind, started);
      if (before?.title !== reading.title) sameNames = false;
      links.push({ from: file.path, document: insert(reading), links: reading.links });
    }
    const leadsTo = linkResolver(store, root);
    // What others' links lead to changes only with the names that there are.
    if (!sameNames) resolveAgain(store, leadsTo);
    const insertLink = store.prepare('INSERT INTO link VALUES (?,?,?,?,?)');
    for (const { from, document, links: found } of links)
      for (const { line, target, kind } of found) insertLink.run(document, line, target, kind, leadsTo(target, from));
    store.prepare("INSERT OR REPLACE INTO meta VALUES ('kinds', ?)").run(signature);
    store.exec('COMMIT');
  } catch (error) {
    if (store.inTransaction) store.exec('ROLLBACK');
    throw error;
  }
}

async function readFile(root: string, file: WalkedFile, kind: DocumentKind | undefined, started: number): Promise<Reading> {
  const racy = file.mtimeMs > started - RACY_MS;
  const name = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/\.md$/, '');
  const nothing = { file, racy, title: name, frontMatter: {}, metrics: [], sections: [], links: [] };
  if (file.size > SIZE_MAX)
    return {
      ...nothing,
      problems: [unreadable(file.path, 'is larger than 8 MB and is not read', 'ist größer als 8 MB und wird nicht gelesen')],
    };
  let bytes: Buffer;
  try {
    bytes = readFileSync(`${root}/${file.path}`);
  } catch {
    return { ...nothing, racy: true, problems: [unreadable(file.path, 'can not be read', 'ist nicht lesbar')] };
  }
  const hasFrontMatter = bytes[0] === 45 || bytes[0] === 0xef;
  if (!kind && !hasFrontMatter) {
    const { sections, links } = readOutline(bytes.toString('utf8'));
    return { ...nothing, title: sections.find(({ depth }) => depth > 0)?.title || name, problems: [], sections, links };
  }
  const { readDocument } = await import('../tree/read.ts');
  const document = readDocument(file.path, bytes);
  let reading: KindReading<unknown> = { value: undefined, problems: [] };
  if (kind) reading = (await kind.load()).read(document);
  const lines = document.text.split('\n').length;
  const sections = document.sections.map((section, i) => ({ ...section, lastLine: (document.sections[i + 1]?.line ?? lines + 1) - 1 }));
  return {
    ...nothing,
    kind,
    title: document.title,
    value: reading.value,
    frontMatter: document.frontMatter,
    problems: dedupe([...document.problems, ...reading.problems]),
    metrics: reading.metrics ?? [],
    sections,
    links: document.sections.flatMap(({ links }) => links),
  };
}

function dedupe(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify([problem.code, problem.place, problem.message.en]), problem])).values()];
}

function unreadable(file: string, en: string, de: string): Problem {
  return {
    code: 'document-unreadable',
    level: 'error',
    message: { en: `The document ${en}.`, de: `Das Dokument ${de}.` },
    place: { file },
    remedy: { en: 'Check its permissions and its size.', de: 'Prüfe Berechtigungen und Größe.' },
  };
}

/** Takes a document out of the index, if it is in there. */
function removal(store: Store): (document: Held | undefined) => void {
  const statements = [
    'DELETE FROM section_words WHERE rowid IN (SELECT id FROM section WHERE document = ?)',
    ...['section', 'link', 'metric'].map((table) => `DELETE FROM ${table} WHERE document = ?`),
    'DELETE FROM document WHERE id = ?',
  ].map((sql) => store.prepare(sql));
  return (document) => {
    if (document) for (const statement of statements) statement.run(document.id);
  };
}

/** Puts in all of a document but its links, and gives its id. */
function insertion(store: Store): (reading: Reading) => number | bigint {
  const document = store.prepare(
    'INSERT INTO document (path, stamp, size, kind, kind_version, entity, title, value, front_matter, problems) VALUES (?,?,?,?,?,?,?,?,?,?)',
  );
  const section = store.prepare('INSERT INTO section (document, title, above, depth, line, last_line) VALUES (?,?,?,?,?,?)');
  const words = store.prepare('INSERT INTO section_words (rowid, title, body) VALUES (?,?,?)');
  const metric = store.prepare('INSERT INTO metric VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)');
  return ({ file, racy, kind, title, value, frontMatter, problems, metrics, sections }) => {
    const entity = /^bizos\/(\d+_[^/]+)\//.exec(file.path)?.[0].slice(0, -1) ?? null;
    const id = document.run(
      file.path,
      // No file has this stamp, so it is read again.
      racy ? `${stampOf(file)} racy` : stampOf(file),
      file.size,
      kind?.name ?? null,
      kind?.version ?? null,
      entity,
      title,
      value === undefined ? null : JSON.stringify(value),
      JSON.stringify(frontMatter),
      JSON.stringify(problems),
    ).lastInsertRowid;
    for (const part of sections) {
      const rowid = section.run(id, part.title, JSON.stringify(part.above), part.depth, part.line, part.lastLine).lastInsertRowid;
      words.run(rowid, part.title, part.body);
    }
    for (const row of metrics)
      for (const values of metricRows(row)) metric.run(id, entity, row.scope ?? null, row.name, ...values, row.line);
    return id;
  };
}

/** One row for each part of the cells: `45% / 30%` is two, by their labels. */
function metricRows(row: MetricRow): (string | number | null)[][] {
  const parts = Math.max(1, row.current.length, row.target.length);
  return Array.from({ length: parts }, (_, k) => {
    const current = row.current[k];
    const target = row.target[k] ?? (row.target.length === 1 ? row.target[0] : undefined);
    return [
      target?.label ?? current?.label ?? null,
      current?.value ?? null,
      row.currentText || null,
      target?.target?.op ?? null,
      target?.target?.value ?? null,
      row.targetText || null,
      target?.unit ?? current?.unit ?? null,
      target?.currency ?? current?.currency ?? null,
    ];
  });
}

type LeadsTo = (target: string, from: string) => string | null;

/** What a link leads to, by all documents that the index now has; what is not for the tree to say counts as leading to itself. */
function linkResolver(store: Store, root: string): LeadsTo {
  const documents = store.prepare('SELECT path, title FROM document ORDER BY path').raw().all() as [path: string, title: string][];
  const paths = new Set(documents.map(([path]) => path));
  const byName = new Map<string, string>();
  for (const path of paths) byName.set(path.slice(path.lastIndexOf('/') + 1).toLowerCase(), path);
  for (const [path, title] of documents) if (!byName.has(title.toLowerCase())) byName.set(title.toLowerCase(), path);
  const onDisk = standsOnDisk(root);
  const exists = (path: string): boolean => paths.has(path) || onDisk(path);
  return (target, from) => {
    const found = resolveLink(target, from, exists, byName);
    return found === null ? target : (found ?? null);
  };
}

/** The links of documents that did not change themselves, where a document came, went or got another title. */
function resolveAgain(store: Store, leadsTo: LeadsTo): void {
  const rows = store.prepare('SELECT l.rowid, l.target, d.path, l.resolved FROM link l JOIN document d ON d.id = l.document').raw().all();
  const update = store.prepare('UPDATE link SET resolved = ? WHERE rowid = ?');
  for (const [rowid, target, from, before] of rows as [number, string, string, string | null][]) {
    const resolved = leadsTo(target, from);
    if (resolved !== before) update.run(resolved, rowid);
  }
}
