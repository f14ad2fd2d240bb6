import * as z from 'zod/mini';
import type { Operation } from '../../../workspace/operation.ts';
import { documentsWithMarks, MARKS_BY_HAND } from '../conflict-marks.ts';
import { mergeHere, settleMentions } from '../merging.ts';
import { numberNotes } from '../number-notes.ts';
import { withTree } from '../opened-tree.ts';

const input = z.object({});

/** `bizos kaizen merge`. */
export const merge: Operation<typeof input> = {
  name: 'kaizen merge',
  summary: { en: 'Merge logs that two branches wrote, entry by entry.', de: 'Führt Logs zweier Branches zusammen, Eintrag für Eintrag.' },
  about: {
    en: 'In a merge with conflicts it settles the logs; after one it settles numbers that both sides had given. The later entry gets another number, what its branch says of it in other documents goes with it, and a line in it says so.',
    de: 'In einem Merge mit Konflikten löst es die Logs; danach klärt es Nummern, die beide Seiten vergeben hatten. Der spätere Eintrag bekommt eine andere, was sein Branch in anderen Dokumenten von ihm sagt, geht mit, und eine Zeile darin sagt es.',
  },
  effect: 'writes',
  input,
  fields: {},
  examples: [
    {
      command: 'git merge topic; bizos kaizen merge',
      does: { en: 'after a merge with conflicts in a log', de: 'nach einem Merge mit Konflikten im Log' },
    },
  ],
  run: (context) =>
    withTree(context, async (tree) => {
      const done = await mergeHere(tree);
      const de = tree.language === 'de';
      const conflicts = done.logs.some((log) => log.conflicts);
      // Those that the two sides alone could not settle are told of with their log.
      const marks = documentsWithMarks(tree).filter(({ file }) => !done.logs.some((log) => log.conflicts && log.file === file));
      // Between marks a person decides first.
      const named = conflicts || marks.length > 0 ? undefined : await settleMentions(tree);
      for (const path of named?.documents ?? []) if (!done.documents.includes(path)) done.documents.push(path);
      const numbers = done.logs.flatMap(({ renumbered }) => renumbered);
      return {
        exit: conflicts || marks.length > 0 ? 1 : 0,
        json: () => ({ schema: 'bizos.kaizen-merge/1', logs: done.logs, documents: done.documents, marks }),
        report: () => ({
          title:
            marks.length > 0
              ? de
                ? 'Nicht zusammengeführt'
                : 'Not merged'
              : done.logs.length === 0 && done.documents.length === 0
                ? de
                  ? 'Nichts zu klären'
                  : 'Nothing to settle'
                : de
                  ? 'Logs zusammengeführt'
                  : 'Logs merged',
          language: tree.language,
          blocks: [
            ...(numbers.length > 0
              ? [
                  {
                    kind: 'facts' as const,
                    items: numbers.map(({ from, to }) => ({
                      label: from,
                      value: to,
                      note: de ? 'der spätere Eintrag' : 'the later entry',
                    })),
                  },
                ]
              : []),
            ...numberNotes(
              numbers.map(({ to }) => to),
              done.numbers,
              tree.language,
            ),
            ...done.logs.map(({ file, conflicts: open }) => ({
              kind: 'text' as const,
              tone: open ? ('warn' as const) : ('good' as const),
              text: open
                ? de
                  ? `${file}: an einem Eintrag haben beide Seiten dasselbe geändert; entscheide zwischen den Marken.`
                  : `${file}: both sides changed the same in an entry; decide between the marks.`
                : file,
            })),
            ...marks.map(({ file, line }) => ({
              kind: 'text' as const,
              tone: 'bad' as const,
              text: de
                ? `${file}:${line}: Hier stehen noch Konfliktmarken von git. ${MARKS_BY_HAND.de}`
                : `${file}:${line}: git's conflict marks still stand here. ${MARKS_BY_HAND.en}`,
            })),
            ...(done.logs.length > 0
              ? [
                  {
                    kind: 'commands' as const,
                    items: done.logs.map(({ file, before }) => ({
                      command: `git cat-file -p ${before.slice(0, 10)}`,
                      does: de ? `${file}, wie es war` : `${file} as it was`,
                    })),
                  },
                ]
              : []),
            ...(done.documents.length > 0
              ? [{ kind: 'text' as const, text: `${de ? 'Auch geändert' : 'Changed too'}: ${done.documents.join(', ')}` }]
              : []),
          ],
        }),
      };
    }),
};
