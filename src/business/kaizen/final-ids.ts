import { BizosError } from '../../core/problem.ts';
import type { LearnKind } from '../../tree/kinds/learn-routes.ts';
import { type Draft, idAsWritten, routeOfId } from './filing.ts';
import { readLog } from './log-file.ts';
import { withNumbers } from './log-lock.ts';
import type { OpenedTree } from './opened-tree.ts';
import { finalNote, provisionalMentions } from './provisional.ts';
import { renamed } from './renaming.ts';

type Tree = Pick<OpenedTree, 'root' | 'routes'>;

/**
 * An id as its entry has it now: a provisional one that stands in its log no more is the number that this clone knows it became. Every other
 * id stays as it was given, also one that is none.
 */
export async function idNow(tree: Tree, id: string): Promise<string> {
  if (!id.includes('-~')) return id;
  const { file } = routeOfId(tree, id);
  const named = id.trim().replace(/^\[|\]$/g, '');
  if (readLog(tree.root, file).outline.withId(named).length > 0) return id;
  const at = named.lastIndexOf('-~');
  return (await noted(tree.root, named.slice(0, at).toUpperCase() + named.slice(at).toLowerCase())) ?? id;
}

/** A book that can't be had knows nothing: whoever only reads goes on without it. */
async function noted(root: string, id: string): Promise<string | undefined> {
  try {
    return await withNumbers(root, (book) => book.noted(finalNote(id)));
  } catch (error) {
    if (error instanceof BizosError) return undefined;
    throw error;
  }
}

const LESSONS = {
  failure: { en: 'A failure', de: 'Ein Fehler' },
  rule: { en: 'A rule', de: 'Eine Regel' },
  pattern: { en: 'A pattern', de: 'Ein Muster' },
} as const;

/**
 * The ids that flags link a draft with, as their entries have them: a link that reads otherwise is one way only. Throws BizosError (exit 2)
 * where there is no such entry, and where a lesson follows one: only an experiment has a line for that.
 */
export async function linksGiven(
  tree: Tree,
  kind: LearnKind,
  given: Pick<Draft, 'from' | 'follows'>,
): Promise<Pick<Draft, 'from' | 'follows'>> {
  const { from, follows } = given;
  if (follows !== undefined && kind !== 'kaizen')
    throw new BizosError(
      2,
      {
        en: `${LESSONS[kind].en} can't have --follows: only an experiment follows another.`,
        de: `${LESSONS[kind].de} kann kein --follows haben: Nur ein Versuch folgt auf einen anderen.`,
      },
      { en: `Say what it came out of: --from ${follows}`, de: `Sag, woraus das wurde: --from ${follows}` },
    );
  const asWritten = async (id: string | undefined): Promise<string | undefined> => id && idAsWritten(tree, await idNow(tree, id));
  return { from: await asWritten(from), follows: await asWritten(follows) };
}

/** A draft that names provisional ids by their numbers, as far as they have got one meanwhile: also by the same command, a moment ago. */
export async function withFinalIds(tree: Tree, draft: Draft): Promise<Draft> {
  const { title, words, why, expected, entry } = draft;
  const renames = new Map<string, string>();
  for (const id of provisionalMentions([title, words, why, expected, entry].join('\n'))) {
    // Words may look like an id of a log that nobody has.
    if (!tree.routes.some(({ prefix }) => id.startsWith(`${prefix}-~`))) continue;
    const now = await idNow(tree, id);
    if (now !== id) renames.set(id, now);
  }
  const inWords = (text: string | undefined): string | undefined => (text === undefined ? undefined : renamed(text, renames));
  return {
    ...draft,
    title: renamed(title, renames),
    words: renamed(words, renames),
    why: inWords(why),
    expected: inWords(expected),
    entry: inWords(entry),
    from: draft.from && (await idNow(tree, draft.from)),
    follows: draft.follows && (await idNow(tree, draft.follows)),
  };
}
