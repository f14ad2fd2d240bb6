import { BizosError } from '../../core/problem.ts';
import { highestKnown, idOf } from './ids.ts';
import { readLogBytes } from './log-file.ts';
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
  /** Why they wait: the remote does not answer. */
  readonly why?: string;
  /** Why they wait: a document that names them may not be written, or was changed meanwhile. */
  readonly refused?: BizosError;
}

/** Under which name the book notes the number of a provisional id. */
export function finalNote(id: string): string {
  return `final ${id}`;
}

const MENTION = /(?<![\p{L}\p{N}~-])[A-Z]{1,8}(?:-[A-Z0-9]{1,8})*-~[0-9A-Za-z]+(?![\p{L}\p{N}-])/gu;

/** The provisional ids that a text names, each once. */
export function provisionalMentions(text: string): readonly string[] {
  return text.includes('-~') ? [...new Set([...text.matchAll(MENTION)].map(([id]) => id))] : [];
}

/** An id that waits for its number. */
interface Provisional {
  readonly id: string;
  readonly file: string;
  readonly prefix: string;
}

const PROVISIONAL = /-~[0-9A-Za-z]+$/;
const TILDE = 0x7e;

/** Logs that hold provisional ids, with those. Reads the logs only. */
export function provisionalIds({ root, routes }: Pick<OpenedTree, 'root' | 'routes'>): readonly Provisional[] {
  const found: Provisional[] = [];
  for (const { file, prefix } of uniqueFiles(routes)) {
    const bytes = bytesOf(root, file);
    // Most logs hold none, and are not even made text of. A byte is found ten times as quick as two.
    if (!bytes.includes(TILDE) || !bytes.includes('-~')) continue;
    for (const { id } of scanLog(bytes.toString('utf8')).entries)
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
 * waits. `patient`: so does what may not be written (an agent's session, an editor that was quicker), and nothing is thrown for it.
 */
export async function settleProvisional(tree: Pick<OpenedTree, 'root' | 'routes'>, patient = false): Promise<Settled> {
  const found = provisionalIds(tree);
  if (found.length === 0) return { settled: [], documents: [], waiting: [] };
  // The numbers are on the disk before the first document names them.
  const taken = new Map<string, string>();
  let why: string | undefined;
  for (const one of found) {
    const to = await finalId(tree.root, one);
    if (typeof to === 'string') taken.set(one.id, to);
    else {
      ({ why } = to);
      break;
    }
  }
  return withNumbers(tree.root, () => {
    const settled: { from: string; to: string; file: string }[] = [];
    const documents = new Set<string>();
    let refused: BizosError | undefined;
    for (const { id, file } of found) {
      const to = taken.get(id);
      if (to === undefined) continue;
      const renames = new Map([[id, to]]);
      const naming = documentsNaming(tree.root, [id]).filter((path) => path !== file);
      try {
        for (const path of [...naming, file]) if (renameIn(tree.root, path, renames)) documents.add(path);
        settled.push({ from: id, to, file });
      } catch (error) {
        if (!(patient && error instanceof BizosError && error.exit === 3)) throw error;
        refused ??= error;
        taken.delete(id);
      }
    }
    const waiting = found.map(({ id }) => id).filter((id) => !taken.has(id));
    return { settled, documents: [...documents].sort(), waiting, ...(why === undefined ? {} : { why }), ...(refused ? { refused } : {}) };
  });
}

/** Looks with the lock, asks the remote without it, and keeps the answer with it. */
async function finalId(root: string, { id, file, prefix }: Provisional): Promise<string | { readonly why: string }> {
  const known = (book: NumberBook): Promise<number> =>
    highestKnown({ root, file, prefix, outline: scanLog(bytesOf(root, file).toString('utf8')) }, book);
  const before = await withNumbers(root, async (book) => book.noted(finalNote(id)) ?? (await known(book)));
  if (typeof before === 'string') return before;
  const claimed = await claimNumber(root, prefix, before, id);
  if (claimed.kind === 'unreachable') return { why: claimed.why };
  return withNumbers(root, async (book) => {
    const noted = book.noted(finalNote(id));
    if (noted !== undefined) return noted;
    const number = claimed.kind === 'claimed' ? claimed.number : (await known(book)) + 1;
    book.keep(prefix, number);
    book.note(finalNote(id), idOf(prefix, number));
    return idOf(prefix, number);
  });
}

/** A log that can't be read holds none; who wants to write it is told why. */
function bytesOf(root: string, file: string): Buffer {
  try {
    return readLogBytes(root, file) ?? Buffer.alloc(0);
  } catch (error) {
    if (error instanceof BizosError) return Buffer.alloc(0);
    throw error;
  }
}
