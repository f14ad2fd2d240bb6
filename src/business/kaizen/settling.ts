import { join } from 'node:path';
import { BizosError } from '../../core/problem.ts';
import { readBytes } from '../../tree/read-bytes.ts';
import { writeWhole } from '../../tree/write.ts';
import { mustHaveNoMarks } from './conflict-marks.ts';
import { highestKnown, idOf } from './ids.ts';
import { cutEntry, languageOf, splicedText } from './log-edit.ts';
import { type NumberBook, withNumbers } from './log-lock.ts';
import { type LogOutline, scanLog } from './log-scan.ts';
import type { OpenedTree } from './opened-tree.ts';
import { documentsWithProvisional, finalNote, logBytes, type Naming, type Provisional, prefixOfProvisional } from './provisional.ts';
import { type Renames, renamed, renameIn } from './renaming.ts';
import { claimNumber, finalNumbers } from './shared-numbers.ts';

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

/** How ids are settled. */
export interface Settling {
  /**
   * What may not be written (an agent's session, an editor that was quicker) waits, and nothing is thrown for it; the remote is asked about
   * entries only.
   */
  readonly patient?: boolean;
  /** Entries stay as they are; what only names an id that has its number already, gets it. */
  readonly mentionsOnly?: boolean;
}

type Tree = Pick<OpenedTree, 'root' | 'routes'>;

/** The numbers of ids, as far as they could be had. */
interface Numbers {
  readonly finals: Map<string, string>;
  why?: string;
}

/**
 * Makes provisional ids final: a number is taken at the remote, noted, and put in the place of the id in every document; a log comes last,
 * so that a crash between leaves the provisional id there, and the next contact goes on with the same number. What can't be asked for
 * waits. A document may also name an id whose entry got its number in another clone, or on another branch: it gets the number that the
 * book or the remote knows. Throws BizosError (exit 3) where a document may not be written.
 */
export async function settleProvisional(tree: Tree, how: Settling = {}): Promise<Settled> {
  const documents = await documentsWithProvisional(tree.root);
  if (documents.length === 0) return { settled: [], documents: [], waiting: [] };
  const entries = entriesOf(tree, documents);
  const own = new Set(entries.map(({ id }) => id));
  const numbers: Numbers = { finals: new Map() };
  // The numbers are on the disk before the first document names them.
  if (!how.mentionsOnly) await takeNumbers(tree.root, entries, numbers);
  const named = [...new Set(documents.flatMap(({ ids }) => ids))].filter((id) => !own.has(id));
  await lookUp(tree, named, numbers, how.patient !== true);
  return withNumbers(tree.root, () => {
    const done = writeNumbers(tree.root, documents, numbers.finals, how.patient === true);
    const asked = [...(how.mentionsOnly ? [] : own), ...(numbers.why === undefined ? [] : named)];
    const waiting = [...new Set(asked)].filter((id) => !numbers.finals.has(id) || done.held.has(id));
    const [refused] = done.held.values();
    return {
      settled: done.settled,
      documents: [...done.documents].sort(),
      waiting,
      ...(numbers.why === undefined ? {} : { why: numbers.why }),
      ...(refused ? { refused } : {}),
    };
  });
}

/** Entries that wait for their number, each with the log that its prefix counts in. */
function entriesOf({ routes }: Tree, documents: readonly Naming[]): readonly Provisional[] {
  const found = new Map<string, Provisional>();
  for (const { path, entries } of documents) {
    for (const id of entries) {
      const prefix = prefixOfProvisional(id);
      const home = routes.find((route) => route.prefix === prefix)?.file;
      found.set(id, { id, file: home ?? path, prefix });
    }
  }
  return [...found.values()];
}

async function takeNumbers(root: string, entries: readonly Provisional[], numbers: Numbers): Promise<void> {
  for (const one of entries) {
    const to = await finalId(root, one);
    if (typeof to === 'string') numbers.finals.set(one.id, to);
    else {
      numbers.why = to.why;
      return;
    }
  }
}

