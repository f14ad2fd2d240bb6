import type { Fault, TreeCheck, TreeLook } from '../../../workspace/check.ts';
import { scanLog } from '../log-scan.ts';
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
    const faults: Fault[] = [];
    for (const { commit, en, de } of await pasts(look)) {
      const changed = (await look.git('diff', '-z', '--name-only', '--relative', '--no-renames', commit, '--', ...files)) ?? '';
      for (const file of changed.split('\0').filter(Boolean)) {
        const before = (await look.git('show', `${commit}:./${file}`)) ?? '';
        for (const { id } of scanLog(before).entries) {
          if (ids.has(id) || told.has(id) || id.includes('~')) continue;
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
