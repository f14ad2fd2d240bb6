/** A table or view with what it is for; `docs/schema.md` is written from this, so it can't go stale. */
export interface Described {
  readonly name: string;
  readonly what: string;
  readonly columns: readonly (readonly [name: string, type: string, what: string])[];
}

/** A section as `outline` holds it. */
export type StoredSection = readonly [title: string, above: readonly string[], depth: number, line: number, lastLine: number];

/** A link as `outline` holds it; `resolved` is null where it leads to nothing in the tree. */
export type StoredLink = readonly [line: number, target: string, kind: string, resolved: string | null];

/** Raise it when a reading in the index would come out differently from the same files. */
const CODE_VERSION = 1;

/**
 * Stored tables in SQL. Everything is derived: no migration, a new schema means a new file.
 *
 * A document's sections and links stand in one row, as JSON: sections `[title, [titles above], depth, line, last line]`, links
 * `[line, target, kind, resolved]`. Rows of their own, with the indexes that they need, took more than twice as long to write.
 * `section_words` has a row for each section: a document's number is that of its first, and the next document's is past its last.
 * `log_…` is what large logs of experiments say, chunk by chunk: business/kaizen/chunk-store.ts. The bytes of a chunk come last in its row: what
 * stands behind them would be reached through all of them.
 *
 * Words are gathered up to 8 MB before they are written (FTS5's own bound is 1 MB): of a full index there are fewer parts to merge.
 */