/** Looks with the lock, asks the remote without it, and keeps the answer with it. */
async function finalId(root: string, { id, file, prefix }: Provisional): Promise<string | { readonly why: string }> {
  const known = (book: NumberBook): Promise<number> =>
    highestKnown({ root, file, prefix, outline: scanLog(logBytes(root, file).toString('utf8')) }, book);
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

/** Numbers of ids that no entry here has: what this clone has noted, else what the remote tells, where it may be asked. */
async function lookUp({ root, routes }: Tree, ids: readonly string[], numbers: Numbers, ask: boolean): Promise<void> {
  if (ids.length === 0) return;
  await withNumbers(root, (book) => {
    for (const id of ids) {
      const noted = book.noted(finalNote(id));
      if (noted !== undefined) numbers.finals.set(id, noted);
    }
  });
  const open = ids.filter((id) => !numbers.finals.has(id));
  for (const prefix of new Set(open.map(prefixOfProvisional))) {
    if (!ask || numbers.why !== undefined || !routes.some((route) => route.prefix === prefix)) continue;
    const told = await finalNumbers(root, prefix);
    if (told.kind === 'unreachable') numbers.why = told.why;
    else for (const id of open) if (Object.hasOwn(told.finals, id)) numbers.finals.set(id, idOf(prefix, told.finals[id]));
  }
}

/** What was written. `held`: ids that wait, with the reason. */
interface Written {
  readonly settled: { from: string; to: string; file: string }[];
  readonly documents: Set<string>;
  readonly held: Map<string, BizosError>;
}

function writeNumbers(root: string, documents: readonly Naming[], finals: Renames, patient: boolean): Written {
  const written: Written = { settled: [], documents: new Set(), held: new Map() };
  const attempt = (run: () => void): BizosError | undefined => {
    try {
      run();
    } catch (error) {
      if (patient && error instanceof BizosError && error.exit === 3) return error;
      throw error;
    }
  };
  for (const { path, ids } of documents) {
    const torn = attempt(() => mustHaveNoMarks(root, path));
    if (torn) for (const id of ids) written.held.set(id, torn);
  }
  for (const { path, entries } of documents) {
    for (const id of entries) {
      const refused = attempt(() => mustHaveNoTwin(root, path, id, finals));
      if (refused) written.held.set(id, refused);
    }
  }
  const done = new Set<string>();
  for (const { path, ids, entries } of [...documents].sort((a, b) => Number(a.entries.length > 0) - Number(b.entries.length > 0))) {
    const here = ids.filter((id) => finals.has(id) && !written.held.has(id));
    const put = (some: readonly string[]): BizosError | undefined => attempt(() => putNumbers(root, path, some, entries, finals, written));
    // One that may not be written does not keep back the others of the same document.
    const refused = here.length > 0 ? put(here) : undefined;
    for (const id of refused ? here : []) {
      const alone = put([id]);
      if (alone) written.held.set(id, alone);
    }
    for (const id of here) {
      const to = finals.get(id);
      if (to === undefined || written.held.has(id) || done.has(id)) continue;
      if (!entries.includes(id) && documents.some((one) => one.entries.includes(id))) continue;
      done.add(id);
      written.settled.push({ from: id, to, file: path });
    }
  }
  return written;
}

function putNumbers(
  root: string,
  path: string,
  ids: readonly string[],
  entries: readonly string[],
  finals: Renames,
  { documents }: Written,
): void {
  for (const id of ids) if (entries.includes(id) && cutTwin(root, path, id, finals)) documents.add(path);
  const renames = new Map([...finals].filter(([id]) => ids.includes(id)));
  if (renameIn(root, path, renames)) documents.add(path);
}

/** Two entries of a log that would get one number. */
interface Twins {
  readonly outline: LogOutline;
  readonly early: LogOutline['entries'][number];
  readonly final: LogOutline['entries'][number];
  readonly to: string;
}

/** The entry of a provisional id and the one that has its number already: they came together from two branches. */
function twinsOf(text: string, id: string, finals: Renames): Twins | undefined {
  const to = finals.get(id);
  if (to === undefined || !text.includes(`[${to}]`)) return undefined;
  const outline = scanLog(text);
  const [early] = outline.entries.filter((one) => one.id === id);
  const [final] = outline.entries.filter((one) => one.id === to);
  return early && final && { outline, early, final, to };
}

function sayTheSame({ outline: { text }, early, final }: Twins, finals: Renames): boolean {
  const [one, other] = [early, final].map(({ start, coreEnd }) => renamed(text.slice(start, coreEnd), finals).trimEnd());
  return one === other;
}

/** Throws BizosError (exit 3) that names both entries where they do not say the same: nothing would tell them apart any more. */
function mustHaveNoTwin(root: string, path: string, id: string, finals: Renames): void {
  const twins = twinsOf(Buffer.from(readBytes(join(root, path))).toString('utf8'), id, finals);
  if (!twins || sayTheSame(twins, finals)) return;
  const { early, final, to } = twins;
  throw new BizosError(
    3,
    {
      en: `${id} (${path}:${early.line}) has the number ${to}, and ${to} (${path}:${final.line}) stands there already and says something else.`,
      de: `${id} (${path}:${early.line}) hat die Nummer ${to}, und ${to} (${path}:${final.line}) steht dort schon und sagt etwas anderes.`,
    },
    {
      en: 'Two branches brought one entry twice. Put what holds into one of them, take the other out; then bizos kaizen settle.',
      de: 'Zwei Branches brachten einen Eintrag doppelt. Schreibe in einen, was gilt, nimm den anderen heraus; dann bizos kaizen settle.',
    },
  );
}

/** Takes an entry out of which the same stands there with its number. Gives whether there was one. Throws as `writeWhole` does. */
function cutTwin(root: string, path: string, id: string, finals: Renames): boolean {
  const expected = readBytes(join(root, path));
  const text = Buffer.from(expected).toString('utf8');
  const twins = twinsOf(text, id, finals);
  if (!twins || !sayTheSame(twins, finals)) return false;
  const cut = cutEntry(twins.outline, twins.early, languageOf(twins.outline) ?? 'en');
  writeWhole(join(root, path), Buffer.from(splicedText(text, [cut])), { root, expected });
  return true;
}
