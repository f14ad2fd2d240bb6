import type { DocumentKind, MetricRow } from '../tree/kinds.ts';
import { pathMatcher } from '../tree/patterns.ts';
import type { WalkedFile } from '../tree/walk.ts';
import { type LeadsTo, linkResolver, standsOnDisk } from './links.ts';
import { type Reading, readFile } from './reading.ts';
import { readAside } from './reading-thread.ts';
import type { StoredLink } from './schema.ts';
import { stampOf } from './stamp.ts';
import type { Store } from './store.ts';

/** A file written so shortly before it was read may be written again within the clock's tick: it is read once more next time. */
const RACY_MS = 20;

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

/** A changed file, and the kind that it is read as. */
interface Due {
  readonly file: WalkedFile;
  readonly kind: DocumentKind | undefined;
}

/**
 * Reads the changed documents and puts them into the index, in one transaction: each goes in as soon as it is read, so that memory
 * stays flat. Links come last, since what they lead to depends on the names of all documents.
 */
export async function takeIn(store: Store, root: string, kinds: readonly DocumentKind[], changes: Changes): Promise<void> {
  const { changed, gone, started, signature } = changes;
  store.exec('BEGIN IMMEDIATE');
  try {
    const find = store.prepare('SELECT id, title, stamp FROM document WHERE path = ?');
    const empty = store.prepare('SELECT 1 FROM document').get() === undefined;
    const held = (path: string): Held | undefined => (empty ? undefined : (find.get(path) as Held | undefined));
    const remove = removal(store);
    for (const path of gone) remove(held(path));
    const sameKinds = store.prepare("SELECT value FROM meta WHERE key = 'kinds'").pluck().get() === signature;
    // Another process was faster with some, while this one waited for its turn.
    const due = sameKinds ? changed.filter((file) => held(file.path)?.stamp !== stampOf(file)) : changed;
    const insert = insertion(store);
    const outlines: { readonly document: number; readonly path: string; readonly sections: string; readonly links: string }[] = [];
    let sameNames = gone.length === 0;
    for await (const [{ file, kind }, reading] of readings(root, withKinds(due, kinds))) {
      const before = held(file.path);
      remove(before);
      if (before?.title !== reading.title) sameNames = false;
      // No file has the second stamp, so it is read again.
      const stamp = reading.failed || file.mtimeMs > started - RACY_MS ? `${stampOf(file)} racy` : stampOf(file);
      const { sections, links } = reading;
      outlines.push({ document: insert(file, stamp, kind, reading), path: file.path, sections, links });
    }
    const leadsTo = resolver(store, root);
    // What others' links lead to changes only with the names that there are.
    if (!sameNames) resolveAgain(store, leadsTo);
    const outline = store.prepare('INSERT INTO outline VALUES (?,?,?)');
    for (const { document, path, sections, links } of outlines) outline.run(document, sections, followed(links, path, leadsTo));
    store.prepare("INSERT OR REPLACE INTO meta VALUES ('kinds', ?)").run(signature);
    store.exec('COMMIT');
  } catch (error) {
    if (store.inTransaction) store.exec('ROLLBACK');
    throw error;
  }
}

function withKinds(files: readonly WalkedFile[], kinds: readonly DocumentKind[]): Due[] {
  const matchers = kinds.map((kind) => ({ kind, matches: kind.paths.map((pattern) => pathMatcher(pattern)) }));
  return files.map((file) => ({ file, kind: matchers.find(({ matches }) => matches.some((match) => match(file.path)))?.kind }));
}

/**
 * Reads all documents, in no order. Where there are many, another thread reads those of no kind from the first on; whenever it has none
 * ready, the last that is left is read here, so that neither waits for the other.
 */
async function* readings(root: string, due: readonly Due[]): AsyncGenerator<[Due, Reading]> {
  const plain = due.filter(({ kind }) => kind === undefined);
  const aside = readAside(
    root,
    plain.map(({ file }) => file),
  );
  try {
    for (const one of due) if (one.kind) yield [one, await readFile(root, one.file, one.kind)];
    let first = 0;
    let end = plain.length;
    while (first < end) {
      const ready = aside?.next(end);
      if (ready) for (const reading of ready.slice(0, end - first)) yield [plain[first++], reading];
      else {
        const last = plain[--end];
        yield [last, await readFile(root, last.file)];
      }
    }
  } finally {
    aside?.stop();
  }
}

