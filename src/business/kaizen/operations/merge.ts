import * as z from 'zod/mini';
import type { Block } from '../../../core/report.ts';
import type { Text } from '../../../core/text.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { documentsWithMarks, MARKS_BY_HAND } from '../conflict-marks.ts';
import { type ArchiveClash, settleArchives } from '../merge-archives.ts';
import { type Doubled, doubledAfter, listedTwice } from '../merge-doubled.ts';
import { type Merging, mergeHere, settleMentions } from '../merging.ts';
import { type NumberNotes, numberNotes } from '../number-notes.ts';
import { type OpenedTree, withTree } from '../opened-tree.ts';

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
      const conflicts = done.logs.some((log) => log.conflicts);
      // Those that the two sides alone could not settle are told of with their log.
      const marks = documentsWithMarks(tree).filter(({ file }) => !done.logs.some((log) => log.conflicts && log.file === file));
      // Between marks a person decides first.
      const open = conflicts || marks.length > 0;
      const clashes = open ? [] : await settleArchives(tree, done);
      const doubled = open ? [] : [...doubledAfter(tree.root, [...new Set(tree.routes.map(({ file }) => file))]), ...listedTwice(tree)];
      const named = open ? undefined : await settleMentions(tree, done);
      for (const path of named?.documents ?? []) if (!done.documents.includes(path)) done.documents.push(path);
      const given = done.logs.flatMap(({ renumbered }) => renumbered.map(({ to }) => to));
      const notes = numberNotes(given, done.numbers, tree.language);
      return {
        exit: open || clashes.length + doubled.length > 0 ? 1 : 0,
        json: () => ({
          schema: 'bizos.kaizen-merge/1',
          logs: done.logs,
          documents: done.documents,
          marks,
          inArchives: clashes,
          doubled,
          countedAlone: notes.countedAlone,
        }),
        report: () => ({
          title: titleOf(done, marks, clashes.length + doubled.length)[tree.language],
          language: tree.language,
          blocks: [
            ...blocksOf(done, marks, notes, tree),
            ...clashes.map((clash) => clashBlock(clash, tree)),
            ...doubled.map((one) => doubledBlock(one, tree, done.running)),
          ],
        }),
      };
    }),
};

type Marks = ReturnType<typeof documentsWithMarks>;

function titleOf(done: Merging, marks: Marks, twice: number): Text {
  if (marks.length > 0) return { en: 'Not merged', de: 'Nicht zusammengeführt' };
  if (twice > 0) return { en: 'A number is there twice', de: 'Eine Nummer gibt es zweimal' };
  if (done.logs.length + done.documents.length === 0) return { en: 'Nothing to settle', de: 'Nichts zu klären' };
  return { en: 'Logs merged', de: 'Logs zusammengeführt' };
}

function blocksOf(done: Merging, marks: Marks, notes: NumberNotes, { language }: OpenedTree): Block[] {
  const de = language === 'de';
  const numbers = done.logs.flatMap(({ renumbered }) => renumbered);
  const blocks: Block[] = [];
  const note = de ? 'der spätere Eintrag' : 'the later entry';
  if (numbers.length > 0) blocks.push({ kind: 'facts', items: numbers.map(({ from, to }) => ({ label: from, value: to, note })) });
  blocks.push(...notes.blocks);
  for (const { file, conflicts: open } of done.logs)
    blocks.push({
      kind: 'text',
      tone: open ? 'warn' : 'good',
      text: open
        ? de
          ? `${file}: an einem Eintrag haben beide Seiten dasselbe geändert; entscheide zwischen den Marken.`
          : `${file}: both sides changed the same in an entry; decide between the marks.`
        : file,
    });
  for (const { file, line } of marks)
    blocks.push({
      kind: 'text',
      tone: 'bad',
      text: de
        ? `${file}:${line}: Hier stehen noch Konfliktmarken von git. ${MARKS_BY_HAND.de}`
        : `${file}:${line}: git's conflict marks still stand here. ${MARKS_BY_HAND.en}`,
    });
  if (done.logs.length > 0)
    blocks.push({
      kind: 'commands',
      items: done.logs.map(({ file, before }) => ({
        command: `git cat-file -p ${before.slice(0, 10)}`,
        does: de ? `${file}, wie es war` : `${file} as it was`,
      })),
    });
  if (done.documents.length > 0)
    blocks.push({ kind: 'text', text: `${de ? 'Auch geändert' : 'Changed too'}: ${done.documents.join(', ')}` });
  return blocks;
}

/** A number that no merge explains: one of the two was given it by hand, or in a merge that is long ago. */
function clashBlock({ id, log, archive }: ArchiveClash, { language }: OpenedTree): Block {
  const text: Text = {
    en: `${log.file}:${log.line}: ${id} is another entry in ${archive.file}:${archive.line}. Give the newer one the next free number, also where it is linked.`,
    de: `${log.file}:${log.line}: ${id} ist in ${archive.file}:${archive.line} ein anderer Eintrag. Gib dem neueren die nächste freie Nummer, auch dort, wo er verlinkt ist.`,
  };
  return { kind: 'text', tone: 'bad', text: text[language] };
}

/** A number that stands in one log several times, and no merge of two branches says whose is the later; `running`: none that is over was asked. */
function doubledBlock({ id, listed, places: [first, ...others] }: Doubled, { language }: OpenedTree, running: boolean): Block {
  const lines = others.map(({ line }) => line).join(', ');
  const byHand: Text = {
    en: 'Give the newer one the next free number, also where it is linked.',
    de: 'Gib dem neueren die nächste freie Nummer, auch dort, wo er verlinkt ist.',
  };
  const told: Text = listed
    ? { en: `items of lists get no number here. ${byHand.en}`, de: `Punkte von Listen bekommen hier keine Nummer. ${byHand.de}` }
    : running
      ? {
          en: 'not by this merge. Commit it, then: bizos kaizen merge',
          de: 'nicht durch diesen Merge. Committe ihn, dann: bizos kaizen merge',
        }
      : { en: `no merge of two branches explains it. ${byHand.en}`, de: `kein Merge zweier Branches erklärt es. ${byHand.de}` };
  const text: Text = {
    en: `${first.file}:${first.line}: ${id} also stands in line ${lines}, and ${told.en}`,
    de: `${first.file}:${first.line}: ${id} steht auch in Zeile ${lines}, und ${told.de}`,
  };
  return { kind: 'text', tone: 'bad', text: text[language] };
}
