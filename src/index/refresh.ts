import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../core/problem.ts';
import type { DocumentKind, KindReading, MetricRow } from '../tree/kinds.ts';
import { matchesPath } from '../tree/patterns.ts';
import { type WalkedFile, walkTree } from '../tree/walk.ts';
import { resolveLink } from './links.ts';
import { readOutline } from './outline.ts';
import type { Store } from './store.ts';

/** What bringing the index up to date took. */
export interface Refreshed {
  readonly read: number;
  readonly removed: number;
  readonly unchanged: number;
  /** Of the walk: links that are not followed, folders that can't be read. */
  readonly problems: readonly Problem[];
}

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

/**
 * Brings the index up to date with the tree: a stat walk, then only what changed is read. Changed documents that `leave` names are left
 * for the next time: for operations that read them past the index.
 */
export async function refresh(
  store: Store,
  root: string,
  kinds: readonly DocumentKind[],
  leave?: (path: string) => boolean,
): Promise<Refreshed> {
  const started = Date.now();
  const signature = JSON.stringify(kinds.map(({ name, version, paths }) => [name, version, paths]));
  const kindsChanged = store.prepare("SELECT value FROM meta WHERE key = 'kinds'").pluck().get() !== signature;
  const { files, problems } = walkTree(root);
  const known = new Map<string, readonly [path: string, mtime: number, size: number, ino: number, racy: number]>();
  const rows = store.prepare('SELECT path, mtime, size, ino, racy FROM document').raw().all() as [string, number, number, number, number][];
  for (const row of rows) known.set(row[0], row);
  const changed: WalkedFile[] = [];
  for (const file of files) {
    const row = known.get(file.path);
    if (row) known.delete(file.path);
    if (row && !kindsChanged && row[4] === 0 && row[1] === file.mtimeMs && row[2] === file.size && row[3] === file.ino) continue;
    if (!kindsChanged && leave?.(file.path)) continue;
    changed.push(file);
  }
  const gone = [...known.keys()];
  const result = { read: changed.length, removed: gone.length, unchanged: files.length - changed.length, problems };
  if (changed.length === 0 && gone.length === 0 && !kindsChanged) return result;
  const readings: Reading[] = [];
  for (const file of changed) readings.push(await readFile(root, file, kinds, started));
  write(store, root, readings, gone, signature);
  return result;
}

const kindByPath = new Map<string, DocumentKind | undefined>();

function kindOf(path: string, kinds: readonly DocumentKind[]): DocumentKind | undefined {
  if (kindByPath.has(path)) return kindByPath.get(path);
  const kind = kinds.find(({ paths }) => paths.some((pattern) => matchesPath(pattern, path)));
  kindByPath.set(path, kind);
  return kind;
}

async function readFile(root: string, file: WalkedFile, kinds: readonly DocumentKind[], started: number): Promise<Reading> {
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
    bytes = readFileSync(join(root, file.path));
  } catch {
    return { ...nothing, racy: true, problems: [unreadable(file.path, 'can not be read', 'ist nicht lesbar')] };
  }
  const kind = kindOf(file.path, kinds);
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

function write(store: Store, root: string, readings: readonly Reading[], gone: readonly string[], signature: string): void {
  store.exec('BEGIN IMMEDIATE');
  try {
    const idOf = store.prepare('SELECT id FROM document WHERE path = ?').pluck();
    const titleOf = store.prepare('SELECT title FROM document WHERE path = ?').pluck();
    // What others' links lead to changes only with the names that there are.
    const sameNames = gone.length === 0 && readings.every(({ file, title }) => titleOf.get(file.path) === title);
    const drop = [
      'DELETE FROM section_words WHERE rowid IN (SELECT id FROM section WHERE document = ?)',
      ...['section', 'link', 'metric'].map((table) => `DELETE FROM ${table} WHERE document = ?`),
      'DELETE FROM document WHERE id = ?',
    ].map((sql) => store.prepare(sql));
    for (const path of [...gone, ...readings.map(({ file }) => file.path)]) {
      const id = idOf.get(path);
      if (id !== undefined) for (const statement of drop) statement.run(id);
    }
    insert(store, readings);
    resolveLinks(store, root, sameNames ? readings.map(({ file }) => file.path) : undefined);
    store.prepare("INSERT OR REPLACE INTO meta VALUES ('kinds', ?)").run(signature);
    store.exec('COMMIT');
  } catch (error) {
    if (store.inTransaction) store.exec('ROLLBACK');
    throw error;
  }
}

function insert(store: Store, readings: readonly Reading[]): void {
  const document = store.prepare(
    'INSERT INTO document (path, mtime, size, ino, racy, kind, kind_version, entity, title, value, front_matter, problems) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)',
  );
  const section = store.prepare('INSERT INTO section (document, title, above, depth, line, last_line) VALUES (?,?,?,?,?,?)');
  const words = store.prepare('INSERT INTO section_words (rowid, title, body) VALUES (?,?,?)');
  const link = store.prepare('INSERT INTO link VALUES (?,?,?,?,NULL)');
  const metric = store.prepare('INSERT INTO metric VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)');
  for (const { file, racy, kind, title, value, frontMatter, problems, metrics, sections, links } of readings) {
    const entity = /^bizos\/(\d+_[^/]+)\//.exec(file.path)?.[0].slice(0, -1) ?? null;
    const id = document.run(
      file.path,
      file.mtimeMs,
      file.size,
      file.ino,
      racy ? 1 : 0,
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
    for (const { line, target, kind: form } of links) link.run(id, line, target, form);
    for (const row of metrics)
      for (const values of metricRows(row)) metric.run(id, entity, row.scope ?? null, row.name, ...values, row.line);
  }
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

/** Links anew: those of the documents named, or all where a document came, went or got another title. */
function resolveLinks(store: Store, root: string, only: readonly string[] | undefined): void {
  const paths = new Set(store.prepare('SELECT path FROM document').pluck().all() as string[]);
  const byName = new Map<string, string>();
  for (const path of paths) byName.set(path.slice(path.lastIndexOf('/') + 1).toLowerCase(), path);
  for (const row of store.prepare('SELECT title, path FROM document').raw().iterate() as Iterable<[string, string]>)
    if (!byName.has(row[0].toLowerCase())) byName.set(row[0].toLowerCase(), row[1]);
  const onDisk = new Map<string, boolean>();
  const exists = (path: string): boolean => {
    if (paths.has(path)) return true;
    let known = onDisk.get(path);
    if (known === undefined) {
      known = existsSync(join(root, path));
      onDisk.set(path, known);
    }
    return known;
  };
  const all = 'SELECT l.rowid, l.target, d.path, l.resolved FROM link l JOIN document d ON d.id = l.document';
  const some = store.prepare(`${all} WHERE d.path = ?`).raw();
  const rows = (only ? only.flatMap((path) => some.all(path)) : store.prepare(all).raw().all()) as [
    number,
    string,
    string,
    string | null,
  ][];
  const update = store.prepare('UPDATE link SET resolved = ? WHERE rowid = ?');
  for (const [rowid, target, from, before] of rows) {
    const found = resolveLink(target, from, exists, byName);
    // What is not for the tree to say counts as resolved, to itself.
    const resolved = found === null ? target : (found ?? null);
    if (resolved !== before) update.run(resolved, rowid);
  }
}
