import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { BizosError } from '../../../core/problem.ts';
import { storeBlob } from '../../../git/refs.ts';
import { findRepository } from '../../../git/repository.ts';
import { git, gitText } from '../../../git/run.ts';
import { readBytes } from '../../../tree/read-bytes.ts';
import { writeWhole } from '../../../tree/write.ts';
import type { Operation } from '../../../workspace/operation.ts';
import { documentsWithMarks, MARKS_BY_HAND } from '../conflict-marks.ts';
import { type LogSides, mergeLogs, type Renumbered } from '../merge-logs.ts';
import { numbersFor, takeRenames } from '../merge-numbers.ts';
import { type OpenedTree, withTree } from '../opened-tree.ts';
import { mentionOf } from '../renaming.ts';

const input = z.object({});

/** What was done to the logs and the documents beside them. */
interface Merging {
  readonly logs: {
    file: string;
    renumbered: readonly Renumbered[];
    conflicts: boolean;
    /** Object of git that holds the document as it was: a person may have begun to settle it. */
    before: string;
  }[];
  readonly documents: string[];
}

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

async function mergeHere(tree: OpenedTree): Promise<Merging> {
  const repository = await findRepository(tree.root);
  if (!repository)
    throw new BizosError(4, {
      en: 'This is no git repository: there is nothing to merge.',
      de: 'Das ist kein git-Repository: Es gibt nichts zusammenzuführen.',
    });
  const call = { cwd: tree.root };
  const prefix = await gitText(['rev-parse', '--show-prefix'], call);
  const running = existsSync(join(repository.gitDir, 'MERGE_HEAD'));
  const [ours, theirs] = running
    ? ['HEAD', readFileSync(join(repository.gitDir, 'MERGE_HEAD'), 'utf8').trim().split('\n')[0]]
    : await parentsOfHead(tree.root);
  if (ours === undefined || theirs === undefined) return { logs: [], documents: [] };
  const base = (await git(['merge-base', ours, theirs], call)).stdout.toString('utf8').trim();
  const logs: Merging['logs'] = [];
  const files = [...new Set(tree.routes.map(({ file }) => file))];
  for (const file of files) {
    const sides: LogSides = {
      base: base === '' ? '' : await blobAt(tree.root, base, prefix + file),
      ours: await blobAt(tree.root, ours, prefix + file),
      theirs: await blobAt(tree.root, theirs, prefix + file),
    };
    if (sides.ours === sides.theirs || sides.ours === sides.base || sides.theirs === sides.base) continue;
    const path = join(tree.root, file);
    if (!existsSync(path)) continue;
    const expected = readBytes(path);
    const now = Buffer.from(expected).toString('utf8');
    // A log that is merged and in order is a person's again.
    if (!/^<{7} /m.test(now) && !hasTwice(now)) continue;
    const merged = await mergeLogs(sides, numbersFor(tree.root, file, [sides.base, sides.ours, sides.theirs]), tree.today);
    const before = await storeBlob(now, call);
    writeWhole(path, Buffer.from(merged.text), { root: tree.root, expected });
    if (running && !merged.conflicts) await gitText(['add', '--', file], call);
    logs.push({ file, renumbered: merged.renumbered, conflicts: merged.conflicts, before });
  }
  const renumbered = [...logs.flatMap((log) => log.renumbered), ...(await takeRenames(tree.root))];
  const documents = await renameBeside(tree, prefix, renumbered, { base, ours, theirs });
  return { logs, documents };
}

async function parentsOfHead(root: string): Promise<readonly (string | undefined)[]> {
  const words = (await gitText(['rev-list', '--parents', '--max-count=1', 'HEAD'], { cwd: root })).split(' ');
  return words.length === 3 ? [words[1], words[2]] : [];
}

async function blobAt(root: string, commit: string, path: string): Promise<string> {
  const answer = await git(['cat-file', 'blob', `${commit}:${path}`], { cwd: root });
  return answer.code === 0 ? answer.stdout.toString('utf8') : '';
}

function hasTwice(text: string): boolean {
  const ids = [...text.matchAll(/^#+ \[([A-Z][A-Z0-9-]*-\d+)\]/gm)].map(([, id]) => id);
  return new Set(ids).size < ids.length;
}

/** Other documents that the renamed side changed: lines of it that name the old id mean the renamed entry. */
async function renameBeside(
  { root, routes }: OpenedTree,
  prefix: string,
  renumbered: readonly Renumbered[],
  at: { base: string; ours: string; theirs: string },
): Promise<string[]> {
  const changed = new Set<string>();
  for (const { from, to, side } of renumbered) {
    // The entry's own log was renamed as a whole when it was merged.
    const home = routes.find((route) => from.startsWith(`${route.prefix}-`))?.file;
    const out = await git(['diff', '-z', '--name-only', '--no-renames', at.base === '' ? at[side] : at.base, at[side], '--', '*.md'], {
      cwd: root,
    });
    for (const name of out.stdout.toString('utf8').split('\0').filter(Boolean)) {
      const path = name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
      if (path === undefined || path === home || !existsSync(join(root, path))) continue;
      const before = new Set((at.base === '' ? '' : await blobAt(root, at.base, name)).split('\n'));
      const own = new Set(
        (await blobAt(root, at[side], name)).split('\n').filter((line) => !before.has(line) && mentionOf(from).test(line)),
      );
      const expected = readBytes(join(root, path));
      const text = Buffer.from(expected).toString('utf8');
      const after = text
        .split('\n')
        .map((line) => (own.has(line) ? line.replace(mentionOf(from), to) : line))
        .join('\n');
      if (after === text) continue;
      writeWhole(join(root, path), Buffer.from(after), { root, expected });
      changed.add(path);
    }
  }
  return [...changed].sort();
}
