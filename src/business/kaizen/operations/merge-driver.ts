import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as z from 'zod/mini';
import { gitFolderOf } from '../../../git/folder.ts';
import { findRoot } from '../../../tree/root.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { mergeLogs, sideText } from '../merge-logs.ts';
import { numbersFor } from '../merge-numbers.ts';
import { withTree } from '../opened-tree.ts';

const input = z.object({ base: z.string(), ours: z.string(), theirs: z.string(), path: z._default(z.string(), '') });

/** `bizos kaizen merge-driver`. */
export const mergeDriver: Operation<typeof input> = {
  name: 'kaizen merge-driver',
  summary: { en: 'Merge a log for git: called by its merge driver.', de: 'Führt ein Log für git zusammen: vom Merge-Treiber gerufen.' },
  about: {
    en: 'Put in place by `bizos hooks install`. Entry by entry; of two new entries with one number the later gets another. Exits with 1 where something could not be decided: the log then holds git’s conflict marks.',
    de: 'Angelegt von `bizos hooks install`. Eintrag für Eintrag; von zwei neuen mit gleicher Nummer bekommt der spätere eine andere. Endet mit 1, wo sich etwas nicht entscheiden ließ: Das Log enthält dann gits Konfliktmarken.',
  },
  effect: 'writes',
  input,
  fields: {
    base: { value: 'BASE', position: 0, help: { en: 'where both began (%O)', de: 'wo beide begannen (%O)' } },
    ours: {
      value: 'OURS',
      position: 1,
      help: { en: 'our state, and where the result goes (%A)', de: 'unser Stand, und Ziel des Ergebnisses (%A)' },
    },
    theirs: { value: 'THEIRS', position: 2, help: { en: 'their state (%B)', de: 'ihr Stand (%B)' } },
    path: { value: 'PATH', position: 3, help: { en: 'the log in the tree (%P)', de: 'das Log im Baum (%P)' } },
  },
  examples: [{ command: 'bizos kaizen merge-driver %O %A %B %P', does: { en: 'as git calls it', de: 'wie git es ruft' } }],
  run: (context, { base, ours, theirs, path }) =>
    // git stands at the top of the repository, in which there may be several trees.
    withTree({ ...context, root: findRoot(dirname(resolve(context.cwd, path))) ?? context.root }, async (tree) => {
      const at = (name: string): string => resolve(context.cwd, name);
      const sides = { base: sideText(at(base)), ours: sideText(at(ours)), theirs: sideText(at(theirs)) };
      // `git merge` names the commits that it merges; who replays a commit on what others have already does not.
      const replayed = !Object.keys(context.environment).some((name) => name.startsWith('GITHEAD_'));
      const next = numbersFor(tree.root, fileOf(tree.root, path), [sides.base, sides.ours, sides.theirs]);
      const merged = await mergeLogs(sides, next, tree.today, { replayed });
      // The file is git's own, in a place of its own: written as git expects it.
      writeFileSync(at(ours), merged.text);
      return {
        exit: merged.conflicts ? 1 : 0,
        json: () => ({ schema: 'bizos.kaizen-merge-driver/1', path, renumbered: merged.renumbered, conflicts: merged.conflicts }),
        // Whoever runs git reads its standard output: a word of ours would stand in the middle of it.
        plain: () => [],
        report: () => ({
          title: path,
          language: tree.language,
          blocks: merged.renumbered.map(({ from, to }) => ({ kind: 'text' as const, text: `${from} → ${to}` })),
        }),
      };
    }),
};

/** The log from the tree's root: git names it from the top of the repository, which the tree may lie below. */
function fileOf(root: string, path: string): string {
  const inside = gitFolderOf(root)?.inside ?? '';
  return inside !== '' && path.startsWith(`${inside}/`) ? path.slice(inside.length + 1) : path;
}
