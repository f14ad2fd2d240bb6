import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../core/problem.ts';
import type { ParsedDocument } from '../../tree/document.ts';
import type { Entity } from '../../tree/kinds/entity.ts';
import { knownDocument } from '../../tree/known-document.ts';
import { matchesPath } from '../../tree/patterns.ts';
import { walkTree } from '../../tree/walk.ts';
import type { ReadDocument, TreeLook } from '../../workspace/check.ts';
import type { Context } from '../../workspace/operation.ts';

/** Folders that the doctor looks into. */
const FOLDERS = ['bizos', 'cto-brain', '_SESSIONS'];

/**
 * Reads the whole tree as it stands on the disk, past the index. Problems are those of walking, of the documents and of their
 * kinds; a document that can't be read is one of them, and the others are read.
 */
export async function lookAtTree(context: Context, root: string): Promise<{ look: TreeLook; problems: Problem[] }> {
  const { files, problems: walked } = walkTree(root);
  const problems = [...walked];
  const documents: ReadDocument[] = [];
  for (const [i, { path }] of files.entries()) {
    context.progress({ en: 'Reading documents', de: 'Dokumente lesen' }, i, files.length);
    const bytes = bytesOf(root, path, problems);
    if (!bytes) continue;
    const document = knownDocument(path, bytes);
    const read = await readKind(context, document);
    problems.push(...read.problems);
    documents.push(read.read);
  }
  const entities = documents.filter(({ kind }) => kind === 'entity').map(({ value }) => value as Entity);
  const listed: string[] = [];
  for (const folder of FOLDERS) listFiles(root, folder, listed);
  const look: TreeLook = { root, context, files: listed, documents, entities, git: (...words) => askGit(root, context, words) };
  return { look, problems: unique(problems) };
}

function bytesOf(root: string, path: string, problems: Problem[]): Uint8Array | undefined {
  try {
    return readFileSync(join(root, path));
  } catch (error) {
    problems.push({
      code: 'document-unreadable',
      level: 'error',
      message: {
        en: `The document can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
        de: `Das Dokument ist nicht lesbar (${(error as NodeJS.ErrnoException).code ?? 'unbekannt'}).`,
      },
      place: { file: path },
      remedy: { en: 'Give yourself permission to read it.', de: 'Gib dir die Berechtigung, es zu lesen.' },
    });
    return undefined;
  }
}

async function readKind(context: Context, document: ParsedDocument): Promise<{ read: ReadDocument; problems: readonly Problem[] }> {
  const kind = context.kinds.find(({ paths }) => paths.some((pattern) => matchesPath(pattern, document.path)));
  if (!kind) return { read: { document }, problems: document.problems };
  const { read } = await kind.load();
  const { value, problems } = read(document);
  return { read: { document, kind: kind.name, value }, problems: [...document.problems, ...problems] };
}

/** Some kinds pass the document's own problems on; each counts once. */
function unique(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, place, message }) => {
    const key = JSON.stringify([code, place?.file, place?.line, message.en]);
    return !seen.has(key) && seen.add(key);
  });
}

function listFiles(root: string, folder: string, into: string[]): void {
  let entries: import('node:fs').Dirent[];
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    // Missing is fine, and unreadable was said by the walk.
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== '.git' && entry.name !== 'node_modules') listFiles(root, path, into);
    } else into.push(path);
  }
}

/** Git is asked without prompts and without the caller's own index or directory settings. */
function askGit(root: string, context: Context, words: readonly string[]): Promise<string | undefined> {
  const environment = Object.fromEntries(
    Object.entries(context.environment).filter(([key]) => !/^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY)$/.test(key)),
  );
  return new Promise((done) => {
    execFile(
      'git',
      ['-C', root, ...words],
      { env: { ...environment, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' }, maxBuffer: 64 * 1024 * 1024, timeout: 20_000 },
      (error, stdout) => done(error ? undefined : stdout),
    );
  });
}
