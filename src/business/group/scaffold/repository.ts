import type { SimpleGit } from 'simple-git';
import type { Text } from '../../../core/text.ts';

/** What was done about git. */
export interface RepositoryState {
  readonly state: 'made' | 'committed' | 'was there' | 'around' | 'off' | 'failed';
  readonly says: Text;
}

/** What git must know of the caller's surroundings; editors, pagers and another repository's settings are none of it. */
const PASSED_ON =
  /^(?:PATH|HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|SYSTEMROOT|TMPDIR|TEMP|TMP|LANG|LC_\w+|XDG_CONFIG_HOME|GIT_CONFIG_NOSYSTEM)$/i;

/** Where a tree is made. */
export interface TreePlace {
  readonly root: string;
  /** The folder was a repository of its own before anything was made. */
  readonly wasThere: boolean;
  /** Whether a repository around belongs to another tree: then this one gets its own. */
  readonly ownTree: (top: string) => boolean;
}

/**
 * Sees to it that the tree lies in a git repository: makes one unless it stands in one already, and commits the files once when
 * it made the repository (a run that was killed before the commit too) and git knows who the person is. Trouble with git is said,
 * never thrown: the tree itself is there.
 */
export async function seeToRepository(
  { root, wasThere, ownTree }: TreePlace,
  paths: readonly string[],
  message: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<RepositoryState> {
  const { simpleGit } = await import('simple-git');
  const kept = Object.entries(environment).filter(([key]) => PASSED_ON.test(key));
  const git = simpleGit({ baseDir: root, allowEnvironment: ['GIT_CONFIG_NOSYSTEM'] }).env(
    Object.fromEntries(kept) as Record<string, string>,
  );
  try {
    const top = await git.revparse(['--show-toplevel']).then(
      (line) => line.trim(),
      () => undefined,
    );
    if (top !== undefined) {
      const prefix = (await git.revparse(['--show-prefix'])).trim();
      if (prefix === '' && (wasThere || (await hasCommit(git))))
        return { state: 'was there', says: { en: 'the git repository was there', de: 'das git-Repository war da' } };
      if (prefix !== '' && !ownTree(top))
        return { state: 'around', says: { en: `part of the git repository in ${top}`, de: `Teil des git-Repositorys in ${top}` } };
    }
    await git.raw(['-c', 'init.defaultBranch=main', 'init', '-q']);
    const name = await git.raw(['config', 'user.name']).then(
      (line) => line.trim(),
      () => '',
    );
    const email = await git.raw(['config', 'user.email']).then(
      (line) => line.trim(),
      () => '',
    );
    if (name === '' || email === '') {
      return {
        state: 'made',
        says: {
          en: 'made a git repository; nothing committed, since git does not know your name (git config user.name, user.email)',
          de: 'git-Repository angelegt; nichts committet, da git deinen Namen nicht kennt (git config user.name, user.email)',
        },
      };
    }
    await git.raw(['add', '--', ...paths]);
    // These paths alone: what a person has staged in a new repository of their own stays staged.
    await git.raw(['commit', '-q', '--no-verify', '-m', message, '--', ...paths]);
    return {
      state: 'committed',
      says: { en: 'made a git repository with a first commit', de: 'git-Repository mit einem ersten Commit angelegt' },
    };
  } catch (error) {
    const why = (error as Error).message.split('\n')[0];
    return { state: 'failed', says: { en: `no git repository: ${why}`, de: `kein git-Repository: ${why}` } };
  }
}

function hasCommit(git: SimpleGit): Promise<boolean> {
  return git.raw(['rev-parse', '-q', '--verify', 'HEAD']).then(
    (line) => line.trim() !== '',
    () => false,
  );
}