/** Takes a document out of the index, if it is in there. */
function removal(store: Store): (document: Held | undefined) => void {
  const length = store.prepare('SELECT json_array_length(sections) FROM outline WHERE document = ?').pluck();
  const words = store.prepare('DELETE FROM section_words WHERE rowid = ?');
  const rest = ['outline WHERE document', 'metric WHERE document', 'document WHERE id'].map((of) => store.prepare(`DELETE FROM ${of} = ?`));
  return (document) => {
    if (!document) return;
    const sections = length.get(document.id) as number;
    for (let k = 0; k < sections; k++) words.run(document.id + k);
    for (const statement of rest) statement.run(document.id);
  };
}

/** Puts in all of a document but its outline, and gives its number. */
function insertion(store: Store): (file: WalkedFile, stamp: string, kind: DocumentKind | undefined, reading: Reading) => number {
  const document = store.prepare(
    'INSERT INTO document (id, path, stamp, size, kind, kind_version, entity, title, value, front_matter, problems) VALUES (?,?,?,?,?,?,?,?,?,?,?)',
  );
  const words = store.prepare('INSERT INTO section_words (rowid, title, body) VALUES (?,?,?)');
  const metric = store.prepare('INSERT INTO metric VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)');
  let next =
    (store.prepare('SELECT document + max(1, json_array_length(sections)) FROM outline ORDER BY document DESC LIMIT 1').pluck().get() as
      | number
      | undefined) ?? 1;
  return (file, stamp, kind, reading) => {
    const id = next;
    const entity = /^bizos\/(\d+_[^/]+)\//.exec(file.path)?.[0].slice(0, -1) ?? null;
    const { title, value, frontMatter, problems } = reading;
    document.run(id, file.path, stamp, file.size, kind?.name ?? null, kind?.version ?? null, entity, title, value, frontMatter, problems);
    for (let k = 0; k < reading.words.length; k += 2) words.run(next++, reading.words[k], reading.words[k + 1]);
    if (next === id) next++;
    for (const row of reading.metrics)
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

/** Follows links by all documents that the index now has. */
function resolver(store: Store, root: string): LeadsTo {
  const paths = new Set(store.prepare('SELECT path FROM document ORDER BY path').pluck().all() as string[]);
  const byFile = new Map<string, string>();
  for (const path of paths) byFile.set(path.slice(path.lastIndexOf('/') + 1).toLowerCase(), path);
  // Read when a link is the first that no file has the name of: most often there is none where one document changed.
  let byTitle: Map<string, string> | undefined;
  const titled = (name: string): string | undefined => {
    byTitle ??= new Map(
      (store.prepare('SELECT title, path FROM document ORDER BY path DESC').raw().all() as [title: string, path: string][]).map(
        ([title, path]) => [title.toLowerCase(), path],
      ),
    );
    return byTitle.get(name);
  };
  const onDisk = standsOnDisk(root);
  return linkResolver(
    (path) => paths.has(path) || onDisk(path),
    (name) => byFile.get(name) ?? titled(name),
  );
}

/** The links of documents that did not change themselves, where a document came, went or got another title. */
function resolveAgain(store: Store, leadsTo: LeadsTo): void {
  const rows = store.prepare('SELECT o.document, d.path, o.links FROM outline o JOIN document d ON d.id = o.document').raw().all();
  const update = store.prepare('UPDATE outline SET links = ? WHERE document = ?');
  for (const [document, path, before] of rows as [number, string, string][]) {
    const after = followed(before, path, leadsTo);
    if (after !== before) update.run(after, document);
  }
}

/** The links of a document, as they are stored, with what they lead to now. */
function followed(links: string, path: string, leadsTo: LeadsTo): string {
  return JSON.stringify(
    (JSON.parse(links) as StoredLink[]).map(([line, target, kind]): StoredLink => [line, target, kind, leadsTo(target, path)]),
  );
}
