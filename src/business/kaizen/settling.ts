import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { highestKnown, idOf } from './ids.ts';
import { type NumberBook, withNumbers } from './log-lock.ts';
import { scanLog } from './log-scan.ts';
import type { OpenedTree } from './opened-tree.ts';
import { documentsNaming, renameIn } from './renaming.ts';
import { claimNumber } from './shared-numbers.ts';

/** What became of provisional ids. */
export interface Settled {
  readonly settled: readonly { readonly from: string; readonly to: string; readonly file: string }[];
  /** Documents in which they were named. */
  readonly documents: readonly string[];
  /** Those that wait for the next contact. */
  readonly waiting: readonly string[];
  /** Why they wait. */
  readonly why?: string;
}

const PROVISIONAL = /-~[0-9A-Za-z]+$/;

/** Logs that hold provisional ids, with those. Reads the logs only. */
export function provisionalIds({
  root,
  routes,
}: Pick<OpenedTree, 'root' | 'routes'>): readonly { readonly id: string; readonly file: string; readonly prefix: string }[] {
  const found: { id: string; file: string; prefix: string }[] = [];
  for (const { file, prefix } of uniqueFiles(routes)) {
    const text = textOf(join(root, file));
    if (!text.includes('-~')) continue;
    for (const { id } of scanLog(text).entries)
      if (PROVISIONAL.test(id)) found.push({ id, file, prefix: id.replace(PROVISIONAL, '') || prefix });
  }
  return found;
}

function uniqueFiles(routes: OpenedTree['routes']): readonly { readonly file: string; readonly prefix: string }[] {
  return [...new Map(routes.map(({ file, prefix }) => [file, { file, prefix }])).values()];
}

/**
 * Makes provisional ids final: a number is taken at the remote, noted, and put in the place of the id in every document; the log comes last,
 * so that a crash between leaves the provisional id there, and the next contact goes on with the same number. What can't be asked for
 * waits.
 */
export async function settleProvisional(tree: Pick<OpenedTree, 'root' | 'routes'>): Promise<Settled> {
  const found = provisionalIds(tree);
  if (found.length === 0) return { settled: [], documents: [], waiting: [] };
  // The numbers are on the disk before the first document names them.
  const finals: { taken: ReadonlyMap<string, string>; why?: string } = await withNumbers(tree.root, async (book) => {
    const taken = new Map<string, string>();
    for (const { id, file, prefix } of found) {
      const to = await finalId(tree.root, id, file, prefix, book);
      if (typeof to !== 'string') return { taken, why: to.why };
      taken.set(id, to);
    }
    return { taken };
  });
  return withNumbers(tree.root, () => {
    const settled: { from: string; to: string; file: string }[] = [];
    const documents = new Set<string>();
    for (const { id, file } of found) {
      const to = finals.taken.get(id);
      if (to === undefined) continue;
      const renames = new Map([[id, to]]);
      const naming = documentsNaming(tree.root, [id]).filter((path) => path !== file);
      for (const path of [...naming, file]) if (renameIn(tree.root, path, renames)) documents.add(path);
      settled.push({ from: id, to, file });
    }
    const waiting = found.map(({ id }) => id).filter((id) => !finals.taken.has(id));
    return { settled, documents: [...documents].sort(), waiting, ...(finals.why === undefined ? {} : { why: finals.why }) };
  });
}

async function finalId(
  root: string,
  id: string,
  file: string,
  prefix: string,
  book: NumberBook,
): Promise<string | { readonly why: string }> {
  const noted = book.noted(`final ${id}`);
  if (noted !== undefined) return noted;
  const used = await highestKnown({ root, file, prefix, outline: scanLog(textOf(join(root, file))) }, book);
  const claimed = await claimNumber(root, prefix, used, id);
  if (claimed.kind === 'unreachable') return { why: claimed.why };
  const number = claimed.kind === 'claimed' ? claimed.number : used + 1;
  book.keep(prefix, number);
  book.note(`final ${id}`, idOf(prefix, number));
  return idOf(prefix, number);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