const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE document (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL UNIQUE, size INTEGER NOT NULL,
  kind TEXT, kind_version INTEGER, entity TEXT, title TEXT NOT NULL, value TEXT, front_matter TEXT, problems TEXT
);
CREATE INDEX document_kind ON document (kind) WHERE kind IS NOT NULL;
CREATE TABLE outline (document INTEGER PRIMARY KEY, sections TEXT NOT NULL, links TEXT NOT NULL);
CREATE VIRTUAL TABLE section_words USING fts5 (title, body, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2");
INSERT INTO section_words (section_words, rank) VALUES ('hashsize', 8388608);
CREATE TABLE metric (document INTEGER NOT NULL, entity TEXT, scope TEXT, name TEXT NOT NULL, label TEXT, current REAL, current_text TEXT, op TEXT, target REAL, target_text TEXT, unit TEXT, currency TEXT, line INTEGER NOT NULL);
CREATE INDEX metric_document ON metric (document);
CREATE TABLE snapshot (file TEXT PRIMARY KEY, mtime REAL NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, entity TEXT NOT NULL, at TEXT NOT NULL, basis TEXT NOT NULL, rows INTEGER NOT NULL, rejected INTEGER NOT NULL, profile TEXT NOT NULL);
CREATE TABLE deal (entity TEXT NOT NULL, id TEXT NOT NULL, name TEXT, account TEXT, owner TEXT, stage TEXT, stage_category TEXT, amount REAL, currency TEXT, created TEXT, closing TEXT, closed TEXT, last_activity TEXT, modified TEXT, next_step TEXT, source TEXT, reason TEXT, file TEXT, row INTEGER);
CREATE INDEX deal_id ON deal (id);
CREATE TABLE deal_change (entity TEXT NOT NULL, deal TEXT NOT NULL, at TEXT NOT NULL, field TEXT NOT NULL, old TEXT, new TEXT, basis TEXT NOT NULL);
CREATE INDEX deal_change_deal ON deal_change (deal);
CREATE TABLE scan_memo (key TEXT PRIMARY KEY, entity TEXT NOT NULL, made REAL NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE log_memo (log TEXT PRIMARY KEY, build TEXT NOT NULL, chunks TEXT NOT NULL, former TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE log_chunk (row INTEGER PRIMARY KEY AUTOINCREMENT, log TEXT NOT NULL, heads BLOB NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE log_facts (row INTEGER PRIMARY KEY, numbers BLOB NOT NULL, words TEXT NOT NULL);
CREATE TABLE log_json (row INTEGER PRIMARY KEY, places BLOB NOT NULL, bytes BLOB NOT NULL);
`;

const ENTITY = "(SELECT json_extract(e.value, '$.slug') FROM document e WHERE e.kind = 'entity' AND e.entity = d.entity)";

/**
 * Views for `bizos query`: what they are called, what they hold, and how they are made. Those of documents are in the order of their paths:
 * the order in which documents were read is chance.
 */
export const VIEWS: readonly (Described & { readonly sql: string })[] = [
  {
    name: 'entities',
    what: 'The companies of the group, from their _ENTITY.md.',
    columns: [
      ['slug', 'text', 'short name: solartech'],
      ['name', 'text', 'full name'],
      ['folder', 'text', 'folder in the tree'],
      ['currency', 'text', 'ISO 4217'],
      ['time_zone', 'text', 'IANA'],
      ['crm', 'text', 'its CRM'],
      ['path', 'text', 'document'],
    ],
    sql: "SELECT json_extract(value, '$.slug') AS slug, json_extract(value, '$.name') AS name, entity AS folder, json_extract(value, '$.currency') AS currency, json_extract(value, '$.timeZone') AS time_zone, json_extract(value, '$.crm') AS crm, path FROM document WHERE kind = 'entity' ORDER BY path",
  },
  {
    name: 'documents',
    what: 'Every Markdown document of the tree.',
    columns: [
      ['path', 'text', 'from the root'],
      ['title', 'text', 'first heading'],
      ['kind', 'text', 'kind of document, null for any other'],
      ['entity', 'text', 'folder of the company it stands in'],
      ['front_matter', 'json', 'front matter'],
      ['size', 'integer', 'bytes'],
    ],
    sql: 'SELECT path, title, kind, entity, front_matter, size FROM document ORDER BY path',
  },
  {
    name: 'sections',
    what: 'Headings and where their text stands.',
    columns: [
      ['path', 'text', 'document'],
      ['title', 'text', 'heading'],
      ['above', 'json', 'headings above it'],
      ['depth', 'integer', '1 to 6; 0 before the first heading'],
      ['line', 'integer', 'first line'],
      ['last_line', 'integer', 'last line'],
    ],
    sql: 'SELECT d.path, s.value ->> 0 AS title, s.value -> 1 AS above, s.value ->> 2 AS depth, s.value ->> 3 AS line, s.value ->> 4 AS last_line FROM document d JOIN outline o ON o.document = d.id JOIN json_each(o.sections) s ORDER BY d.path, s.key',
  },
  {
    name: 'links',
    what: 'Links, wiki links and backticked paths; `resolved` is null where they lead to nothing in the tree.',
    columns: [
      ['path', 'text', 'document'],
      ['line', 'integer', 'line'],
      ['target', 'text', 'as written'],
      ['kind', 'text', 'link, image, wiki or path'],
      ['resolved', 'text', 'document or folder in the tree'],
    ],
    sql: 'SELECT d.path, l.value ->> 0 AS line, l.value ->> 1 AS target, l.value ->> 2 AS kind, l.value ->> 3 AS resolved FROM document d JOIN outline o ON o.document = d.id JOIN json_each(o.links) l ORDER BY d.path, l.key',
  },
  {
    name: 'metrics',
    what: 'Rows of metric tables: current and target as numbers and as written. Ratios are 0 to 1.',
    columns: [
      ['entity', 'text', 'slug of the company'],
      ['scope', 'text', 'agent or section'],
      ['metric', 'text', 'name'],
      ['label', 'text', 'part of it: small, large'],
      ['current', 'real', 'value'],
      ['current_text', 'text', 'as written'],
      ['op', 'text', '>= <= > < = ± reduce increase'],
      ['target', 'real', 'value'],
      ['target_text', 'text', 'as written'],
      ['unit', 'text', 'ratio, money, number, days, hours'],
      ['currency', 'text', 'of money, in minor units'],
      ['path', 'text', 'document'],
      ['line', 'integer', 'line'],
    ],
    sql: `SELECT ${ENTITY} AS entity, m.scope, m.name AS metric, m.label, m.current, m.current_text, m.op, m.target, m.target_text, m.unit, m.currency, d.path, m.line FROM metric m JOIN document d ON d.id = m.document ORDER BY d.path, m.rowid`,
  },
  {
    name: 'problems',
    what: 'What was wrong with the documents when they were read.',
    columns: [
      ['path', 'text', 'document'],
      ['code', 'text', 'bizos explain CODE'],
      ['level', 'text', 'error, warning, note'],
      ['line', 'integer', 'line'],
      ['message', 'text', 'English'],
    ],
    sql: "SELECT d.path, json_extract(p.value, '$.code') AS code, json_extract(p.value, '$.level') AS level, json_extract(p.value, '$.place.line') AS line, json_extract(p.value, '$.message.en') AS message FROM document d, json_each(d.problems) p ORDER BY d.path, p.key",
  },
  {
    name: 'snapshots',
    what: 'Exports that were read.',
    columns: [
      ['file', 'text', 'from the root'],
      ['sha256', 'text', 'of the file'],
      ['entity', 'text', 'slug'],
      ['at', 'text', 'its date'],
      ['basis', 'text', 'name, header, timestamp or mtime'],
      ['rows', 'integer', 'rows seen'],
      ['rejected', 'integer', 'rows not used'],
      ['profile', 'text', 'kind of export'],
    ],
    sql: 'SELECT file, sha256, entity, at, basis, rows, rejected, profile FROM snapshot',
  },
  {
    name: 'deals',
    what: 'Deals of the newest export of each company.',
    columns: [
      ['entity', 'text', 'slug'],
      ['id', 'text', 'id in the CRM'],
      ['name', 'text', 'name'],
      ['account', 'text', 'customer'],
      ['owner', 'text', 'owner'],
      ['stage', 'text', 'as the CRM calls it'],
      ['stage_category', 'text', 'open, parked, won, lost'],
      ['amount', 'real', 'minor units'],
      ['currency', 'text', 'ISO 4217'],
      ['created', 'text', 'date'],
      ['closing', 'text', 'date'],
      ['closed', 'text', 'date'],
      ['last_activity', 'text', 'date'],
      ['modified', 'text', 'date'],
      ['next_step', 'text', 'next step'],
      ['source', 'text', 'lead source'],
      ['reason', 'text', 'reason for loss'],
      ['file', 'text', 'export'],
      ['row', 'integer', 'row in it'],
    ],
    sql: 'SELECT entity, id, name, account, owner, stage, stage_category, amount, currency, created, closing, closed, last_activity, modified, next_step, source, reason, file, row FROM deal',
  },
  {
    name: 'deal_changes',
    what: 'What changed between exports, and what the CRM says of stages.',
    columns: [
      ['entity', 'text', 'slug'],
      ['deal', 'text', 'id'],
      ['at', 'text', 'when; for two exports the later'],
      ['field', 'text', 'stage'],
      ['old', 'text', 'before'],
      ['new', 'text', 'after'],
      ['basis', 'text', 'history or snapshots'],
    ],
    sql: 'SELECT entity, deal, at, field, old, new, basis FROM deal_change',
  },
];

/** The whole schema in SQL, and a name for it: another name means another file. */
export const SCHEMA_SQL = TABLES + VIEWS.map(({ name, sql }) => `CREATE VIEW ${name} AS ${sql};`).join('\n');

/** What an index was made with: another schema or code version is another name. All of it, for a hash is longer made than this is compared. */
export const SCHEMA_NAME = `${CODE_VERSION} ${SCHEMA_SQL}`;

/** `docs/schema.md`: the views as a page. */
export function schemaPage(): string {
  const parts = VIEWS.map(
    ({ name, what, columns }) =>
      `## ${name}\n\n${what}\n\n| column | type | what |\n|---|---|---|\n${columns.map(([column, type, words]) => `| ${column} | ${type} | ${words} |`).join('\n')}\n`,
  );
  return `# Views for \`bizos query\`\n\nRead-only, derived from the tree and the exports. What is of documents comes in the order of their paths, unless a query wants another. Written by \`npm run docs\` from \`src/index/schema.ts\`.\n\n    bizos query "SELECT entity, metric, current, target_text FROM metrics"\n\n${parts.join('\n')}`;
}
