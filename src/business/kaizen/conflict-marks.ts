import { BizosError } from '../../core/problem.ts';
import type { Text } from '../../core/text.ts';
import { type LogFile, readLogBytes } from './log-file.ts';
import type { OpenedTree } from './opened-tree.ts';

/** How a person gets rid of git's conflict marks. */
export const MARKS_BY_HAND: Text = {
  en: 'Decide between the marks by hand, or take it all back: git merge --abort, git rebase --abort, git checkout -- FILE',
  de: 'Entscheide von Hand zwischen den Marken, oder nimm alles zurück: git merge --abort, git rebase --abort, git checkout -- DATEI',
};

/** The same where the merge may not have been settled entry by entry yet. */
export const MARKS_WAYS_OUT: Text = {
  en: `In a merge: bizos kaizen merge. Otherwise: ${MARKS_BY_HAND.en}`,
  de: `In einem Merge: bizos kaizen merge. Sonst: ${MARKS_BY_HAND.de}`,
};

/** Nothing may be written to a document in which git left its conflict marks: to try again helps nobody. */
export class MarksInDocument extends BizosError {
  constructor(file: string, line: number) {
    super(
      3,
      {
        en: `${file} was not changed: git's conflict marks stand there from line ${line} on, and what is between them would be torn apart.`,
        de: `${file} wurde nicht geändert: Ab Zeile ${line} stehen dort Konfliktmarken von git, und was dazwischen steht, würde zerrissen.`,
      },
      MARKS_WAYS_OUT,
    );
  }
}

const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;

/**
 * The line (1-based) on which git's conflict marks begin: all three of a conflict, the first of them outside of fences. Undefined where
 * there are none: most texts are only looked through for the first mark.
 */
export function conflictMarksIn(text: string): number | undefined {
  // A word of less than seven signs is found in a large text ten times as quick as all of the mark.
  if (!text.includes('<<<<<<')) return undefined;
  let fence: string | undefined;
  let begun: number | undefined;
  let parted = false;
  for (const [n, line] of text.split(/\r?\n/).entries()) {
    if (begun === undefined || !parted) {
      const [, marks] = (begun === undefined && FENCE.exec(line)) || [];
      if (fence === undefined) fence = marks;
      else if (marks?.startsWith(fence) && line.trim() === marks) fence = undefined;
      if (fence === undefined && line.startsWith('<<<<<<< ')) begun = n + 1;
      parted = begun !== undefined && line === '=======';
    } else if (line.startsWith('>>>>>>> ')) return begun;
  }
  return undefined;
}

/** Documents, by their bytes, that were looked through and have no marks: an operation asks more than once. */
const merged = new WeakSet<Uint8Array>();

/** Throws MarksInDocument (exit 3) where git's conflict marks stand in a document, as it was read, that is about to be changed. */
export function mustBeMerged<T extends Pick<LogFile, 'file' | 'bytes' | 'since'>>(document: T): T {
  const { file, bytes, since } = document;
  if (bytes === null || merged.has(bytes)) return document;
  const line = conflictMarksIn(since.read);
  if (line !== undefined) throw new MarksInDocument(file, line);
  merged.add(bytes);
  return document;
}

/** The same of a document as it lies on the disk now. */
export function mustHaveNoMarks(root: string, file: string): void {
  const line = conflictMarksIn(readLogBytes(root, file)?.toString('utf8') ?? '');
  if (line !== undefined) throw new MarksInDocument(file, line);
}

/** The documents that routes lead to in which git's conflict marks stand, as they lie on the disk now. */
export function documentsWithMarks({
  root,
  routes,
}: Pick<OpenedTree, 'root' | 'routes'>): { readonly file: string; readonly line: number }[] {
  return [...new Set(routes.map(({ file }) => file))].flatMap((file) => {
    const line = conflictMarksIn(readLogBytes(root, file)?.toString('utf8') ?? '');
    return line === undefined ? [] : [{ file, line }];
  });
}
