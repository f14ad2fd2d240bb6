import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TreeCheck } from '../../../workspace/check.ts';

/** Whether anything holds a commit against the tree's rules before it is made. */
export const hooksMissing: TreeCheck = {
  explanation: {
    code: 'hooks-missing',
    title: { en: 'No check runs before a commit', de: 'Vor einem Commit läuft keine Prüfung' },
    explain: {
      en: 'A pre-commit hook that calls bizos shows mistakes before they are in the history. It is a convenience: the check in CI is the boundary.',
      de: 'Ein pre-commit-Hook, der bizos aufruft, zeigt Fehler, bevor sie im Verlauf sind. Er ist eine Bequemlichkeit: Die Grenze ist die Prüfung in der CI.',
    },
    example: {
      en: '.git/hooks/pre-commit is not there, or does not name bizos.',
      de: '.git/hooks/pre-commit gibt es nicht, oder bizos kommt darin nicht vor.',
    },
    remedy: {
      en: 'Put them in place with: bizos hooks install',
      de: 'Lege sie an mit: bizos hooks install',
    },
  },
  async run(look) {
    const folder = (await look.git('rev-parse', '--git-path', 'hooks'))?.trim();
    if (folder === undefined) {
      return [
        {
          problem: {
            code: 'hooks-missing',
            level: 'note',
            message: {
              en: 'The tree is in no git repository: nothing keeps its history.',
              de: 'Der Baum liegt in keinem git-Repository: Nichts bewahrt seinen Verlauf.',
            },
            remedy: { en: 'git init, then commit.', de: 'git init, dann committen.' },
          },
        },
      ];
    }
    const hook = join(resolve(look.root, folder), 'pre-commit');
    if (existsSync(hook) && mentionsBizos(hook)) return [];
    return [
      {
        problem: {
          code: 'hooks-missing',
          level: 'note',
          message: { en: 'No pre-commit hook calls bizos.', de: 'Kein pre-commit-Hook ruft bizos auf.' },
          remedy: {
            en: 'bizos hooks install',
            de: 'Lege ihn an mit: bizos hooks install',
          },
        },
      },
    ];
  },
};

function mentionsBizos(hook: string): boolean {
  try {
    return /\bbizos\b/.test(readFileSync(hook, 'utf8'));
  } catch {
    // A hook that we may not read is somebody else's.
    return false;
  }
}
