import type { Fault, TreeCheck, TreeLook } from '../../../workspace/check.ts';
import { type LogEntry, type LogOutline, scanLog } from '../log-scan.ts';
import { dateOf } from '../merge-entries.ts';
import { DEFAULT_ROUTES } from '../routes.ts';
import { entriesOf } from './logs.ts';

/**
 * Numbers that are missing and were once there: a commit that this one came from has the entry, and no document has it now. A number that
 * was reserved and never written leaves a gap that matters to nobody.
 */
export const entryGone: TreeCheck = {
  explanation: {
    code: 'experiment-gone',
    title: { en: 'An experiment is gone', de: 'Ein Versuch ist weg' },
    explain: {
      en: 'A commit before has an entry that no document has any more. What was tried and taught is lost to those who come later, and may be tried again.',
      de: 'Ein früherer Commit hat einen Eintrag, den kein Dokument mehr hat. Was probiert und gelernt wurde, fehlt denen, die später kommen, und wird vielleicht noch einmal probiert.',
    },
    example: { en: 'K-BIZ-004 was in the log at HEAD and is not now.', de: 'K-BIZ-004 stand bei HEAD im Log und steht nicht mehr darin.' },
    remedy: {
      en: 'Take it back (git checkout -p FILE), or move it to bizos/_archive. What is not wanted is dropped, not deleted.',
      de: 'Hole ihn zurück (git checkout -p DATEI), oder lege ihn nach bizos/_archive. Was nicht gewollt ist, wird verworfen, nicht gelöscht.',
    },
  },
  async run(look) {
    const entries = entriesOf(look);
    const ids = new Set(entries.map(({ id }) => id));
    const logs = look.documents.filter(({ kind }) => kind === 'kaizen-log').map(({ document }) => document.path);
    const files = [...new Set([...entries.map(({ file }) => file), ...logs, ...DEFAULT_ROUTES.map(({ file }) => file)])];
    const told = new Set<string>();
    let words: ReadonlySet<string> | undefined;
    const faults: Fault[] = [];
    for (const { commit, en, de } of await pasts(look)) {
      const changed = (await look.git('diff', '-z', '--name-only', '--relative', '--no-renames', commit, '--', ...files)) ?? '';
      for (const file of changed.split('\0').filter(Boolean)) {
        const before = (await look.git('show', `${commit}:./${file}`)) ?? '';
        const outline = scanLog(before);
        for (const entry of outline.entries) {
          const { id } = entry;
          if (ids.has(id) || told.has(id) || id.includes('~')) continue;
          words ??= wordsOf(
            look.documents.filter(({ document }) => files.includes(document.path)).map(({ document }) => scanLog(document.text)),
          );
          if (words.has(wordsIn(outline, entry))) continue;
          told.add(id);
          faults.push({
            problem: {
              code: 'experiment-gone',
              level: 'warning',
              message: { en: `${id} was here ${en} and is gone.`, de: `${id} stand ${de} hier und ist weg.` },
              place: { file },
              remedy: { en: 'Take it back, or move it to bizos/_archive.', de: 'Hole ihn zurück, oder lege ihn nach bizos/_archive.' },
            },
          });
        }
      }
    }
    return faults;
  },
};

/** What entries are, whatever number they have: two merges, each in its own clone, may have given one entry two numbers, of which one stays. */
function wordsOf(outlines: readonly LogOutline[]): ReadonlySet<string> {
  return new Set(outlines.flatMap((outline) => outline.entries.map((entry) => wordsIn(outline, entry))));
}

function wordsIn(outline: LogOutline, entry: LogEntry): string {
  return `${dateOf(outline, entry)} ${entry.name}`;
}

/** States that the tree is compared with: the last commit; before it, which is the base where CI looks at a merge; and where the branch left. */
async function pasts({ git }: TreeLook): Promise<readonly { commit: string; en: string; de: string }[]> {
  const named = async (...words: string[]): Promise<string | undefined> => (await git(...words))?.trim() || undefined;
  const commit = (name: string): Promise<string | undefined> => named('rev-parse', '--verify', '--quiet', `${name}^{commit}`);
  const [head, parent, fork] = [await commit('HEAD'), await commit('HEAD^1'), await named('merge-base', 'HEAD', 'origin/HEAD')];
  return [
    { commit: head, en: 'at the last commit', de: 'beim letzten Commit' },
    { commit: parent, en: 'before the last commit', de: 'vor dem letzten Commit' },
    { commit: fork, en: 'where the branch began', de: 'wo der Branch begann' },
  ].filter((one): one is { commit: string; en: string; de: string } => one.commit !== undefined);
}
